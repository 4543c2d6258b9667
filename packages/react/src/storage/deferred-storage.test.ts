import { describe, expect, it, vi } from 'vitest'
import { memoryStorage } from '../test-support/memory-storage.ts'
import { settled } from '../test-support/settled.ts'
import { textMessage } from '../test-support/transcript.ts'
import { deferredStorage } from './deferred-storage.ts'

const change = { changed: [{ message: textMessage('user', 'a'), parentId: null }], removedIds: [], headId: 'a' }

describe('a storage whose code comes later', () => {
  it('is fetched once, when it is first used', async () => {
    const inner = memoryStorage()
    const fetchStorage = vi.fn(async () => inner)
    const storage = deferredStorage(fetchStorage)
    expect(fetchStorage).not.toHaveBeenCalled()
    await Promise.all([storage.load('t'), storage.save('t', change)])
    expect((await storage.load('t'))?.headId).toBe('a')
    await storage.remove('t')
    expect(await storage.load('t')).toBeUndefined()
    await storage.clear()
    expect(fetchStorage).toHaveBeenCalledTimes(1)
  })

  it('is called at once when its code is there', async () => {
    const inner = memoryStorage()
    const storage = deferredStorage(async () => inner)
    await storage.load('t')
    void storage.save('t', change)
    expect(inner.saves).toEqual([change])
  })

  it('is fetched again after a failure', async () => {
    let isOffline = true
    const storage = deferredStorage(async () => {
      if (isOffline) throw new TypeError('Failed to fetch dynamically imported module')
      return memoryStorage()
    })
    await expect(storage.load('t')).rejects.toThrow('Failed to fetch')
    isOffline = false
    expect(await storage.load('t')).toBeUndefined()
  })

  it('is not watched by who has gone before its code came', async () => {
    const watch = vi.fn(() => () => {})
    const storage = deferredStorage(async () => ({ ...memoryStorage(), watch }))
    storage.watch?.('t', () => {})()
    await settled()
    expect(watch).not.toHaveBeenCalled()
  })

  it('is watched, and let go', async () => {
    const unwatch = vi.fn()
    const storage = deferredStorage(async () => ({ ...memoryStorage(), watch: () => unwatch }))
    const end = storage.watch?.('t', () => {})
    await settled()
    end?.()
    expect(unwatch).toHaveBeenCalledTimes(1)
  })
})
