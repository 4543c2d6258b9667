import { createPipeline } from '@sluice/core'
import { simulatedProvider } from '@sluice/core/testing'
import { createChatRoute, type FinishedCall, openaiCompatible } from '@sluice/next-adapter'

/* A Worker as a user would write it, all at module scope, where Workers forbid timers, randomness and fetches. */

const provider = simulatedProvider({
  answer: ({ prompt }) => `You said: ${prompt}`,
  faults: ({ prompt }) => (prompt === 'stall' ? { type: 'stall', after: 2 } : undefined),
})
const pipeline = createPipeline({
  targets: { gpt: openaiCompatible({ model: 'sim-1', baseUrl: 'http://provider.test/v1', fetch: provider }) },
})
const finished: FinishedCall['outcome'][] = []
const route = createChatRoute({
  handler: pipeline,
  onFinish: ({ outcome }) => void finished.push(outcome),
  // This runtime notices that a client has gone only when it writes to it, so a quiet stream needs its heartbeat.
  heartbeatMs: 20,
})

/** What the test may look at. */
function state(): Response {
  return Response.json({
    endings: provider.calls.map(({ ending }) => ending),
    finished,
    active: pipeline.snapshot().active,
    hasProcess: 'process' in globalThis,
  })
}

const worker = {
  fetch(request: Request): Promise<Response> | Response {
    if (new URL(request.url).pathname === '/state') return state()
    return request.method === 'POST' ? route.POST(request) : route.GET(request)
  },
}

// biome-ignore lint/style/noDefaultExport: a Worker's module is called by its default export
export default worker
