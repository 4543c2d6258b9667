import type { UIMessage } from '@sluice/core/ui'
import type { MessageNode, MessageTree } from '../store/message-tree.ts'
import type { ChatStorage, ThreadChange } from './chat-storage.ts'

/** Keeps a conversation's storage up to date. */
export interface Persister {
  /** Writes soon: at most once a second, because an answer grows many times that often. */
  saveLater(): void
  /** Writes what has changed now. Resolves when it is written; never rejects. */
  save(): Promise<void>
  /** Says what the storage holds. */
  markStored(nodes: Iterable<MessageNode>, headId: string | null): void
}

export interface PersisterOptions {
  threadId: string
  storage: ChatStorage
  tree: MessageTree
  /** The id of the message that is growing, if one is. */
  growingId: () => string | undefined
  onFailure: (error: Error) => void
  onSuccess: () => void
}

const checkpointMs = 1_000

export function createPersister({
  threadId,
  storage,
  tree,
  growingId,
  onFailure,
  onSuccess,
}: PersisterOptions): Persister {
  let stored: Contents = { messages: new Map(), headId: null }
  let timer: ReturnType<typeof setTimeout> | undefined
  let writing: Promise<void> | undefined
  let isAskedAgain = false

  function contents(): Contents {
    const growing = growingId()
    const messages = [...tree.nodes].map(([id, { message }]) => [id, { message, isPartial: id === growing }] as const)
    return { messages: new Map(messages), headId: tree.headId }
  }

  async function write(): Promise<void> {
    // A turn later, so that `writing` is set before it can be cleared.
    await undefined
    try {
      // Only for whoever asks meanwhile: a growing answer has always changed, and would be written without a pause.
      do {
        isAskedAgain = false
        const next = contents()
        const change = compare(stored, next, tree)
        if (change === undefined) continue
        await storage.save(threadId, change)
        stored = next
        onSuccess()
      } while (isAskedAgain)
    } catch (error) {
      // What was not written stays due; the next save tries again.
      onFailure(error instanceof Error ? error : new Error(String(error)))
    }
    // Here and not when the promise settles: no save may come between the last look and this.
    writing = undefined
  }
  function save(): Promise<void> {
    clearTimeout(timer)
    timer = undefined
    isAskedAgain = true
    writing ??= write()
    return writing
  }

  return {
    saveLater() {
      timer ??= setTimeout(save, checkpointMs)
    },
    save,
    markStored(nodes, headId) {
      const messages = [...nodes].map(({ message }) => [message.id, { message, isPartial: false }] as const)
      stored = { messages: new Map(messages), headId }
    },
  }
}

/** What a storage holds of a conversation. */
interface Contents {
  readonly messages: ReadonlyMap<string, { readonly message: UIMessage; readonly isPartial: boolean }>
  readonly headId: string | null
}

/** What must be written to get from one to the other; `undefined` if nothing. */
function compare(before: Contents, after: Contents, tree: MessageTree): ThreadChange | undefined {
  const changed = [...after.messages].flatMap(([id, { message, isPartial }]) => {
    const old = before.messages.get(id)
    if (old?.message === message && old.isPartial === isPartial) return []
    return [{ message, isPartial, parentId: tree.nodes.get(id)?.parentId ?? null }]
  })
  const removedIds = [...before.messages.keys()].filter((id) => !after.messages.has(id))
  if (changed.length === 0 && removedIds.length === 0 && before.headId === after.headId) return undefined
  return { changed, removedIds, headId: after.headId }
}
