import type { InferUITool, InferUITools, UIMessage, UIMessageChunk, UIToolInvocation } from '@sluice/core/ui'
import {
  getToolName,
  isToolUIPart,
  lastAssistantMessageIsCompleteWithApprovalResponses,
  lastAssistantMessageIsCompleteWithToolCalls,
  type MessageMetadata,
  toChatMessages,
  withToolOutput,
} from '@sluice/core/ui'
import * as ai from 'ai'
import { expectTypeOf } from 'vitest'
import * as z from 'zod'

/* Our message types beside those of Vercel's AI SDK. */

type Metadata = MessageMetadata & { topic?: string }
type Data = { weather: { celsius: number }; note: string }
type Tools = {
  weather: { input: { city: string; days?: number[] }; output: { celsius: number } }
  ask: { input: { question: string }; output: undefined }
}
type Ours = UIMessage<Metadata, Data, Tools>
type Theirs = ai.UIMessage<Metadata, Data, Tools>

/** What a type is without `exactOptionalPropertyTypes`, which hardly anybody has on. */
type Loose<Type> = Type extends object
  ? string extends keyof Type
    ? Type
    : { [Key in keyof Type]: Loose<Exclude<Type[Key], undefined>> }
  : Type

declare const theirs: Theirs
declare const theirsOfAnyKind: ai.UIMessage
declare const ours: Ours
declare const oursLoose: Loose<Ours>
declare const oursLooseOfAnyKind: Loose<UIMessage<unknown>>

// Theirs are ours.
theirs satisfies Ours
theirs satisfies UIMessage
theirsOfAnyKind satisfies UIMessage<unknown>
// Ours are theirs.
oursLoose satisfies Theirs
oursLooseOfAnyKind satisfies ai.UIMessage

// So are the chunks, but for those that a newer version may add.
declare const theirChunk: ai.UIMessageChunk
declare const ourChunk: Loose<Exclude<UIMessageChunk, { type: 'error' }>>
theirChunk satisfies UIMessageChunk
ourChunk satisfies ai.UIMessageChunk

// @ts-expect-error With `exactOptionalPropertyTypes` they are not: ours may hold fields that are `undefined`.
ours satisfies Theirs
// @ts-expect-error The tools are not the same.
oursLoose satisfies ai.UIMessage<Metadata, Data, { weather: { input: { city: number }; output: unknown } }>
// @ts-expect-error Nor are they here.
theirs satisfies UIMessage<Metadata, Data, { weather: { input: { city: number }; output: unknown } }>

// What takes ours takes theirs, and the other way round.
toChatMessages([theirs])
withToolOutput(theirs, { toolCallId: 'c1', output: 1 }) satisfies Theirs
lastAssistantMessageIsCompleteWithToolCalls({ messages: [theirs] })
lastAssistantMessageIsCompleteWithApprovalResponses({ messages: [theirs] })
for (const part of theirs.parts) if (isToolUIPart(part)) getToolName(part)
ai.lastAssistantMessageIsCompleteWithToolCalls({ messages: [oursLoose] })
for (const part of oursLoose.parts) if (ai.isToolUIPart(part)) ai.getToolName(part)

// Their tools tell their types.
const tools = {
  weather: ai.tool({
    inputSchema: z.object({ city: z.string(), days: z.number().default(1) }),
    execute: async ({ city }) => ({ city, celsius: 21 }),
  }),
  ask: ai.tool({
    inputSchema: ai.jsonSchema<{ question: string }>({}),
    outputSchema: z.object({ answer: z.string() }),
  }),
  versions: ai.tool({
    inputSchema: z.object({}),
    async *execute() {
      yield { percent: 50 }
    },
  }),
}
expectTypeOf<InferUITool<typeof tools.weather>>().toEqualTypeOf<ai.InferUITool<typeof tools.weather>>()
expectTypeOf<InferUITool<typeof tools.ask>>().toEqualTypeOf<ai.InferUITool<typeof tools.ask>>()
expectTypeOf<InferUITools<typeof tools>>().toEqualTypeOf<ai.InferUITools<typeof tools>>()
declare const theirCall: ai.UIToolInvocation<typeof tools.weather>
declare const ourCall: Loose<UIToolInvocation<typeof tools.weather>>
theirCall satisfies UIToolInvocation<typeof tools.weather>
ourCall satisfies ai.UIToolInvocation<typeof tools.weather>
