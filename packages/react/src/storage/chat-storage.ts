import type { MessageNode } from '../store/message-tree.ts'

/** Where conversations are kept between visits. */
export interface ChatStorage {
  /** The conversation; `undefined` if there is none under this id. */
  load(threadId: string): Promise<StoredThread | undefined>
  /**
   * Writes what changed, all or nothing. Resolves to `removed`, with nothing written, if the conversation is known to have
   * been stored and is not there any more: what another tab has deleted does not come back.
   */
  // biome-ignore lint/suspicious/noConfusingVoidType: a storage that nobody else deletes from has nothing to say.
  save(threadId: string, change: ThreadChange): Promise<'removed' | void>
  /** Removes a conversation. */
  remove(threadId: string): Promise<void>
  /** Removes all conversations of this storage: for a logout. */
  clear(): Promise<void>
  /** Tells of what others have written: other tabs, or another storage of this page. Returns a function that ends it. */
  watch?(threadId: string, onNews: (news: StorageNews) => void): () => void
}

/** What somebody else has done to a conversation. */
export type StorageNews = { readonly type: 'changed'; readonly change: ThreadChange } | { readonly type: 'removed' }

/** A conversation as it is kept. */
export interface StoredThread {
  /** In the order in which they were first written. */
  readonly nodes: readonly StoredMessage[]
  /** The last message of the visible path. */
  readonly headId: string | null
  /** The answer that was under way when the conversation was last written. */
  readonly run?: StoredRun | undefined
}

/** An answer under way, as it is kept for whoever finds it after its tab has gone. */
export interface StoredRun {
  readonly idempotencyKey: string
  /** What the answer follows. */
  readonly parentId: string | null
  /** The answer, once there is a part of it. */
  readonly messageId?: string | undefined
  /** The last event read before the answer was written. */
  readonly lastEventId?: string | undefined
  /** Whether the server logs it; `undefined` as long as that is not known. */
  readonly isLogged?: boolean | undefined
  readonly base?: RunBase | undefined
}

/** What of a message was there before a run went on with it: whoever rejoins the run rebuilds the message from there. */
export interface RunBase {
  /** How many of its parts. */
  readonly parts: number
  /** How much of the last one's text, if the run grows that. */
  readonly text?: number | undefined
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
  /** The answer under way; `null` if it has ended. Without it, what is stored of one stays: it is another tab's. */
  readonly run?: StoredRun | null | undefined
  /** Whether the conversation has been stored before. */
  readonly isKnown?: boolean | undefined
  /**
   * The page may be going away: begin the write before returning, and without a look at what is stored, or what is written
   * is lost. Holds nothing but growing messages that are stored already.
   */
  readonly isUrgent?: boolean | undefined
}

/** How the storage of a conversation is doing. */
export interface StorageState {
  /** `off`: nothing is kept. `failed`: it should be and is not; the conversation goes on without. */
  readonly status: 'off' | 'loading' | 'ready' | 'failed'
  readonly error?: Error | undefined
  /** Why it failed, where that is known. */
  readonly reason?: StorageFailure | undefined
}

/**
 * Why a conversation is not kept. `unavailable`: there is no storage, as in some private windows. `quota`: it is full.
 * `blocked`: another tab holds an older version open. `closed`: the system has closed it and it could not be opened again.
 * `silent`: it does not answer. `newer`: it was written by a newer version.
 */
export type StorageFailure = 'unavailable' | 'quota' | 'blocked' | 'closed' | 'silent' | 'newer' | 'unknown'
