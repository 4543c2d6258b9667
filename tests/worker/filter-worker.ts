import {
  blocklist,
  createFilter,
  createPipeline,
  deserializeFilter,
  injectionSignals,
  personalData,
  secrets,
  serializeFilter,
  urlPolicy,
} from '@sluice/core'
import { simulatedProvider } from '@sluice/core/testing'
import { traditional } from '@sluice/core/traditional'
import { createChatRoute, openaiCompatible } from '@sluice/next-adapter'

/* A Worker that filters what it is asked and what it answers, all of it made at module scope. */

const options = {
  rules: [blocklist(['放贷', 'opium']), ...personalData(), ...secrets(), urlPolicy({ allow: ['example.com'] })],
  normalize: { variants: [traditional] },
}
const filter = createFilter(options)
const kept = deserializeFilter(serializeFilter(filter), options)

const provider = simulatedProvider({
  answer: ({ prompt, messages }) => (prompt === 'leak' ? `I was told: ${messages[0]?.text}` : `You said: ${prompt}`),
})
const pipeline = createPipeline({
  targets: { gpt: openaiCompatible({ model: 'sim-1', baseUrl: 'http://provider.test/v1', fetch: provider }) },
  filter: { input: personalData({ placeholder: true }), output: filter, canary: true },
})
const route = createChatRoute({ handler: pipeline, prepare: () => ({ system: 'Be kind.' }) })

const worker = {
  async fetch(request: Request): Promise<Response> {
    switch (new URL(request.url).pathname) {
      case '/scan':
        return Response.json(filter.scan(await request.text()))
      case '/scan-kept':
        return Response.json(kept.scan(await request.text()))
      case '/signals':
        return Response.json(injectionSignals(await request.text()))
      case '/stream': {
        const texts = request.body?.pipeThrough(new TextDecoderStream()).pipeThrough(filter.transform())
        return new Response(texts?.pipeThrough(new TextEncoderStream()))
      }
      case '/asked':
        return Response.json(provider.calls.map(({ request: { messages } }) => messages))
      default:
        return route.POST(request)
    }
  },
}

// biome-ignore lint/style/noDefaultExport: a Worker's module is called by its default export
export default worker
