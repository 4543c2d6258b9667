import { systemClock } from '@sluice/core'
import { createTestClock } from '@sluice/core/testing'
import { describe, expect, it, vi } from 'vitest'
import { untilOnline } from './until-online.ts'

describe('waiting in a browser', () => {
  it('ends when the browser says that it is online, and leaves nothing behind', async () => {
    const [add, remove] = [vi.spyOn(window, 'addEventListener'), vi.spyOn(window, 'removeEventListener')]
    const clock = createTestClock()
    const waited = untilOnline(60_000, { clock, signal: new AbortController().signal })
    window.dispatchEvent(new Event('online'))
    await waited
    expect(clock.pendingTimers).toBe(0)
    expect(remove.mock.calls.filter(([type]) => type === 'online')).toEqual(
      add.mock.calls.filter(([type]) => type === 'online'),
    )
    vi.restoreAllMocks()
  })

  it('ends by itself, and with its signal', async () => {
    const controller = new AbortController()
    const options = { clock: systemClock, signal: controller.signal }
    await untilOnline(1, options)
    const waited = untilOnline(60_000, options)
    controller.abort('stop')
    await expect(waited).rejects.toBe('stop')
    await expect(untilOnline(60_000, options)).rejects.toBe('stop')
  })
})
