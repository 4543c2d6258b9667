import type { ChatStorage } from './chat-storage.ts'

/** A storage whose code is fetched when it is first used: pages that keep nothing do without it. */
export function deferredStorage(fetchStorage: () => Promise<ChatStorage>): ChatStorage {
  let fetching: Promise<ChatStorage> | undefined
  let fetched: ChatStorage | undefined
  async function fetchOnce(): Promise<ChatStorage> {
    fetching ??= fetchStorage()
    try {
      fetched = await fetching
      return fetched
    } catch (error) {
      // The next one tries again: the network may be back.
      fetching = undefined
      throw error
    }
  }
  /** At once where that is possible: a page that goes away does not wait. */
  function use<Result>(call: (storage: ChatStorage) => Promise<Result>): Promise<Result> {
    return fetched === undefined ? fetchOnce().then(call) : call(fetched)
  }
  return {
    load: (threadId) => use((storage) => storage.load(threadId)),
    save: (threadId, change) => use((storage) => storage.save(threadId, change)),
    remove: (threadId) => use((storage) => storage.remove(threadId)),
    clear: () => use((storage) => storage.clear()),
    watch(threadId, onNews) {
      let isOver = false
      let unwatch: (() => void) | undefined
      // Without its code there is no news either, and whoever loads hears why.
      const watching = use(async (storage) => {
        if (!isOver) unwatch = storage.watch?.(threadId, onNews)
      })
      watching.catch(() => undefined)
      return () => {
        isOver = true
        unwatch?.()
      }
    },
  }
}
