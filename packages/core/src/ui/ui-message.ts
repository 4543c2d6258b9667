import type { FinishReason, Usage } from '../chat/event.ts'
import type { JsonObject } from '../chat/request.ts'

/**
 * A message as user interfaces hold it; the same shape as in Vercel's AI SDK, version 7 and later.
 */
export interface UIMessage<Metadata = MessageMetadata> {
  id: string
  role: 'system' | 'user' | 'assistant'
  metadata?: Metadata | undefined
  parts: UIPart[]
}

/** What a message consists of. */
export type UIPart =
  | TextUIPart
  | ReasoningUIPart
  | ToolUIPart
  | DynamicToolUIPart
  | FileUIPart
  | SourceUrlUIPart
  | SourceDocumentUIPart
  | DataUIPart
  | StepStartUIPart

export interface TextUIPart {
  type: 'text'
  text: string
  /** Whether more is to come. */
  state?: 'streaming' | 'done' | undefined
}

export interface ReasoningUIPart {
  type: 'reasoning'
  text: string
  state?: 'streaming' | 'done' | undefined
  /** What the provider wants back with these thoughts, such as a signature. */
  providerMetadata?: ProviderMetadata | undefined
}

/** Data of providers, each under its name. Opaque to everybody else. */
export type ProviderMetadata = Readonly<Record<string, JsonObject>>

/** A call of a tool whose name is in the type: `tool-weather`. */
export type ToolUIPart = { type: `tool-${string}` } & ToolCallFields

/** A call of a tool that is known by its name only. */
export type DynamicToolUIPart = { type: 'dynamic-tool'; toolName: string } & ToolCallFields

/** How far a tool's call has come. */
export interface ToolCallFields {
  toolCallId: string
  state: 'input-streaming' | 'input-available' | 'output-available' | 'output-error'
  input?: unknown
  output?: unknown
  errorText?: string | undefined
  /** Whether `output` is not the last word. */
  preliminary?: boolean | undefined
  /** Whether the provider itself carries the call out. */
  providerExecuted?: boolean | undefined
  title?: string | undefined
}

export interface FileUIPart {
  type: 'file'
  mediaType: string
  /** `https:` or `data:`. */
  url: string
  filename?: string | undefined
}

export interface SourceUrlUIPart {
  type: 'source-url'
  sourceId: string
  url: string
  title?: string | undefined
}

export interface SourceDocumentUIPart {
  type: 'source-document'
  sourceId: string
  mediaType: string
  title: string
  filename?: string | undefined
}

/** An application's own part: `data-weather`. */
export interface DataUIPart {
  type: `data-${string}`
  id?: string | undefined
  data: unknown
}

/** Where a new turn of the model begins within the message. */
export interface StepStartUIPart {
  type: 'step-start'
}

/** The metadata of our messages. Applications may add their own fields beside `sluice`. */
export interface MessageMetadata {
  sluice?: SluiceMetadata | undefined
}

/** What Sluice says of an answer. */
export interface SluiceMetadata {
  /** The id under which the server's logs know the call. */
  requestId?: string | undefined
  /** The target that answered, by the name under which the server registered it. */
  model?: string | undefined
  provider?: string | undefined
  usage?: Usage | undefined
  finishReason?: FinishReason | undefined
  attempts?: number | undefined
  /** Set where the provider wants what was said so far to be forgotten: later turns begin after this message. */
  clearHistory?: true | undefined
  /** From the request to its end, and to its first content, in milliseconds. */
  durationMs?: number | undefined
  firstContentMs?: number | undefined
  /** Set by the client on an answer that is not whole: stopped by the user, or broken off. */
  ending?: 'stopped' | 'interrupted' | undefined
}
