import type { MessageNode } from '../store/message-tree.ts'

/** Where conversations are kept between visits. */
export interface ChatStorage {
  /** The conversation; `undefined` if there is none under this id. */
  load(threadId: string): Promise<StoredThread | undefined>
  /** Writes what changed, all or nothing. */
  save(threadId: string, change: ThreadChange): Promise<void>
  /** Removes a conversation. */
  remove(threadId: string): Promise<void>
  /** Removes all conversations of this storage: for a logout. */
  clear(): Promise<void>
}

/** A conversation as it is kept. */
export interface StoredThread {
  /** In the order in which they were first written. */
  readonly nodes: readonly StoredMessage[]
  /** The last message of the visible path. */
  readonly headId: string | null
}

/** One message as it is kept. */
export interface StoredMessage extends MessageNode {
  /** Whether the message was still growing when it was written. */
  readonly isPartial?: boolean | undefined
}

/** What is to be written. */
export interface ThreadChange {
  readonly changed: readonly StoredMessage[]
  readonly removedIds: readonly string[]
  readonly headId: string | null
}

/** How the storage of a conversation is doing. */
export interface StorageState {
  /** `off`: nothing is kept. `failed`: it should be and is not; the conversation goes on without. */
  readonly status: 'off' | 'loading' | 'ready' | 'failed'
  readonly error?: Error | undefined
}
