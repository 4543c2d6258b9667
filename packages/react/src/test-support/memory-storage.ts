import type { ChatStorage, StoredMessage, StoredThread, ThreadChange } from '../storage/chat-storage.ts'

/** A storage that a test can look into, hold up and break. */
export interface MemoryStorage extends ChatStorage {
  /** Everything that was written, oldest first. */
  readonly saves: readonly ThreadChange[]
  readonly threads: ReadonlyMap<string, StoredThread>
  /** What every call fails with, while it is set. */
  failure: Error | undefined
  /** Lets calls wait until the function that it returns is called. */
  hold(): () => void
}

export function memoryStorage(threads: Record<string, StoredThread> = {}): MemoryStorage {
  const kept = new Map(Object.entries(threads))
  const saves: ThreadChange[] = []
  let gate = Promise.resolve()

  async function enter(): Promise<void> {
    await gate
    if (storage.failure !== undefined) throw storage.failure
  }
  const storage: MemoryStorage = {
    saves,
    threads: kept,
    failure: undefined,
    hold() {
      let release = () => {}
      gate = new Promise((resolve) => {
        release = resolve
      })
      return () => release()
    },
    async load(threadId) {
      await enter()
      return kept.get(threadId)
    },
    async save(threadId, change) {
      saves.push(change)
      await enter()
      const nodes = new Map<string, StoredMessage>(kept.get(threadId)?.nodes.map((node) => [node.message.id, node]))
      for (const node of change.changed) nodes.set(node.message.id, node)
      for (const id of change.removedIds) nodes.delete(id)
      kept.set(threadId, { nodes: [...nodes.values()], headId: change.headId })
    },
    async remove(threadId) {
      await enter()
      kept.delete(threadId)
    },
    async clear() {
      await enter()
      kept.clear()
    },
  }
  return storage
}
