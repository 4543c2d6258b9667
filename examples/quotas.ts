import { createPipeline } from '@sluice/core'
import { simulatedProvider } from '@sluice/core/testing'
import { createChatRoute, openai } from '@sluice/next-adapter'

const fetch = simulatedProvider({ answer: () => 'Good day.' })
const pipeline = createPipeline({
  targets: { gpt: openai('gpt-5-mini', { apiKey: 'no-real-key', fetch }) },
  quota: [
    { per: 'caller', requests: 2, window: '1m' },
    { per: 'tag:team', tokens: 1_000_000, window: '1d' },
  ],
})

const { POST } = createChatRoute({
  handler: pipeline,
  // In an app: the user of the session. A header alone proves nothing.
  identify: (request) => ({ id: request.headers.get('x-user') ?? 'guest', tags: { team: 'search' } }),
})

const messages = [{ id: 'm1', role: 'user', parts: [{ type: 'text', text: 'Good day' }] }]
const body = JSON.stringify({ id: 'hello', trigger: 'submit-message', messages })
for (let call = 0; call < 3; call++) {
  const headers = { 'content-type': 'application/json', 'x-user': 'ada' }
  const response = await POST(new Request('http://localhost/api/chat', { method: 'POST', headers, body }))
  const told = [...response.headers].filter(([name]) => /^(ratelimit-|retry-after)/.test(name))
  console.log(response.status, Object.fromEntries(told))
  await response.text()
}
