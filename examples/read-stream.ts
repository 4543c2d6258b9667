import { createPipeline, decodeSse } from '@sluice/core'
import { simulatedProvider } from '@sluice/core/testing'
import { createMessageBuilder, type UIMessage, type UIMessageChunk } from '@sluice/core/ui'
import { createChatRoute, openai } from '@sluice/next-adapter'

const fetch = simulatedProvider({ answer: () => ({ reasoning: 'Easy.', text: 'Forty-two.' }) })
const { POST } = createChatRoute({
  handler: createPipeline({ targets: { gpt: openai('gpt-5-mini', { apiKey: 'no-real-key', fetch }) } }),
})

const question: UIMessage = { id: 'm1', role: 'user', parts: [{ type: 'text', text: 'Six times seven?' }] }
const { body } = await POST(
  new Request('http://localhost/api/chat', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ id: 'sums', trigger: 'submit-message', messages: [question] }),
  }),
)
if (body === null) throw new Error('There is no body')

const builder = createMessageBuilder({ id: '', role: 'assistant', parts: [] })
for await (const batch of decodeSse(body)) {
  for (const { data } of batch) {
    if (data !== '[DONE]') builder.apply(JSON.parse(data) as UIMessageChunk)
  }
}
builder.close()
console.log(JSON.stringify(builder.snapshot(), undefined, 2))
