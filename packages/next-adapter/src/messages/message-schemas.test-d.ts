import type { ChatRequest, Handler } from '@sluice/core'
import type { InferUIMessage, MessageMetadata, StandardSchema, UIMessage } from '@sluice/core/ui'
import * as z from 'zod'
import { createChatRoute } from '../route/create-chat-route.ts'
import type { MessageSchemas, UIMessageOf } from './message-schemas.ts'
import { safeValidateMessages, validateMessages } from './validate-messages.ts'

type Same<Left, Right> =
  (<Type>() => Type extends Left ? 1 : 2) extends <Type>() => Type extends Right ? 1 : 2 ? true : false
declare function is<_Is extends true>(): void
declare const handler: Handler

const schemas = {
  metadata: z.object({ sentAt: z.number().default(0) }),
  data: { place: z.object({ city: z.string() }), progress: z.number() },
  tools: {
    weather: { input: z.object({ city: z.string() }), output: z.object({ celsius: z.number() }) },
    confirm: { input: z.object({ question: z.string() }) },
  },
} satisfies MessageSchemas

type Expected = UIMessage<
  { sentAt: number } & MessageMetadata,
  { place: { city: string }; progress: number },
  {
    weather: { input: { city: string }; output: { celsius: number } }
    confirm: { input: { question: string }; output: unknown }
  }
>
is<Same<UIMessageOf<typeof schemas>, Expected>>()

// A route carries the type of its messages, and so does its POST alone.
const route = createChatRoute({
  handler,
  messageSchemas: schemas,
  prepare({ messages, body }) {
    is<Same<typeof messages, readonly Expected[]>>()
    is<Same<typeof body.messages, Expected[]>>()
    return {}
  },
  onFinish: ({ message, messages, body }) => {
    is<Same<typeof message, Expected | undefined>>()
    is<Same<typeof messages, readonly Expected[]>>()
    is<Same<typeof body.messages, Expected[]>>()
  },
})
const { POST } = route
is<Same<InferUIMessage<typeof route>, Expected>>()
is<Same<InferUIMessage<typeof POST>, Expected>>()

// What was declared is all there is, and has the types that were declared.
declare const message: InferUIMessage<typeof route>
for (const part of message.parts) {
  if (part.type === 'data-place') part.data.city satisfies string
  if (part.type === 'tool-weather' && part.state === 'output-available') part.output.celsius satisfies number
  // @ts-expect-error No such part was declared.
  if (part.type === 'data-other') part.data
  // @ts-expect-error Nor was such a tool.
  if (part.type === 'tool-other') part.input
  // @ts-expect-error There is only the beginning of it.
  if (part.type === 'tool-weather' && part.state === 'input-streaming') part.input satisfies { city: string }
}
message.metadata?.sentAt satisfies number | undefined
message.metadata?.sluice?.usage?.outputTokens satisfies number | undefined

// With schemas given in place the callbacks know them, whichever comes first.
createChatRoute({
  handler,
  prepare: ({ messages }): Partial<ChatRequest> => {
    messages[0]?.metadata?.tone satisfies 'formal' | 'plain' | undefined
    return {}
  },
  messageSchemas: { metadata: z.object({ tone: z.enum(['formal', 'plain']) }) },
})

// Where nothing is declared, the client is told what we say, and the server is promised nothing.
const plain = createChatRoute({
  handler,
  prepare: ({ messages }) => {
    is<Same<typeof messages, readonly UIMessage<unknown>[]>>()
    return {}
  },
})
is<Same<InferUIMessage<typeof plain>, UIMessage>>()
is<Same<InferUIMessage<typeof plain.POST>, UIMessage>>()
is<Same<UIMessageOf<{ metadata: z.ZodObject }>, UIMessage<Record<string, unknown> & MessageMetadata>>>()
type WithoutData = UIMessageOf<{ data: Record<never, StandardSchema> }>['parts'][number]
is<Same<Extract<WithoutData, { type: `data-${string}` }>, never>>()

// A history has the types of its schemas.
is<Same<Awaited<ReturnType<typeof history>>, Expected[]>>()
async function history() {
  return validateMessages(undefined, { ...schemas, repair: true, strict: true })
}
const looked = await safeValidateMessages([], schemas)
if (looked.success) is<Same<typeof looked.data, Expected[]>>()
else looked.error.code satisfies string
is<Same<Awaited<ReturnType<typeof untyped>>, UIMessage[]>>()
async function untyped() {
  return validateMessages([])
}

// @ts-expect-error A schema is more than a type.
createChatRoute({ handler, messageSchemas: { metadata: String } })
// @ts-expect-error A tool takes something.
createChatRoute({ handler, messageSchemas: { tools: { weather: { output: z.string() } } } })
// @ts-expect-error They are refused or demoted.
createChatRoute({ handler, messageSchemas: { ...schemas, misfits: 'ignore' } })
