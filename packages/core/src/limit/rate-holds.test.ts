import { describe, expect, it } from 'vitest'
import type { RateWindow } from '../chat/rate-hint.ts'
import { createTestClock } from '../testing/test-clock.ts'
import { createLimiter } from './limiter.ts'

describe('a limit that a provider tells of and nobody configured', () => {
  function setup() {
    const clock = createTestClock()
    const limiter = createLimiter({ clock, maxWaitMs: 120_000 })
    let started = 0
    const ask = (count: number) => {
      for (let index = 0; index < count; index++) void Promise.resolve(limiter.acquire()).then(() => started++)
    }
    return { clock, limiter, ask, startedSoFar: () => started }
  }

  it('becomes no rate: what is left may start, the others when the window ends', async () => {
    const { clock, limiter, ask, startedSoFar } = setup()
    limiter.clamp({ requests: { limit: 10, remaining: 4, resetMs: 1_000 } })
    ask(60)
    expect(limiter.waitMs()).toBe(1_000)
    await clock.advance(999)
    expect(startedSoFar()).toBe(4)
    await clock.advance(1)
    expect([startedSoFar(), limiter.waitMs(), clock.pendingTimers]).toEqual([60, 0, 0])
  })

  it('holds up nobody for more than a minute', async () => {
    const { clock, limiter, ask, startedSoFar } = setup()
    limiter.clamp({ requests: { remaining: 0, resetMs: 3_600_000 } })
    ask(1)
    await clock.advance(59_999)
    expect(startedSoFar()).toBe(0)
    await clock.advance(1)
    expect(startedSoFar()).toBe(1)
  })

  it('holds up calls also where what is used up is not estimated', () => {
    const { limiter } = setup()
    limiter.clamp({ tokens: { limit: 1_000, remaining: 0, resetMs: 2_000 } })
    expect(limiter.waitMs()).toBe(2_000)
  })

  it('is not raised within a window by a reply that was overtaken, but by the next window', async () => {
    const { clock, limiter, ask, startedSoFar } = setup()
    limiter.clamp({ requests: { remaining: 1, resetMs: 5_000 } })
    limiter.clamp({ requests: { remaining: 3, resetMs: 5_000 } })
    ask(4)
    await clock.advance(4_000)
    expect(startedSoFar()).toBe(1)
    limiter.clamp({ requests: { remaining: 2, resetMs: 5_000 } })
    await clock.advance(1_000)
    expect(startedSoFar()).toBe(3)
  })
})

describe('a limit that a provider tells of and that is configured', () => {
  const told: [string, RateWindow, number][] = [
    ['is not lowered by that of a shorter window', { limit: 10, remaining: 0, resetMs: 1_000 }, 600],
    ['is lowered by that of a minute', { limit: 10, remaining: 9, resetMs: 6_000 }, 10],
    ['is lowered where the window is not told', { limit: 10, remaining: 9 }, 10],
  ]
  it.each(told)('%s', (_, window, perMinute) => {
    const limiter = createLimiter({ clock: createTestClock(), requestsPerMinute: 600 })
    limiter.clamp({ requests: window })
    expect(limiter.waitMs({ requests: perMinute })).toBeLessThan(Number.POSITIVE_INFINITY)
    expect(limiter.waitMs({ requests: perMinute + 1 })).toBe(Number.POSITIVE_INFINITY)
    if (window.remaining === 0) expect(limiter.waitMs()).toBe(100)
  })
})
