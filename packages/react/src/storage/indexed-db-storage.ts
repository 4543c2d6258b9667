import { promisifyRequest } from 'idb-keyval'
import type { ChatStorage, StoredMessage, StoredRun, StoredThread, ThreadChange } from './chat-storage.ts'
import { committed, databaseVersion, openDatabase } from './database.ts'
import { createStorageChannel } from './storage-channel.ts'
import { type FileRecord, joinFiles, splitFiles } from './stored-files.ts'

export interface IndexedDbStorageOptions {
  /** Whose conversations these are, such as a user id: one user of a browser does not see another's. @default '' */
  scope?: string | undefined
  /** The database's name. @default 'sluice' */
  name?: string | undefined
}

/** Under `['thread', scope, threadId]`. */
interface ThreadRecord {
  readonly headId: string | null
  /** The `order` of the next new message. */
  readonly nextOrder: number
  readonly run?: StoredRun | undefined
}

/** Under `['message', scope, threadId, messageId]`; its files are under `['file', scope, threadId, messageId, key]`. */
interface MessageRecord extends StoredMessage {
  /** Keeps messages in the order in which they were first written. */
  readonly order: number
  /** The keys of its files. */
  readonly files?: readonly string[] | undefined
  /** Of the run that makes it grow: here, because this much of the run changes with the message. */
  readonly lastEventId?: string | undefined
}

/** Keeps conversations in IndexedDB: a record per message and large file, and one per conversation. */
export function indexedDbStorage(options: IndexedDbStorageOptions = {}): ChatStorage {
  const { scope = '', name = 'sluice' } = options
  const use = openDatabase(name)
  const channel = createStorageChannel(JSON.stringify(['sluice', databaseVersion, name, scope]))
  /** Each conversation that has a growing message, and that message, as they were last written. */
  const drafts = new Map<string, [ThreadRecord, MessageRecord]>()
  /** A transaction that waits to hear what is stored. */
  let looking: IDBTransaction | undefined

  async function read(store: IDBObjectStore, threadId: string): Promise<StoredThread | undefined> {
    const [thread, records, files] = await Promise.all([
      promisifyRequest<ThreadRecord | undefined>(store.get(['thread', scope, threadId])),
      promisifyRequest<MessageRecord[]>(store.getAll(below(['message', scope, threadId]))),
      promisifyRequest<FileRecord[]>(store.getAll(below(['file', scope, threadId]))),
    ])
    if (thread === undefined) return undefined
    const { headId, run } = thread
    const urls = new Map(files)
    const nodes = records
      .sort((left, right) => left.order - right.order)
      .map((record) => ({ ...record, message: joinFiles(record.message, record.files ?? [], urls) }))
    const lastEventId = nodes.find(({ message }) => message.id === run?.messageId)?.lastEventId
    return { nodes, headId, run: run && { ...run, lastEventId: run.lastEventId ?? lastEventId } }
  }

  async function write(store: IDBObjectStore, threadId: string, change: ThreadChange): Promise<'removed' | undefined> {
    const { changed, removedIds, headId } = change
    const last = change.isUrgent ? drafts.get(threadId) : undefined
    // With a draft there is no wait: a page that goes away would not see the end of it.
    const draft = changed.every(({ message }) => message.id === last?.[1].message.id) ? last : undefined
    const [thread, ...records] = draft ?? (await look(store, threadId, changed))
    if (thread === undefined && change.isKnown) return 'removed'
    // What a page may have left that wrote its draft when the conversation had just been removed.
    if (thread === undefined) wipe(store, threadId)
    let nextOrder = thread?.nextOrder ?? 0
    let run = change.run === undefined ? thread?.run : (change.run ?? undefined)
    let growing: MessageRecord | undefined
    for (const node of changed) {
      const old = thread && records.find((record) => record?.message.id === node.message.id)
      const isOfRun = node.message.id === run?.messageId
      const lastEventId = isOfRun ? run?.lastEventId : undefined
      const record = put(store, threadId, { ...node, order: old?.order ?? nextOrder++, lastEventId }, old)
      // The message has it now: an answer that grows takes one write each time, not two.
      if (run && isOfRun) run = { ...run, lastEventId: undefined }
      if (node.isPartial) growing = record
    }
    for (const id of removedIds) wipe(store, threadId, id)
    const next: ThreadRecord = { headId, nextOrder, run }
    if (!draft && JSON.stringify(next) !== JSON.stringify(thread)) store.put(next, ['thread', scope, threadId])
    await committed(store.transaction)
    if (growing) drafts.set(threadId, [next, growing])
    else drafts.delete(threadId)
    return undefined
  }
  function look(store: IDBObjectStore, threadId: string, changed: readonly StoredMessage[]) {
    looking = store.transaction
    return Promise.all([
      promisifyRequest<ThreadRecord | undefined>(store.get(['thread', scope, threadId])),
      ...changed.map(({ message }) =>
        promisifyRequest<MessageRecord | undefined>(store.get(['message', scope, threadId, message.id])),
      ),
    ]).finally(() => {
      looking = undefined
    })
  }
  /** Writes a message and those of its files that are not there, and removes those that it no longer has. */
  function put(store: IDBObjectStore, threadId: string, record: MessageRecord, old?: MessageRecord): MessageRecord {
    const { message, files } = splitFiles(record.message)
    const keys = files.map(([key]) => key)
    const written = { ...record, message, files: keys }
    const fileKey = (key: string) => ['file', scope, threadId, message.id, key]
    try {
      store.put(written, ['message', scope, threadId, message.id])
    } catch (error) {
      // A record that cannot be cloned must not leave the others written: the transaction is given up whole.
      store.transaction.abort()
      throw error
    }
    for (const file of files) if (!old?.files?.includes(file[0])) store.put(file, fileKey(file[0]))
    for (const key of old?.files ?? []) if (!keys.includes(key)) store.delete(fileKey(key))
    return written
  }
  /** Removes all records whose keys begin so. */
  function wipe(store: IDBObjectStore, ...key: string[]): void {
    for (const kind of ['thread', 'message', 'file']) store.delete(below([kind, scope, ...key]))
  }
  function wipeAll(...key: string[]): Promise<void> {
    return use('readwrite', (store) => {
      wipe(store, ...key)
      return committed(store.transaction)
    })
  }

  return {
    load: (threadId) => use('readonly', (store) => read(store, threadId)),
    async save(threadId, change) {
      // On a page that goes away it would only keep this one from beginning. If the page stays, it is done once more.
      if (change.isUrgent) looking?.abort()
      const answer = await use('readwrite', (store) => write(store, threadId, change))
      // A growing message reaches others otherwise.
      const changed = change.changed.filter(({ isPartial }) => !isPartial)
      const isGrowth = change.changed.length > 0 && changed.length + change.removedIds.length === 0
      if (answer === undefined && !isGrowth) channel.tell({ type: 'changed', change: { ...change, changed } }, threadId)
      return answer
    },
    async remove(threadId) {
      await wipeAll(threadId)
      channel.tell({ type: 'removed' }, threadId)
    },
    async clear() {
      await wipeAll()
      channel.tell({ type: 'removed' })
    },
    watch: channel.watch,
  }
}

/** All keys that begin with these: an array sorts behind every text. */
function below(key: readonly string[]): IDBKeyRange {
  return IDBKeyRange.bound([...key], [...key, []])
}
