import { createCallContext, createPipeline, encodeSse, newId, sseDone, toChatError } from '@sluice/core'
import { simulatedProvider } from '@sluice/core/testing'
import { createChunkEncoder, toChatMessages, type UIMessage } from '@sluice/core/ui'
import { openai } from '@sluice/next-adapter'

const fetch = simulatedProvider({ answer: () => 'By hand.', faults: [{ type: 'cut', after: 1 }] })
const pipeline = createPipeline({ targets: { gpt: openai('gpt-5-mini', { apiKey: 'no-real-key', fetch }) } })

/** The lines that answer a conversation. */
async function* answer(conversation: readonly UIMessage[]): AsyncGenerator<string> {
  const context = createCallContext()
  const encoder = createChunkEncoder({ messageId: newId(), requestId: context.requestId })
  try {
    for await (const event of pipeline({ messages: toChatMessages(conversation) }, context)) {
      for (const chunk of encoder.encode(event)) yield encodeSse(chunk)
    }
  } catch (error) {
    for (const chunk of encoder.fail(toChatError(error))) yield encodeSse(chunk)
  }
  yield sseDone
}

const question: UIMessage = { id: 'm1', role: 'user', parts: [{ type: 'text', text: 'How is this written?' }] }
// The first answer breaks off, the second comes to its end.
for (const _ of [1, 2]) for await (const line of answer([question])) console.log(line.trimEnd())
