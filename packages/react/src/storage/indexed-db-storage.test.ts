import { describe, expect, it } from 'vitest'
import { indexedDbStorage } from './indexed-db-storage.ts'

describe('where there is no IndexedDB', () => {
  it('every call rejects and none throws', async () => {
    expect(typeof indexedDB).toBe('undefined')
    const storage = indexedDbStorage()
    const calls = [
      storage.load('t'),
      storage.save('t', { changed: [], removedIds: [], headId: null }),
      storage.remove('t'),
      storage.clear(),
    ]
    for (const outcome of await Promise.allSettled(calls)) expect(outcome.status).toBe('rejected')
  })
})
