import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { backoff } from './backoff.ts'

const setup = { failures: 1, baseMs: 100, maxDelayMs: 1_000, random: 0.5 }

describe('backoff', () => {
  it('spreads over the whole of a span that doubles up to the longest wait', () => {
    const spans = [1, 2, 3, 4, 5, 6].map((failures) => backoff({ ...setup, failures, random: 1 }))
    expect(spans).toEqual([100, 200, 400, 800, 1_000, 1_000])
    expect(backoff({ ...setup, random: 0 })).toBe(0)
    expect(backoff(setup)).toBe(50)
  })

  it.each([60, 1_100, 1e9])('is still a number after %d failures', (failures) => {
    expect(backoff({ ...setup, failures })).toBe(500)
  })

  it('never waits less than it was asked to, and at most a tenth more', () => {
    expect(backoff({ ...setup, retryAfterMs: 600, random: 0 })).toBe(600)
    expect(backoff({ ...setup, retryAfterMs: 600, random: 0.5 })).toBe(630)
  })

  it('keeps its own wait where less is asked for', () => {
    expect(backoff({ ...setup, retryAfterMs: 0 })).toBe(50)
    expect(backoff({ ...setup, retryAfterMs: 10 })).toBe(50)
  })

  it('stays between what is asked for and the longest wait', () => {
    const milliseconds = fc.double({ min: 1, max: 2 ** 40, noNaN: true })
    fc.assert(
      fc.property(
        fc.nat(5_000),
        milliseconds,
        milliseconds,
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (failures, baseMs, maxDelayMs, random, share) => {
          const retryAfterMs = share * maxDelayMs
          const delayMs = backoff({ failures: failures + 1, baseMs, maxDelayMs, retryAfterMs, random })
          expect(delayMs).toBeGreaterThanOrEqual(retryAfterMs)
          expect(delayMs).toBeLessThanOrEqual(maxDelayMs)
          expect(delayMs).toBeLessThanOrEqual(Math.max(retryAfterMs * 1.1, baseMs * 2 ** failures))
        },
      ),
    )
  })
})
