import type { ChatStorage, StorageNews, StoredMessage, StoredThread, ThreadChange } from '../storage/chat-storage.ts'

/** A storage that a test can look into, hold up and break. */
export interface MemoryStorage extends ChatStorage {
  /** Everything that was written, oldest first. */
  readonly saves: readonly ThreadChange[]
  readonly threads: ReadonlyMap<string, StoredThread>
  /** How many are told of what others write. */
  readonly watchers: number
  /** What every call fails with, while it is set. */
  failure: Error | undefined
  /** Lets calls wait until the function that it returns is called. */
  hold(): () => void
  /** Does what another tab would do, and tells of it. */
  tell(threadId: string, news: StorageNews): void
}

export function memoryStorage(threads: Record<string, StoredThread> = {}): MemoryStorage {
  const kept = new Map(Object.entries(threads))
  const saves: ThreadChange[] = []
  const watchers = new Set<{ threadId: string; onNews: (news: StorageNews) => void }>()
  let gate = Promise.resolve()

  async function enter(): Promise<void> {
    await gate
    if (storage.failure !== undefined) throw storage.failure
  }
  function write(threadId: string, { changed, removedIds, headId, run }: ThreadChange): void {
    const before = kept.get(threadId)
    const nodes = new Map<string, StoredMessage>(before?.nodes.map((node) => [node.message.id, node]))
    for (const node of changed) nodes.set(node.message.id, node)
    for (const id of removedIds) nodes.delete(id)
    const runNow = run === undefined ? before?.run : (run ?? undefined)
    kept.set(threadId, { nodes: [...nodes.values()], headId, ...(runNow && { run: runNow }) })
  }
  const storage: MemoryStorage = {
    saves,
    threads: kept,
    get watchers() {
      return watchers.size
    },
    failure: undefined,
    hold() {
      let release = () => {}
      gate = new Promise((resolve) => {
        release = resolve
      })
      return () => release()
    },
    tell(threadId, news) {
      if (news.type === 'changed') write(threadId, news.change)
      else kept.delete(threadId)
      for (const watcher of [...watchers]) if (watcher.threadId === threadId) watcher.onNews(news)
    },
    async load(threadId) {
      await enter()
      return kept.get(threadId)
    },
    async save(threadId, change) {
      saves.push(change)
      await enter()
      if (change.isKnown && !kept.has(threadId)) return 'removed'
      write(threadId, change)
    },
    async remove(threadId) {
      await enter()
      kept.delete(threadId)
    },
    async clear() {
      await enter()
      kept.clear()
    },
    watch(threadId, onNews) {
      const watcher = { threadId, onNews }
      watchers.add(watcher)
      return () => watchers.delete(watcher)
    },
  }
  return storage
}
