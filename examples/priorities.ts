import { createPipeline } from '@sluice/core'
import { simulatedProvider } from '@sluice/core/testing'
import { createChatRoute, openai } from '@sluice/next-adapter'

const fetch = simulatedProvider({ firstTokenMs: 20 })
const pipeline = createPipeline({
  targets: { gpt: openai('gpt-5-mini', { apiKey: 'no-real-key', fetch }) },
  limit: { gpt: { concurrency: 1 } },
})

const { POST } = createChatRoute({
  handler: pipeline,
  identify: (request) => ({ id: request.headers.get('x-user') ?? 'guest' }),
  prepare: ({ caller }) => (caller?.id === 'guest' ? { priority: 3, callMs: 20_000 } : { priority: 1 }),
})

async function ask(user: string): Promise<void> {
  const messages = [{ id: 'm1', role: 'user', parts: [{ type: 'text', text: `I am ${user}` }] }]
  const body = JSON.stringify({ id: user, trigger: 'submit-message', messages })
  const headers = { 'content-type': 'application/json', 'x-user': user }
  const response = await POST(new Request('http://localhost/api/chat', { method: 'POST', headers, body }))
  await response.text()
  console.log('answered:', user)
}

// One call at a time. Ada comes last and is second.
await Promise.all([ask('guest'), ask('guest'), ask('guest'), ask('ada')])
