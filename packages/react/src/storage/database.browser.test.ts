import { newId } from '@sluice/core'
import { get, promisifyRequest, set, type UseStore } from 'idb-keyval'
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { openRaw, recordsOf } from '../test-support/raw-database.ts'
import { useStorageBucket } from '../test-support/storage-bucket.ts'
import { committed, openDatabase } from './database.ts'
import { storageFailure } from './storage-failure.ts'

let name: string
let use: UseStore
const unhandled = vi.fn()
beforeEach(() => {
  name = newId()
  use = openDatabase(name)
  window.addEventListener('unhandledrejection', unhandled)
})
afterEach(() => {
  vi.restoreAllMocks()
  vi.useRealTimers()
  window.removeEventListener('unhandledrejection', unhandled)
  expect(unhandled).not.toHaveBeenCalled()
})

/** Why it failed. */
async function failure(work: Promise<unknown>): Promise<string> {
  const [outcome] = await Promise.allSettled([work])
  return outcome.status === 'rejected' ? storageFailure(outcome.reason) : 'none'
}
/** Collects the connections that are opened from now on. */
function watchOpening(): IDBDatabase[] {
  const databases: IDBDatabase[] = []
  const { open } = IDBFactory.prototype
  vi.spyOn(IDBFactory.prototype, 'open').mockImplementation(function (this: IDBFactory, ...args) {
    const request = open.apply(this, args)
    request.addEventListener('success', () => databases.push(request.result))
    return request
  })
  return databases
}

describe('a database', () => {
  it('is opened once for all who use it', async () => {
    const databases = watchOpening()
    const [, , other] = await Promise.all([set('a', 1, use), set('b', 2, use), openDatabase(name)])
    expect([await get('a', other), await get('b', other)]).toEqual([1, 2])
    expect(databases).toHaveLength(1)
  })

  it('is at hand without a wait once it is open', async () => {
    await set('a', 1, use)
    let isCalled = false
    const used = use('readonly', () => {
      isCalled = true
    })
    expect(isCalled).toBe(true)
    await used
  })

  it('lets others upgrade it, and is newer from then on, with all that it holds', async () => {
    await set('a', 1, use)
    const newer = await openRaw(name, 3)
    expect(await failure(set('a', 2, use))).toBe('newer')
    expect(await recordsOf(name)).toEqual({ a: 1 })
    newer.close()
  })

  it('lets others delete it, and is made anew', async () => {
    await set('a', 1, use)
    await promisifyRequest(indexedDB.deleteDatabase(name))
    expect(await get('a', use)).toBe(undefined)
    await set('a', 2, use)
    expect(await get('a', use)).toBe(2)
  })
})

