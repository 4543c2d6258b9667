import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createBreakerWindow } from './breaker-window.ts'

describe('createBreakerWindow', () => {
  it('forgets calls by time, though none come after them', () => {
    const window = createBreakerWindow(30_000)
    window.add(0, 1, 1)
    window.add(4_000, 1, 0)
    expect(window.total(29_999)).toEqual({ calls: 2, failures: 1 })
    expect(window.total(30_000)).toEqual({ calls: 1, failures: 0 })
    expect(window.total(3_600_000)).toEqual({ calls: 0, failures: 0 })
  })

  it('takes calls from before the start of the clock', () => {
    const window = createBreakerWindow(30_000)
    window.add(-20_000, 3, 2)
    window.add(-90_000, 5, 5)
    expect(window.total(0)).toEqual({ calls: 3, failures: 2 })
  })

  it('counts every call for nine to ten tenths of its length', () => {
    const call = fc.record({ atMs: fc.nat(200_000), isFailure: fc.boolean() })
    fc.assert(
      fc.property(fc.array(call, { maxLength: 200 }), fc.nat(60_000), (calls, laterMs) => {
        const window = createBreakerWindow(30_000)
        const sorted = calls.toSorted((one, other) => one.atMs - other.atMs)
        for (const { atMs, isFailure } of sorted) window.add(atMs, 1, Number(isFailure))
        const nowMs = (sorted.at(-1)?.atMs ?? 0) + laterMs
        const within = (ms: number) => sorted.filter(({ atMs }) => nowMs - atMs < ms)
        const total = window.total(nowMs)
        expect(total.calls).toBeGreaterThanOrEqual(within(27_000).length)
        expect(total.calls).toBeLessThanOrEqual(within(30_000).length)
        expect(total.failures).toBeGreaterThanOrEqual(within(27_000).filter(({ isFailure }) => isFailure).length)
        expect(total.failures).toBeLessThanOrEqual(total.calls)
      }),
    )
  })
})
