import { newId } from '@sluice/core'
import { get } from 'idb-keyval'
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { leases, leaseTurns } from '../test-support/lease-turns.ts'
import { type HeldLock, takeLock } from './run-lock.ts'

const never = new AbortController().signal
let name: string
let held: HeldLock[]
beforeEach(() => {
  name = newId()
  held = []
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date'] })
})
afterEach(() => {
  for (const lock of held) lock.release()
  vi.useRealTimers()
})

/** Takes the lock. What was got is in the list as soon as it has been got. */
async function take(signal = never, onLost: () => void = () => expect.unreachable(), mute = never): Promise<HeldLock> {
  const lock = await takeLock(name, signal, mute, onLost)
  held.push(lock)
  return lock
}

function hideLocks(): void {
  Object.defineProperty(navigator, 'locks', { value: undefined, configurable: true })
  onTestFinished(() => void Reflect.deleteProperty(navigator, 'locks'))
}

/** Lets time pass, and whatever waits for the database have its turn. */
async function pass(ms: number): Promise<void> {
  for (let passedMs = 0; passedMs <= ms; passedMs += 250) {
    vi.advanceTimersByTime(passedMs === 0 ? 0 : 250)
    await leaseTurns()
  }
}

describe.each([
  { kind: 'a lock of the browser', prepare: () => {} },
  { kind: 'a lease', prepare: hideLocks },
])('$kind', ({ prepare }) => {
  beforeEach(prepare)

  it('is had by one at a time, for as long as it is held', async () => {
    const first = await take()
    const second = take()
    await pass(10_000)
    expect(held).toEqual([first])
    expect(first.isCertain()).toBe(true)
    first.release()
    await pass(1_000)
    expect((await second).isCertain()).toBe(true)
  })

  it('is had by one of many who ask at the same time, and by all in the end', async () => {
    const all = Promise.all(Array.from({ length: 5 }, () => take()))
    for (let count = 1; count <= 5; count++) {
      await pass(1_000)
      expect(held).toHaveLength(count)
      held.at(-1)!.release()
    }
    await all
  })

  it('keeps nobody waiting who asks for another one', async () => {
    await take()
    name = newId()
    await take()
    expect(held).toHaveLength(2)
  })

  it('is not waited for any more when that is called off', async () => {
    const first = await take()
    const controller = new AbortController()
    const refused = vi.fn()
    take(controller.signal).catch(refused)
    await pass(1_000)
    controller.abort('enough')
    await pass(0)
    expect(refused).toHaveBeenCalledExactlyOnceWith('enough')
    first.release()
    await pass(0)
    expect(vi.getTimerCount()).toBe(0)
    await take()
    expect(held).toHaveLength(2)
  })

  it('is not affected by a signal once it is held', async () => {
    const controller = new AbortController()
    const lock = await take(controller.signal)
    controller.abort()
    const second = take()
    await pass(5_000)
    expect(held).toEqual([lock])
    expect(lock.isCertain()).toBe(true)
    lock.release()
    await pass(1_000)
    await second
  })
})

describe('a lock of the browser', () => {
  const counted = async () => {
    const { held: had, pending } = await navigator.locks.query()
    return [had, pending].map((locks) => locks?.filter((lock) => lock.name === name).length)
  }

  it('is taken from a tab that is mute, which gets to know', async () => {
    const onLost = vi.fn()
    const first = await take(never, onLost)
    const patience = new AbortController()
    const second = take(never, undefined, patience.signal)
    await pass(10_000)
    expect(held).toEqual([first])
    patience.abort()
    expect((await second).isCertain()).toBe(true)
    await navigator.locks.query()
    expect([first.isCertain(), onLost.mock.calls.length]).toEqual([false, 1])
    first.release()
    expect((await second).isCertain()).toBe(true)
  })

  it('that was taken is free again when it is released, and nobody is before its time', async () => {
    await take(never, () => {})
    const patience = new AbortController()
    const [thief, next] = [take(never, undefined, patience.signal), take()]
    patience.abort()
    const stolen = await thief
    await pass(0)
    expect(held).toHaveLength(2)
    stolen.release()
    await next
    held.at(-1)?.release()
    await pass(0)
    expect(await counted()).toEqual([0, 0])
  })

  it('is not kept by one who does not want it any more when it is taken', async () => {
    await take(never, () => {})
    const [patience, controller] = [new AbortController(), new AbortController()]
    const refused = vi.fn()
    take(controller.signal, undefined, patience.signal).catch(refused)
    await pass(0)
    patience.abort()
    controller.abort('enough')
    await pass(0)
    expect(refused).toHaveBeenCalledExactlyOnceWith('enough')
    await pass(0)
    expect(await counted()).toEqual([0, 0])
  })
})

