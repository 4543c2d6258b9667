import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createTestClock } from '../testing/test-clock.ts'
import { sleep, systemClock } from './clock.ts'

describe('sleep', () => {
  it('ends when its time has come, not before', async () => {
    const clock = createTestClock()
    let isAwake = false
    const slept = sleep(100, { clock }).then(() => {
      isAwake = true
    })
    await clock.advance(99)
    expect(isAwake).toBe(false)
    await clock.advance(1)
    await slept
    expect(isAwake).toBe(true)
  })

  it('ends at once with the reason of an abort, and leaves no timer', async () => {
    const clock = createTestClock()
    const controller = new AbortController()
    const reason = { why: 'stopped' }
    const slept = sleep(100, { clock, signal: controller.signal })
    controller.abort(reason)
    await expect(slept).rejects.toBe(reason)
    expect(clock.pendingTimers).toBe(0)
  })

  it('does not begin on a signal that is aborted already', async () => {
    const clock = createTestClock()
    await expect(sleep(100, { clock, signal: AbortSignal.abort('late') })).rejects.toBe('late')
    expect(clock.pendingTimers).toBe(0)
  })

  it.each(['time', 'abort'])('removes its listener when ended by %s', async (ending) => {
    const clock = createTestClock()
    const controller = new AbortController()
    const listeners = countListeners(controller.signal)
    const slept = sleep(100, { clock, signal: controller.signal }).catch(() => undefined)
    expect(listeners()).toBe(1)
    if (ending === 'abort') controller.abort()
    else await clock.advance(100)
    await slept
    expect(listeners()).toBe(0)
  })
})

describe('the system clock', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('does not fire a delay at once that is longer than a timer can be', () => {
    const callback = vi.fn()
    systemClock.after(2 ** 31 + 5, callback)
    vi.advanceTimersByTime(2 ** 31 + 4)
    expect(callback).not.toHaveBeenCalled()
    vi.advanceTimersByTime(1)
    expect(callback).toHaveBeenCalledTimes(1)
  })

  it('can call off a long delay in its second stretch', () => {
    const callback = vi.fn()
    const callOff = systemClock.after(2 ** 32, callback)
    vi.advanceTimersByTime(2 ** 31 + 5)
    callOff()
    vi.advanceTimersByTime(2 ** 32)
    expect(callback).not.toHaveBeenCalled()
    expect(vi.getTimerCount()).toBe(0)
  })

  it('takes a negative delay for none', () => {
    const callback = vi.fn()
    systemClock.after(-1, callback)
    vi.advanceTimersByTime(0)
    expect(callback).toHaveBeenCalledTimes(1)
  })
})

/** How many abort listeners the signal has now; those that fired once are gone. */
function countListeners(signal: AbortSignal): () => number {
  const listeners = new Set<unknown>()
  const { addEventListener, removeEventListener } = AbortSignal.prototype
  signal.addEventListener = (...all: Parameters<typeof addEventListener>) => {
    listeners.add(all[1])
    addEventListener.call(signal, ...all)
    addEventListener.call(signal, 'abort', () => listeners.delete(all[1]), { once: true })
  }
  signal.removeEventListener = (...all: Parameters<typeof removeEventListener>) => {
    listeners.delete(all[1])
    removeEventListener.call(signal, ...all)
  }
  return () => listeners.size
}
