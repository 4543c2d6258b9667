import { describe, expect, it } from 'vitest'
import { indexedDbStorage } from './indexed-db-storage.ts'
import { storageFailure } from './storage-failure.ts'

describe('where there is no IndexedDB', () => {
  it('every call rejects as unavailable and none throws', async () => {
    expect(typeof indexedDB).toBe('undefined')
    const storage = indexedDbStorage()
    const calls = [
      storage.load('t'),
      storage.save('t', { changed: [], removedIds: [], headId: null }),
      storage.remove('t'),
      storage.clear(),
    ]
    const outcomes = await Promise.allSettled(calls)
    const reasons = outcomes.map((outcome) => outcome.status === 'rejected' && storageFailure(outcome.reason))
    expect(reasons).toEqual(Array(4).fill('unavailable'))
  })
})
