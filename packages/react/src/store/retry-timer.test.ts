import { ChatError } from '@sluice/core'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createRetryTimer } from './retry-timer.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

const busy = (retryAfterMs?: number) => new ChatError('rate-limited', 'Busy.', { retryAfterMs })

describe('a retry timer', () => {
  it('tries again when the server said to', () => {
    const again = vi.fn()
    expect(createRetryTimer().failed(busy(2_000), again)).toBe(true)
    vi.advanceTimersByTime(1_999)
    expect(again).not.toHaveBeenCalled()
    vi.advanceTimersByTime(1)
    expect(again).toHaveBeenCalledTimes(1)
  })

  it('gives up after three times in a row, and begins anew after an answer', () => {
    const timer = createRetryTimer()
    const tries = () => [1, 2, 3, 4].map(() => timer.failed(busy(1), () => {}))
    expect(tries()).toEqual([true, true, true, false])
    timer.succeeded()
    expect(tries()).toEqual([true, true, true, false])
  })

  it('does not try where the server did not say when, or said more than two minutes', () => {
    const timer = createRetryTimer()
    expect(timer.failed(busy(), () => {})).toBe(false)
    expect(timer.failed(busy(120_001), () => {})).toBe(false)
  })

  it('does not try what will be refused again', () => {
    const refused = new ChatError('over-budget', 'Used up.', { retryAfterMs: 1_000 })
    expect(createRetryTimer().failed(refused, () => {})).toBe(false)
  })

  it('can be called off', () => {
    const again = vi.fn()
    const timer = createRetryTimer()
    timer.failed(busy(10), again)
    timer.cancel()
    vi.advanceTimersByTime(100)
    expect(again).not.toHaveBeenCalled()
  })
})