describe('a database that the system has closed', () => {
  it('is opened anew, whether it says so or not', async () => {
    const databases = watchOpening()
    await set('a', 1, use)
    databases[0]!.close()
    expect(await get('a', use)).toBe(1)
    databases[1]!.close()
    databases[1]!.onclose?.(new Event('close'))
    expect(await get('a', use)).toBe(1)
    expect(databases).toHaveLength(3)
  })

  it('in the middle of a write has it written all the same', async () => {
    const databases = watchOpening()
    await set('a', 1, use)
    let tries = 0
    await use('readwrite', async (store) => {
      store.put(2, 'a')
      if (tries++ > 0) return promisifyRequest(store.transaction)
      databases[0]!.close()
      store.transaction.abort()
      // What the browser says then.
      throw new DOMException('The connection was closed.', 'AbortError')
    })
    expect([await get('a', use), tries]).toEqual([2, 2])
  })

  it('for good, to clear the disk, is made anew', async () => {
    const bucket = await useStorageBucket()
    await set('a', 1, use)
    await bucket.clear()
    expect(await get('a', use)).toBe(undefined)
    await set('a', 2, use)
    expect(await get('a', use)).toBe(2)
  })

  it('is opened anew once for all who were at it', async () => {
    const databases = watchOpening()
    await set('a', 1, use)
    databases[0]!.close()
    expect(await Promise.all(Array.from({ length: 20 }, () => get('a', use)))).toEqual(Array(20).fill(1))
    expect(databases).toHaveLength(2)
  })

  it('each time is told as closed', async () => {
    vi.spyOn(IDBDatabase.prototype, 'transaction').mockImplementation(() => {
      throw new DOMException('The database connection is closing.', 'InvalidStateError')
    })
    expect(await failure(get('a', use))).toBe('closed')
    vi.restoreAllMocks()
    expect(await failure(get('a', use))).toBe('none')
  })

  it('and cannot open either is told as closed, and tried again the next time', async () => {
    const { open } = IDBFactory.prototype
    const broken = vi.spyOn(IDBFactory.prototype, 'open').mockImplementation(function (this: IDBFactory) {
      const request = open.call(this, newId(), 1)
      Object.defineProperty(request, 'error', { value: new DOMException('Connection lost.', 'UnknownError') })
      setTimeout(() => request.onerror?.(new Event('error')), 0)
      return request
    })
    expect(await failure(get('a', use))).toBe('closed')
    expect(broken).toHaveBeenCalledTimes(2)
    broken.mockRestore()
    expect(await failure(get('a', use))).toBe('none')
  })
})

describe('a database that another tab holds open in an older version', () => {
  it('is told as blocked after a second, and is there as soon as the other lets go', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const older = await openRaw(name, 1, (database) => database.createObjectStore('chat'))
    const failed = failure(get('a', use))
    await expect.poll(() => vi.getTimerCount()).toBe(1)
    await vi.advanceTimersByTimeAsync(1_000)
    expect(await failed).toBe('blocked')
    expect(await failure(get('a', use))).toBe('blocked')
    older.close()
    await expect.poll(() => failure(get('a', use))).toBe('none')
  })

  it('is opened if that tab lets go in time', async () => {
    const older = await openRaw(name, 1, (database) => database.createObjectStore('chat'))
    older.onversionchange = () => setTimeout(() => older.close(), 5)
    expect(await failure(get('a', use))).toBe('none')
  })
})

describe('a disk that is full', () => {
  it('is told as such, and all that fits is written', async () => {
    await useStorageBucket({ quota: 300_000 })
    await set('a', 1, use)
    const large = use('readwrite', (store) => {
      store.put('x'.repeat(3_000_000), 'a')
      return committed(store.transaction)
    })
    expect(await failure(large)).toBe('quota')
    expect(await get('a', use)).toBe(1)
    await set('b', 2, use)
  })

  it('is told as such where the browser only says that the transaction has ended', async () => {
    let tries = 0
    const write = use('readwrite', (store) => {
      tries++
      store.put(1, 'a')
      const done = committed(store.transaction)
      // What is left of the error in some browsers.
      Object.defineProperty(store.transaction, 'error', { value: null })
      store.transaction.onabort?.(new Event('abort'))
      return done
    })
    expect(await failure(write)).toBe('quota')
    expect(tries).toBe(2)
  })
})

describe('no database', () => {
  it.each([
    ['there is none', undefined],
    ['it is null, as in some private windows', null],
  ])('because %s is told as unavailable', async (_why, value) => {
    vi.stubGlobal('indexedDB', value)
    onTestFinished(() => {
      vi.unstubAllGlobals()
    })
    expect(await failure(get('a', use))).toBe('unavailable')
  })

  it('because it is forbidden is told as unavailable, and tried again the next time', async () => {
    const forbidden = vi.spyOn(IDBFactory.prototype, 'open').mockImplementation(() => {
      throw new DOMException('The user denied permission to access the database.', 'SecurityError')
    })
    expect(await failure(get('a', use))).toBe('unavailable')
    forbidden.mockRestore()
    expect(await failure(get('a', use))).toBe('none')
  })
})
