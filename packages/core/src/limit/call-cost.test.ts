import { describe, expect, it } from 'vitest'
import { createTestClock } from '../testing/test-clock.ts'
import { correction } from './call-cost.ts'
import { createLimiter } from './limiter.ts'

describe('the tokens that a call is charged for', () => {
  const usage = { inputTokens: 1_000, outputTokens: 50, cachedInputTokens: 900 }
  const refund = { requests: true, tokens: true }

  it('are those of its input but the cached ones, where these do not count', () => {
    const accounted = (countsCachedInput: boolean) =>
      correction([1, 100, 100, 0], { usage }, { refund, countsCachedInput })
    expect([accounted(true), accounted(false)]).toEqual([
      [0, 950, 900, 50],
      [0, 50, 0, 50],
    ])
  })

  it('are never less than none', () => {
    const odd = { ...usage, cachedInputTokens: 1_500 }
    expect(correction([1, 0, 0, 0], { usage: odd }, { refund, countsCachedInput: false })).toEqual([0, 50, 0, 50])
  })

  it.each([
    [undefined, 1_000],
    [true, 1_000],
    [false, 100],
  ])('follow countsCachedInput: %s', async (countsCachedInput, usedMs) => {
    const limiter = createLimiter({ clock: createTestClock(), inputTokensPerMinute: 60_000, countsCachedInput })
    const ticket = await limiter.acquire({ cost: { inputTokens: 60_000 } })
    ticket.release({ usage })
    expect(limiter.waitMs({ inputTokens: 60_000 })).toBe(usedMs)
  })

  it('are what was used where that is known, also of a call that was refused', () => {
    const outcome = { usage: { inputTokens: 30, outputTokens: 10 }, isRefused: true }
    expect(correction([1, 100, 60, 40], outcome, { refund, countsCachedInput: true })).toEqual([0, -60, -30, -30])
  })

  it.each([Number.NaN, Number.POSITIVE_INFINITY])('are the estimate where %d were used', (odd) => {
    const oddUsage = { inputTokens: odd, outputTokens: 0 }
    const corrected = correction([1, 100, 60, 40], { usage: oddUsage }, { refund, countsCachedInput: true })
    expect(corrected).toEqual([0, 0, 0, -40])
    const limiter = createLimiter({ clock: createTestClock(), tokensPerMinute: 60_000 })
    const ticket = limiter.acquire({ cost: { tokens: 1_000 } })
    if ('release' in ticket) ticket.release({ usage: oddUsage })
    expect(limiter.waitMs({ tokens: 60_000 })).toBe(1_000)
    limiter.clamp({ tokens: { limit: odd, remaining: odd } })
    expect(limiter.waitMs({ tokens: 60_000 })).toBe(1_000)
  })

  it.each([Number.NaN, Number.POSITIVE_INFINITY])('cannot be estimated as %d', (tokens) => {
    expect(() => createLimiter().acquire({ cost: { tokens } })).toThrow(/limiter: cost.tokens must be/)
  })
})
