import { expectTypeOf } from 'vitest'
import type {
  InferUIMessage,
  InferUIMessageData,
  InferUIMessageMetadata,
  InferUIMessagePart,
  InferUIMessageToolCall,
  InferUIMessageTools,
} from './infer-ui-message.ts'
import type { InferUITools } from './infer-ui-tool.ts'
import type { StandardSchema } from './standard-schema.ts'
import { toChatMessages } from './to-chat-messages.ts'
import { withToolOutput } from './tool-results.ts'
import type { DataUIPart, MessageMetadata, UIMessage, UIMessagePart, UIPart } from './ui-message.ts'
import {
  getStaticToolName,
  getToolName,
  isDataUIPart,
  isStaticToolUIPart,
  isToolOutputErrorUIPart,
  isToolUIPart,
} from './ui-part-guards.ts'
import type { DynamicToolUIPart, ToolUIPart, UIToolInvocation } from './ui-tool-part.ts'

type Metadata = MessageMetadata & { topic?: string | undefined }
type Data = { weather: { celsius: number }; note: string }
type Tools = {
  weather: { input: { city: string; days?: number[] }; output: { celsius: number } }
  ask: { input: { question: string }; output: string }
}
type Message = UIMessage<Metadata, Data, Tools>
declare const message: Message
declare const part: Message['parts'][number]

// A typed message is a message.
message satisfies UIMessage
message satisfies UIMessage<unknown>
part satisfies UIPart
toChatMessages([message])
withToolOutput(message, { toolCallId: 'c1', output: 1 }) satisfies Message

// The type says what a part holds, and the state what there is of it.
if (part.type === 'data-weather') expectTypeOf(part.data).toEqualTypeOf<{ celsius: number }>()
if (part.type === 'data-note') expectTypeOf(part.data).toEqualTypeOf<string>()
if (part.type === 'tool-weather') {
  expectTypeOf(part.state).toEqualTypeOf<UIToolInvocation<Tools['weather']>['state']>()
  if (part.state === 'input-streaming') {
    expectTypeOf(part.input?.city).toEqualTypeOf<string | undefined>()
    expectTypeOf(part.input?.days?.[0]).toEqualTypeOf<number | undefined>()
    expectTypeOf(part.rawInput).toEqualTypeOf<string | undefined>()
  }
  if (part.state === 'input-available') expectTypeOf(part.input.city).toEqualTypeOf<string>()
  if (part.state === 'approval-requested') expectTypeOf(part.approval.approved).toEqualTypeOf<undefined>()
  if (part.state === 'approval-responded') expectTypeOf(part.approval.approved).toEqualTypeOf<boolean>()
  if (part.state === 'output-available') expectTypeOf(part.output.celsius).toEqualTypeOf<number>()
  if (part.state === 'output-error') expectTypeOf(part.errorText).toEqualTypeOf<string>()
  if (part.state === 'output-denied') expectTypeOf(part.approval.approved).toEqualTypeOf<false>()
  if (part.state !== 'output-available') expectTypeOf(part.output).toEqualTypeOf<undefined>()
}
if (part.type === 'dynamic-tool' && part.state === 'output-available')
  expectTypeOf(part.output).toEqualTypeOf<unknown>()
// @ts-expect-error There is no such tool.
if (part.type === 'tool-wether') part satisfies never
// @ts-expect-error Nor such data.
if (part.type === 'data-wether') part satisfies never

// Guards keep the types.
if (isToolUIPart(part)) {
  expectTypeOf(part).toEqualTypeOf<ToolUIPart<Tools> | DynamicToolUIPart>()
  expectTypeOf(getToolName(part)).toEqualTypeOf<string>()
}
if (isStaticToolUIPart(part)) expectTypeOf(getStaticToolName(part)).toEqualTypeOf<'weather' | 'ask'>()
if (isToolOutputErrorUIPart(part)) expectTypeOf(part.errorText).toEqualTypeOf<string>()
if (isDataUIPart(part)) expectTypeOf(part).toEqualTypeOf<DataUIPart<Data>>()

// A message tells its types.
expectTypeOf<InferUIMessageMetadata<Message>>().toEqualTypeOf<Metadata>()
expectTypeOf<InferUIMessageData<Message>>().toEqualTypeOf<Data>()
expectTypeOf<InferUIMessageTools<Message>>().toEqualTypeOf<Tools>()
expectTypeOf<InferUIMessagePart<Message>>().toEqualTypeOf<UIMessagePart<Data, Tools>>()
expectTypeOf<InferUIMessageMetadata<UIMessage>>().toEqualTypeOf<MessageMetadata>()
interface Named extends Message {
  own: 1
}
expectTypeOf<InferUIMessageTools<Named>>().toEqualTypeOf<Tools>()
declare const call: InferUIMessageToolCall<Message>
if (call.toolName === 'weather' && !call.dynamic) expectTypeOf(call.input.city).toEqualTypeOf<string>()
if (call.dynamic) expectTypeOf(call.input).toEqualTypeOf<unknown>()

// So does a route.
declare const route: { POST: (request: Request) => Promise<Response>; readonly '~message'?: Message | undefined }
expectTypeOf<InferUIMessage<typeof route>>().toEqualTypeOf<Message>()
expectTypeOf<InferUIMessage<{ POST: () => void }>>().toEqualTypeOf<UIMessage>()

// And so do the definitions of tools.
declare const city: StandardSchema<{ city: string; days?: number }, { city: string; days: number }>
declare const celsius: StandardSchema<number>
type Defined = InferUITools<{ weather: { input: typeof city; output: typeof celsius }; ask: { input: typeof city } }>
expectTypeOf<Defined>().toEqualTypeOf<{
  weather: { input: { city: string; days: number }; output: number }
  ask: { input: { city: string; days: number }; output: unknown }
}>()
