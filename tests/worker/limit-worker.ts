import { createPipeline } from '@sluice/core'
import { simulatedProvider } from '@sluice/core/testing'
import { createChatRoute, type FinishedCall, openaiCompatible } from '@sluice/next-adapter'

/* A Worker in which calls wait for each other, though each has timers of its own only. */

const provider = simulatedProvider({ answer: ({ prompt }) => `You said: ${prompt}` })
const pipeline = createPipeline({
  targets: { gpt: openaiCompatible({ model: 'sim-1', baseUrl: 'http://provider.test/v1', fetch: provider }) },
  limit: { gpt: { requestsPerMinute: 60, burst: 1, maxWaitMs: 8_000 } },
})
const finished: FinishedCall['outcome'][] = []
const route = createChatRoute({
  handler: pipeline,
  onFinish: ({ outcome }) => void finished.push(outcome),
  heartbeatMs: 20,
})

/** What the test may look at. */
function state(): Response {
  const { active, targets } = pipeline.snapshot()
  const queued = targets.gpt.lanes[0]?.limiter.queued
  return Response.json({ active, queued, finished, asked: provider.calls.length })
}

const worker = {
  fetch(request: Request): Promise<Response> | Response {
    return new URL(request.url).pathname === '/state' ? state() : route.POST(request)
  },
}

// biome-ignore lint/style/noDefaultExport: a Worker's module is called by its default export
export default worker
