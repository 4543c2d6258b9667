import { createPipeline, decodeSse } from '@sluice/core'
import { simulatedProvider } from '@sluice/core/testing'
import { createChatRoute, openai } from '@sluice/next-adapter'

const fetch = simulatedProvider({ answer: ({ prompt }) => `${prompt} to you, too!` })
const pipeline = createPipeline({
  targets: { gpt: openai('gpt-5-mini', { apiKey: 'no-real-key', fetch }) },
})

const { POST } = createChatRoute({
  handler: pipeline,
  identify(request) {
    // In an app: the user of the session. A header alone proves nothing.
    const user = request.headers.get('x-user')
    return user === null ? null : { id: user }
  },
  prepare: ({ caller }) => ({ system: `You are talking to ${caller?.id}.`, maxOutputTokens: 800 }),
  onFinish({ caller, outcome, usage }) {
    console.log(`call of ${caller?.id}: ${outcome}`, usage)
  },
})

function ask(headers: Record<string, string>): Promise<Response> {
  const messages = [{ id: 'm1', role: 'user', parts: [{ type: 'text', text: 'Good morning' }] }]
  const body = JSON.stringify({ id: 'trip', trigger: 'submit-message', messages })
  const init = { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body }
  return POST(new Request('http://localhost/api/chat', init))
}

const stranger = await ask({})
console.log(stranger.status, await stranger.text())

const { status, body } = await ask({ 'x-user': 'ada' })
console.log(status)
if (body !== null) {
  for await (const batch of decodeSse(body)) for (const { data } of batch) console.log(data)
}
