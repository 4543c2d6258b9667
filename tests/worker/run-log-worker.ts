import { createMemoryRunLog, createPipeline, type Handler } from '@sluice/core'
import { simulatedProvider } from '@sluice/core/testing'
import { createChatRoute, type FinishedCall, openaiCompatible } from '@sluice/next-adapter'

/* A Worker whose answers can be resumed and stopped, by requests that are not the one that asked. */

const provider = simulatedProvider({
  answer: ({ prompt }) => `You said: ${prompt}`,
  faults: ({ prompt }) => (prompt === 'stall' ? { type: 'stall', after: 2 } : undefined),
})
const pipeline = createPipeline({
  targets: { gpt: openaiCompatible({ model: 'sim-1', baseUrl: 'http://provider.test/v1', fetch: provider }) },
})
/** Heeds no abort, as some handlers do not. */
const deaf: Handler = async function* () {
  yield { type: 'text-delta', text: 'Well, ' }
  await new Promise(() => undefined)
}
const isDeaf = ({ content }: { content: unknown }) => JSON.stringify(content).includes('deaf')
const finished: FinishedCall['outcome'][] = []
const route = createChatRoute({
  handler: (request, context) => (request.messages.some(isDeaf) ? deaf : pipeline)(request, context),
  runLog: createMemoryRunLog(),
  identify: () => ({ id: 'ada' }),
  onFinish: ({ outcome }) => void finished.push(outcome),
  heartbeatMs: 20,
})

/** What the test may look at. */
function state(): Response {
  return Response.json({ endings: provider.calls.map(({ ending }) => ending), finished })
}

const worker = {
  fetch(request: Request): Promise<Response> | Response {
    if (new URL(request.url).pathname === '/state') return state()
    if (request.method === 'DELETE') return route.DELETE(request)
    return request.method === 'POST' ? route.POST(request) : route.GET(request)
  },
}

// biome-ignore lint/style/noDefaultExport: a Worker's module is called by its default export
export default worker
