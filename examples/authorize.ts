import { type Authorize, createPipeline, generate, openaiChat, type Target } from '@sluice/core'
import { simulatedProvider } from '@sluice/core/testing'

const encoder = new TextEncoder()
const hmac = { name: 'HMAC', hash: 'SHA-256' }

/** Signs the body of each request with a secret that is asked for when it is needed. */
function signature(readSecret: () => Promise<string>): Authorize {
  return {
    async apply(request) {
      const key = await crypto.subtle.importKey('raw', encoder.encode(await readSecret()), hmac, false, ['sign'])
      const bytes = new Uint8Array(await crypto.subtle.sign(hmac, key, encoder.encode(request.body)))
      request.headers.set('x-signature', btoa(String.fromCharCode(...bytes)))
      return request
    },
  }
}

// Takes the place of the network. Leave `fetch` out and the gateway is asked.
const fetch = simulatedProvider({ answer: () => 'Signed and delivered.' })

const gateway: Target = {
  provider: 'gateway',
  model: 'house-model',
  handler: openaiChat({
    provider: 'gateway',
    model: 'house-model',
    baseUrl: 'https://llm.example.com/v1',
    authorize: signature(async () => 'no-real-secret'),
    fetch,
  }),
}
const { text } = await generate(createPipeline({ targets: { gateway } }), { prompt: 'Did it arrive?' })
console.log(text, fetch.calls[0]?.request.headers.get('x-signature'))
