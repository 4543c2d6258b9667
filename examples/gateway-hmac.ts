import { createHmac } from 'node:crypto'
import { createPipeline, generate } from '@sluice/core'
import { simulatedProvider } from '@sluice/core/testing'
import { fromEnv, hmacHeaders, openaiCompatible } from '@sluice/next-adapter'

Object.assign(process.env, { GATEWAY_ACCESS_KEY: 'chat-app', GATEWAY_SECRET_KEY: 'no-real-secret' })

const gateway = openaiCompatible({
  provider: 'gateway',
  model: 'house-model',
  baseUrl: 'https://llm.example.com/v1',
  apiKey: hmacHeaders({
    accessKey: fromEnv('GATEWAY_ACCESS_KEY'),
    secretKey: fromEnv('GATEWAY_SECRET_KEY'),
    template: '{method}\n{host}\n{path}\n{query}\n{body}\n{timestamp}\n{nonce}',
    nonce: () => crypto.randomUUID(),
    encoding: 'hex',
  }),
  fetch: verifying,
})

/** What the gateway does: the signature, the age of the timestamp, and whether the nonce is new. */
async function verifying(address: string, init: RequestInit): Promise<Response> {
  const { host, pathname } = new URL(address)
  const headers = new Headers(init.headers)
  const [timestamp = '', nonce = ''] = ['X-Bce-Timestamp', 'X-Bce-Nonce'].map((name) => headers.get(name) ?? '')
  const text = ['POST', host, pathname, '', init.body, timestamp, nonce].join('\n')
  const isSigned = createHmac('sha256', 'no-real-secret').update(text).digest('hex') === headers.get('X-Bce-Signature')
  const isFresh = Math.abs(Date.now() / 1_000 - Number(timestamp)) < 300 && !seen.has(nonce)
  seen.add(nonce)
  if (!isSigned || !isFresh) return Response.json({ error: { code: 'invalid_api_key' } }, { status: 401 })
  return simulated(address, init)
}
const seen = new Set<string>()
const simulated = simulatedProvider({ answer: () => 'Signed, fresh and accepted.' })

const { text } = await generate(createPipeline({ targets: { gateway } }), { prompt: 'Did it arrive?' })
console.log(text)
