import type { JsonObject } from '../chat/request.ts'
import type { AsUITool } from './infer-ui-tool.ts'
import type { ProviderMetadata } from './provider-metadata.ts'

/** What a tool takes and gives. */
export type UITool = { input: unknown; output: unknown }

/** Tools by their names. */
export type UITools = Record<string, UITool>

/** A call of one of the tools: `tool-weather`. */
export type ToolUIPart<Tools extends UITools = UITools> = {
  [Name in keyof Tools & string]: { type: `tool-${Name}` } & UIToolInvocation<Tools[Name]>
}[keyof Tools & string]

/** A call of a tool that is known by its name only. */
export type DynamicToolUIPart = {
  type: 'dynamic-tool'
  toolName: string
  /** `false` if the call was made to a tool of known types, which it does not fit any more. */
  dynamic?: false | undefined
} & ToolCallFields &
  ToolCallState<unknown, unknown>

/** A tool's call, whatever the tool's name. */
export type UIToolInvocation<Tool> = ToolCallFields & ToolCallState<AsUITool<Tool>['input'], AsUITool<Tool>['output']>

/** A call that failed. */
export type ToolOutputErrorUIPart<Tools extends UITools = UITools> = Extract<
  ToolUIPart<Tools> | DynamicToolUIPart,
  { state: 'output-error' }
>

interface ToolCallFields {
  toolCallId: string
  title?: string | undefined
  /** What is known of the tool, such as the server that it comes from. */
  toolMetadata?: JsonObject | undefined
  /** Whether the provider itself carries the call out. */
  providerExecuted?: boolean | undefined
  /** What the provider said with the call. */
  callProviderMetadata?: ProviderMetadata | undefined
}

/** How far a call has come. */
type ToolCallState<Input, Output> =
  | {
      state: 'input-streaming'
      /** As much of it as can be read already. */
      input?: DeepPartial<Input> | undefined
      /** The text of the input so far: with it, a stored message can go on. */
      rawInput?: string | undefined
      /** What `rawInput` is. @default json */
      inputEncoding?: 'json' | 'text' | undefined
      output?: undefined
      errorText?: undefined
      approval?: undefined
    }
  | { state: 'input-available'; input: Input; output?: undefined; errorText?: undefined; approval?: undefined }
  | {
      state: 'approval-requested'
      input: Input
      output?: undefined
      errorText?: undefined
      approval: ApprovalRequest & { approved?: undefined; reason?: undefined }
    }
  | {
      state: 'approval-responded'
      input: Input
      output?: undefined
      errorText?: undefined
      approval: ApprovalResponse<boolean>
    }
  | {
      state: 'output-available'
      input: Input
      output: Output
      errorText?: undefined
      /** Whether `output` is not the last word. */
      preliminary?: boolean | undefined
      /** What the provider said with the output. */
      resultProviderMetadata?: ProviderMetadata | undefined
      approval?: ApprovalResponse<true> | undefined
    }
  | {
      state: 'output-error'
      input: Input | undefined
      /** The input where it could not be read. */
      rawInput?: unknown
      output?: undefined
      errorText: string
      resultProviderMetadata?: ProviderMetadata | undefined
      approval?: ApprovalResponse<true> | undefined
    }
  | {
      state: 'output-denied'
      input: Input
      output?: undefined
      errorText?: undefined
      approval: ApprovalResponse<false>
    }

/** The question whether a call may be carried out. */
interface ApprovalRequest {
  id: string
  /** What the user is to be shown, in the server's words. */
  descriptor?: unknown
  /** Why there is a question. */
  requestReason?: string | undefined
  /** Whether a rule gives the answer, and no user. */
  isAutomatic?: boolean | undefined
  /** With which the server knows its own question again. */
  signature?: string | undefined
  /** The input as the tool's schema takes it, where `input` is what it has become. */
  inputSchemaInput?: unknown
}

interface ApprovalResponse<Approved extends boolean> extends ApprovalRequest {
  approved: Approved
  reason?: string | undefined
}

/** A value of which not everything has come yet. */
export type DeepPartial<Value> = Value extends object
  ? { [Key in keyof Value]?: DeepPartial<Value[Key]> | undefined }
  : Value