describe('a lease', () => {
  beforeEach(hideLocks)
  /** A lock of a tab that then dies without a word. */
  async function takeAndDie(): Promise<void> {
    const begun = vi.spyOn(globalThis, 'setInterval')
    await take()
    await pass(1_500)
    for (const { value } of begun.mock.results) clearInterval(value)
    begun.mockRestore()
  }
  /** Time passes, and no timer of this tab fires. */
  const sleep = (ms: number) => vi.setSystemTime(Date.now() + ms)

  it('ends three seconds after its tab was last alive', async () => {
    await takeAndDie()
    const second = take()
    await pass(2_250)
    expect(held).toHaveLength(1)
    await pass(1_250)
    expect(held).toHaveLength(2)
    await second
  })

  it('is lost by a tab that slept while another took it', async () => {
    const onLost = vi.fn()
    const first = await take(never, onLost)
    sleep(10_000)
    expect(first.isCertain()).toBe(false)
    const second = await take()
    await pass(5_000)
    expect(onLost).toHaveBeenCalledOnce()
    expect([first.isCertain(), second.isCertain()]).toEqual([false, true])
  })

  it('is lost also when the other is done already', async () => {
    const onLost = vi.fn()
    await take(never, onLost)
    sleep(10_000)
    const second = await take()
    second.release()
    await pass(1_000)
    expect(onLost).toHaveBeenCalledOnce()
  })

  it('is kept by a tab that slept while nobody wanted it', async () => {
    const first = await take()
    sleep(10_000)
    expect(first.isCertain()).toBe(false)
    await pass(1_000)
    expect(first.isCertain()).toBe(true)
  })

  it('does not last for ever because the clock was set back', async () => {
    await takeAndDie()
    sleep(-3_600_000)
    await take()
    expect(held).toHaveLength(2)
  })

  it('leaves no timer behind, and no owner', async () => {
    const lock = await take()
    lock.release()
    await pass(0)
    expect(vi.getTimerCount()).toBe(0)
    expect(await get(name, leases)).toMatchObject({ seenMs: 0 })
  })

  it('is lost when its database does not work any more', async () => {
    const onLost = vi.fn()
    const lock = await take(never, onLost)
    vi.spyOn(IDBDatabase.prototype, 'transaction').mockImplementation(() => {
      throw new DOMException('Closed.', 'InvalidStateError')
    })
    onTestFinished(() => void vi.restoreAllMocks())
    await vi.advanceTimersByTimeAsync(2_000)
    expect([lock.isCertain(), onLost.mock.calls.length]).toEqual([true, 0])
    await vi.advanceTimersByTimeAsync(1_000)
    expect([lock.isCertain(), onLost.mock.calls.length]).toEqual([false, 1])
    expect(vi.getTimerCount()).toBe(0)
  })

  it('is refused where there is no database', async () => {
    vi.stubGlobal('indexedDB', undefined)
    onTestFinished(() => void vi.unstubAllGlobals())
    await expect(take()).rejects.toThrow()
    expect(vi.getTimerCount()).toBe(0)
  })
})
