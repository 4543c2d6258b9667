import type { UIDataTypes, UIMessage, UIMessagePart } from './ui-message.ts'
import type { UITools } from './ui-tool-part.ts'

type AnyUIMessage = UIMessage<unknown>

/** The type of a message's metadata. */
export type InferUIMessageMetadata<Message extends AnyUIMessage> =
  Message extends UIMessage<infer Metadata> ? Metadata : unknown

/** What a message's `data-…` parts hold, by their names. */
export type InferUIMessageData<Message extends AnyUIMessage> =
  Message extends UIMessage<unknown, infer Data> ? Known<Data, DataIn<Message['parts'][number]>> : UIDataTypes

/** What the tools that a message calls take and give, by their names. */
export type InferUIMessageTools<Message extends AnyUIMessage> =
  Message extends UIMessage<unknown, UIDataTypes, infer Tools>
    ? Known<Tools, ToolsIn<Message['parts'][number]>>
    : UITools

/** What was inferred, unless it is all there could be: a message type of the AI SDK tells only by its parts. */
type Known<Inferred, Told> = string extends keyof Inferred ? Told : Inferred

type DataIn<Part> = {
  [Each in Part as Each extends { type: `data-${infer Name}` } ? Name : never]: Each extends { data: infer Data }
    ? Data
    : never
}

type ToolsIn<Part> = {
  [Each in Part as Each extends { type: `tool-${infer Name}` } ? Name : never]: {
    input: Each extends { state: 'input-available'; input: infer Input } ? Input : never
    output: Each extends { state: 'output-available'; output: infer Output } ? Output : never
  }
}

/** What a message consists of. */
export type InferUIMessagePart<Message extends AnyUIMessage> = UIMessagePart<
  InferUIMessageData<Message>,
  InferUIMessageTools<Message>
>

/** A call of one of a message's tools, for whoever carries it out. */
export type InferUIMessageToolCall<Message extends AnyUIMessage> =
  | StaticToolCalls<InferUIMessageTools<Message>>
  | (ToolCall<string, unknown> & { dynamic: true })

type StaticToolCalls<Tools extends UITools> = {
  [Name in keyof Tools & string]: ToolCall<Name, Tools[Name]['input']> & { dynamic?: false | undefined }
}[keyof Tools & string]

interface ToolCall<Name extends string, Input> {
  toolCallId: string
  toolName: Name
  input: Input
  /** Whether the provider itself carries the call out. */
  providerExecuted?: boolean | undefined
}

/** The type of the messages that a route answers: `InferUIMessage<typeof route>`. */
export type InferUIMessage<Route> = Route extends { readonly '~message'?: infer Message }
  ? unknown extends Message
    ? UIMessage
    : Extract<Message, AnyUIMessage>
  : UIMessage
