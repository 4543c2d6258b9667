import { createStore, promisifyRequest, type UseStore } from 'idb-keyval'
import type { ChatStorage, StoredMessage, StoredThread } from './chat-storage.ts'

export interface IndexedDbStorageOptions {
  /** Whose conversations these are, such as a user id: one user of a browser does not see another's. @default '' */
  scope?: string | undefined
  /** The database's name. @default 'sluice' */
  name?: string | undefined
}

/** A message record; `order` keeps messages in the order in which they were first written. */
interface MessageRecord extends StoredMessage {
  readonly order: number
}

interface ThreadRecord {
  readonly headId: string | null
  readonly nextOrder: number
}

/** Keeps conversations in IndexedDB: a record per message and one per conversation. */
export function indexedDbStorage(options: IndexedDbStorageOptions = {}): ChatStorage {
  const { scope = '', name = 'sluice' } = options
  let opened: UseStore | undefined
  // Opened at first use, and inside a promise: where there is no IndexedDB, opening throws at once.
  const use: UseStore = async (mode, callback) => {
    opened ??= createStore(name, 'chat')
    return opened(mode, callback)
  }
  const threadKey = (threadId: string) => ['thread', scope, threadId]
  const messageKey = (threadId: string, id: string) => ['message', scope, threadId, id]

  return {
    load: (threadId) =>
      use('readonly', async (store): Promise<StoredThread | undefined> => {
        const [thread, records] = await Promise.all([
          promisifyRequest<ThreadRecord | undefined>(store.get(threadKey(threadId))),
          promisifyRequest<MessageRecord[]>(store.getAll(below(['message', scope, threadId]))),
        ])
        if (thread === undefined) return undefined
        return { nodes: records.sort((left, right) => left.order - right.order), headId: thread.headId }
      }),
    save: (threadId, { changed, removedIds, headId }) =>
      use('readwrite', async (store) => {
        const thread = await promisifyRequest<ThreadRecord | undefined>(store.get(threadKey(threadId)))
        let nextOrder = thread?.nextOrder ?? 0
        const known = await Promise.all(
          changed.map(({ message }) =>
            promisifyRequest<MessageRecord | undefined>(store.get(messageKey(threadId, message.id))),
          ),
        )
        for (const [index, node] of changed.entries()) {
          const record: MessageRecord = { ...node, order: known[index]?.order ?? nextOrder++ }
          put(store, record, messageKey(threadId, node.message.id))
        }
        for (const id of removedIds) store.delete(messageKey(threadId, id))
        store.put({ headId, nextOrder } satisfies ThreadRecord, threadKey(threadId))
        await promisifyRequest(store.transaction)
      }),
    remove: (threadId) =>
      use('readwrite', (store) => {
        store.delete(threadKey(threadId))
        store.delete(below(['message', scope, threadId]))
        return promisifyRequest(store.transaction)
      }),
    clear: () =>
      use('readwrite', (store) => {
        store.delete(below(['thread', scope]))
        store.delete(below(['message', scope]))
        return promisifyRequest(store.transaction)
      }),
  }
}

/** All keys that begin with these: an array sorts behind every text. */
function below(key: readonly string[]): IDBKeyRange {
  return IDBKeyRange.bound([...key], [...key, []])
}

/** A record that cannot be cloned must not leave the others written: the transaction is given up whole. */
function put(store: IDBObjectStore, record: MessageRecord, key: string[]): void {
  try {
    store.put(record, key)
  } catch (error) {
    store.transaction.abort()
    throw error
  }
}
