import { createPipeline } from '@sluice/core'
import { simulatedProvider } from '@sluice/core/testing'
import { createChatRoute, openai } from '@sluice/next-adapter'

const fetch = simulatedProvider({
  answer: () => 'One, two, three.',
  faults: [
    { type: 'cut', after: 2 },
    { type: 'status', status: 429, retryAfterMs: 120_000, error: { code: 'rate_limit_exceeded' } },
  ],
})
const { POST } = createChatRoute({
  handler: createPipeline({ targets: { gpt: openai('gpt-5-mini', { apiKey: 'no-real-key', fetch }) } }),
  logger: { warn: (message) => console.log('log:', message), error: (message) => console.log('log:', message) },
})

function ask(): Promise<Response> {
  const messages = [{ id: 'm1', role: 'user', parts: [{ type: 'text', text: 'Count to three' }] }]
  const body = JSON.stringify({ id: 'count', trigger: 'submit-message', messages })
  const headers = { 'content-type': 'application/json' }
  return POST(new Request('http://localhost/api/chat', { method: 'POST', headers, body }))
}

// Within the stream: what came stays, then an error part.
const broken = await ask()
console.log(broken.status)
console.log(await broken.text())

// Before the stream: a status, Retry-After and a JSON body. A shorter wait would have been waited.
const refused = await ask()
console.log(refused.status, 'Retry-After:', refused.headers.get('retry-after'))
console.log(await refused.json())
