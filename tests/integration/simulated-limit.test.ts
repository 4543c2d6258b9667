import { ChatError, type ChatResult, createPipeline, generate, type Handler, type RateHint } from '@sluice/core'
import { createRandom, createTestClock } from '@sluice/core/testing'
import { describe, expect, it } from 'vitest'

/*
 * A provider that allows 20 requests a minute, and a client that was not told. The large version, with three kinds of
 * windows and 100 calls, is bench/simulate.ts.
 */

const perMinute = 20
const calls = 30
const clock = createTestClock()
const random = createRandom(7)

/** A bucket of 20 that refills. It says with every reply what is left in it. */
function createProvider() {
  let level = perMinute
  let atMs = 0
  let refused = 0

  async function take(): Promise<RateHint> {
    const nowMs = clock.monotonic()
    level = Math.min(perMinute, level + ((nowMs - atMs) / 60_000) * perMinute)
    atMs = nowMs
    if (level < 1) {
      refused++
      const retryAfterMs = Math.ceil(((1 - level) / perMinute) * 60_000)
      throw new ChatError('rate-limited', 'Too many requests.', { retryAfterMs })
    }
    level--
    const remaining = Math.floor(level)
    await new Promise<void>((resolve) => clock.after(500 + 1_000 * random(), resolve))
    return { requests: { limit: perMinute, remaining } }
  }
  const handler: Handler = async function* () {
    const rateHint = await take()
    yield { type: 'start', provider: 'simulated', model: 'simulated', rateHint }
    yield { type: 'text-delta', text: 'done' }
    yield { type: 'finish', reason: 'stop' }
  }
  return { handler, refused: () => refused }
}

describe('a pipeline before a provider whose limit it does not know', () => {
  it('answers a crowd of calls as fast as the provider allows, and is hardly ever refused', async () => {
    const provider = createProvider()
    const pipeline = createPipeline({
      targets: { it: { provider: 'simulated', model: 'simulated', handler: provider.handler } },
      limit: { it: { concurrency: 'adaptive', maxWaitMs: 600_000 } },
      clock,
      random,
    })
    const answers: ChatResult[] = []
    let endedMs = 0
    const crowd = Array.from({ length: calls }, async () => {
      answers.push(await generate(pipeline, { prompt: 'Hello' }))
      endedMs = clock.monotonic()
    })
    await clock.advance(60_000)
    await Promise.all(crowd)

    expect(answers.map(({ text }) => text)).toEqual(Array(calls).fill('done'))
    expect(provider.refused()).toBeLessThanOrEqual(1)
    // Twenty at once, and the others every three seconds.
    const idealMs = ((calls - perMinute) / perMinute) * 60_000
    expect(endedMs).toBeGreaterThanOrEqual(idealMs)
    expect(endedMs).toBeLessThanOrEqual((idealMs + 1_500) * 1.15)
  })
})
