import { createPipeline, type PipelineOptions } from '@sluice/core'
import { type Fault, simulatedProvider } from '@sluice/core/testing'
import { createChatRoute } from '@sluice/next-adapter'
import { describe, expect, it } from 'vitest'
import { post, simulated } from '../support/chat-http.ts'
import { readAnswer } from '../support/read-answer.ts'

/* Calls that would have to wait longer than they may: through the route, with the time to come back. */

function setup(options: Partial<PipelineOptions<'gpt'>>, faults?: readonly Fault[]) {
  const logger = { warn: () => {}, error: () => {} }
  const provider = simulatedProvider({ faults })
  const handler = createPipeline({ targets: { gpt: simulated(provider) }, callMs: 1_000, logger, ...options })
  const route = createChatRoute({ handler, logger })
  const ask = async () => {
    const startMs = performance.now()
    const response = await route.POST(post())
    const { headers, status } = response
    const answer = await readAnswer(response)
    return { ...answer, status, inSeconds: Number(headers.get('retry-after')), tookMs: performance.now() - startMs }
  }
  return { ask, provider }
}

describe('a question that would have to wait too long', () => {
  it('is refused at once with what the provider said, and the next one without asking', async () => {
    const { ask, provider } = setup({}, [{ type: 'status', status: 429, retryAfterMs: 60_000 }])
    for (let question = 0; question < 3; question++) {
      const { code, status, retryAfterMs = 0, inSeconds, tookMs } = await ask()
      expect([code, status]).toEqual(['rate-limited', 429])
      expect(retryAfterMs).toBeGreaterThan(50_000)
      expect(retryAfterMs).toBeLessThanOrEqual(60_000)
      expect(inSeconds).toBe(Math.ceil(retryAfterMs / 1_000))
      expect(tookMs).toBeLessThan(900)
    }
    expect(provider.calls).toHaveLength(1)
  })

  it('is refused at once where our own limit would keep it, too', async () => {
    const { ask, provider } = setup({ limit: { gpt: { requestsPerMinute: 1 } } })
    expect(await ask()).toMatchObject({ text: 'Hi', status: 200 })
    const { code, status, retryAfterMs = 0, tookMs } = await ask()
    expect([code, status]).toEqual(['rate-limited', 429])
    expect(retryAfterMs).toBeGreaterThan(50_000)
    expect(retryAfterMs).toBeLessThanOrEqual(60_000)
    expect(tookMs).toBeLessThan(900)
    expect(provider.calls).toHaveLength(1)
  })

  it('is refused while the circuit is open, with the time of the next probe', async () => {
    const failing = Array.from({ length: 9 }, (): Fault => ({ type: 'network' }))
    const { ask, provider } = setup({ retry: false, breaker: { consecutive: 2, openMs: 30_000 } }, failing)
    expect([(await ask()).code, (await ask()).code]).toEqual(['network', 'network'])
    const { code, status, retryAfterMs = 0 } = await ask()
    expect([code, status]).toEqual(['circuit-open', 503])
    // Varied by a fifth either way.
    expect(retryAfterMs).toBeGreaterThan(20_000)
    expect(retryAfterMs).toBeLessThanOrEqual(36_000)
    expect(provider.calls).toHaveLength(2)
  })
})
