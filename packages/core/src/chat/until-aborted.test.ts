import { describe, expect, it, vi } from 'vitest'
import { untilAborted } from './until-aborted.ts'

const never = new Promise<void>(() => {})

describe('a promise until it is aborted', () => {
  it('settles as the promise does and lets go of the signal', async () => {
    const { signal } = new AbortController()
    const remove = vi.spyOn(signal, 'removeEventListener')
    await untilAborted(Promise.resolve(), signal)
    await expect(untilAborted(Promise.reject('no'), signal)).rejects.toBe('no')
    expect(remove).toHaveBeenCalledTimes(2)
  })

  it('rejects with the reason of an abort, also of one that was before', async () => {
    const controller = new AbortController()
    const waiting = untilAborted(never, controller.signal)
    controller.abort('stop')
    await expect(waiting).rejects.toBe('stop')
    await expect(untilAborted(never, controller.signal)).rejects.toBe('stop')
  })

  it('takes no notice of how the promise ends after the abort', async () => {
    const controller = new AbortController()
    let fail = (_: Error) => {}
    const promise = new Promise<void>((_, reject) => {
      fail = reject
    })
    const waiting = untilAborted(promise, controller.signal)
    controller.abort('stop')
    fail(new Error('late'))
    await expect(waiting).rejects.toBe('stop')
  })
})
