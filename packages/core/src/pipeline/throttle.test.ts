import { describe, expect, it } from 'vitest'
import { generate } from '../chat/collect.ts'
import { createLimiter } from '../limit/limiter.ts'
import { createPipeline } from '../pipeline.ts'
import { createTestClock } from '../testing/test-clock.ts'
import { failed, inTurn } from './test-support/one-lane.ts'
import { createThrottle } from './throttle.ts'

const hourMs = 3_600_000

function setup() {
  const clock = createTestClock()
  const limiter = createLimiter({ clock })
  return { clock, limiter, throttle: createThrottle(limiter, clock) }
}

describe('a throttle', () => {
  it.each([hourMs, hourMs + 1, 48 * hourMs, Number.MAX_VALUE, Number.POSITIVE_INFINITY])(
    'closes the gate for an hour at most, though it is told %d ms',
    (toldMs) => {
      const { limiter, throttle } = setup()
      expect(throttle.refused(toldMs, 0)).toBe(hourMs)
      expect(limiter.snapshot().gateClosedForMs).toBe(hourMs)
    },
  )

  it('takes the first word as it is, and who refuses again has named too short a time', async () => {
    const { clock, throttle } = setup()
    const waits: number[] = []
    for (let refusal = 0; refusal < 8; refusal++) {
      await clock.advance(10)
      waits.push(throttle.refused(6, clock.monotonic()))
    }
    expect(waits).toEqual([6, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000])
    throttle.wentWell()
    await clock.advance(10)
    expect(throttle.refused(6, clock.monotonic())).toBe(6)
  })

  it('keeps to a word that is longer than its own', async () => {
    const { clock, throttle } = setup()
    const waits: number[] = []
    for (let refusal = 0; refusal < 3; refusal++) {
      await clock.advance(10)
      waits.push(throttle.refused(7_000, clock.monotonic()))
    }
    expect(waits).toEqual([7_000, 7_000, 7_000])
  })

  it('makes few calls to a provider that always asks for a moment only', async () => {
    const clock = createTestClock()
    const { handler, asked } = inTurn([failed('rate-limited', 6)])
    const target = { provider: 'p', model: 'm', handler }
    const pipeline = createPipeline({ targets: { one: target }, clock, random: () => 0.5 })
    const calls = Array.from({ length: 5 }, () => generate(pipeline, { prompt: 'hi' }).catch(() => undefined))
    await clock.advance(60_000)
    expect(asked()).toBeGreaterThan(5)
    expect(asked()).toBeLessThan(20)
    await clock.advance(60_000)
    await Promise.all(calls)
  })
})
