import { createTestClock } from '@sluice/core/testing'
import { describe, expect, it, vi } from 'vitest'
import { createUnreadWatch } from './unread-watch.ts'

/** A watch of a run that others read until `othersLeftMs`. */
function watch({ continueMs = 10_000, othersLeftMs = 0 } = {}) {
  const clock = createTestClock()
  const onUnread = vi.fn()
  const unreadMs = vi.fn(async () => {
    const ms = clock.monotonic() - othersLeftMs
    return ms < 0 ? undefined : ms
  })
  return { clock, onUnread, unreadMs, watch: createUnreadWatch({ unreadMs, continueMs, clock, onUnread }) }
}

describe('the watch for readers of a run', () => {
  it('waits until the one who asked has gone', async () => {
    const { clock, onUnread, unreadMs } = watch()
    await clock.advance(60_000)
    expect([onUnread, unreadMs].flatMap(({ mock }) => mock.calls)).toEqual([])
  })

  it.each([0, 1, 500, 10_000])('waits for %i ms then, to the millisecond', async (continueMs) => {
    const { clock, onUnread, watch: started } = watch({ continueMs })
    await clock.advance(5_000)
    started.start()
    if (continueMs > 0) await clock.advance(continueMs - 1)
    if (continueMs > 0) expect(onUnread).not.toHaveBeenCalled()
    await clock.advance(1)
    expect(onUnread).toHaveBeenCalledOnce()
    await clock.advance(60_000)
    expect(onUnread).toHaveBeenCalledOnce()
    expect(clock.pendingTimers).toBe(0)
  })

  it('counts from when the last of all has gone', async () => {
    const { clock, onUnread, watch: started } = watch({ othersLeftMs: 12_345 })
    started.start()
    await clock.advance(22_344)
    expect(onUnread).not.toHaveBeenCalled()
    await clock.advance(1)
    expect(onUnread).toHaveBeenCalledOnce()
  })

  it('asks no more than once a second, also where nobody is waited for', async () => {
    const { clock, onUnread, unreadMs, watch: started } = watch({ continueMs: 0, othersLeftMs: 10_000 })
    started.start()
    await clock.advance(9_999)
    expect(unreadMs.mock.calls.length).toBeLessThanOrEqual(10)
    expect(onUnread).not.toHaveBeenCalled()
    await clock.advance(1_000)
    expect(onUnread).toHaveBeenCalledOnce()
  })

  it('stops for good, also while it asks', async () => {
    const { clock, onUnread, watch: started } = watch({ continueMs: 0 })
    started.start()
    started.stop()
    started.start()
    await clock.advance(60_000)
    expect(onUnread).not.toHaveBeenCalled()
    expect(clock.pendingTimers).toBe(0)
  })
})
