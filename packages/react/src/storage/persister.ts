import type { UIMessage } from '@sluice/core/ui'
import type { MessageTree } from '../store/message-tree.ts'
import type { ChatStorage } from './chat-storage.ts'

/** Keeps a conversation's storage up to date. */
export interface Persister {
  /** Writes soon: at most once a second, because an answer grows many times that often. */
  saveLater(): void
  /** Writes what has changed now. Resolves when it is written; never rejects. */
  save(): Promise<void>
  /** Takes the tree as what the storage holds. */
  markSaved(): void
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
  let saved = new Map<string, { message: UIMessage; isPartial: boolean }>()
  let savedHeadId: string | null = null
  let timer: ReturnType<typeof setTimeout> | undefined
  let writing: Promise<void> | undefined

  /** What the storage does not hold yet; `undefined` if nothing. Takes it as written. */
  function takeChange() {
    const growing = growingId()
    const changed = [...tree.nodes.values()].flatMap((node) => {
      const isPartial = node.message.id === growing
      const before = saved.get(node.message.id)
      return before?.message === node.message && before.isPartial === isPartial ? [] : [{ ...node, isPartial }]
    })
    const removedIds = [...saved.keys()].filter((id) => !tree.nodes.has(id))
    if (changed.length === 0 && removedIds.length === 0 && savedHeadId === tree.headId) return undefined
    markSaved()
    return { changed, removedIds, headId: tree.headId }
  }
  function markSaved(): void {
    const growing = growingId()
    saved = new Map([...tree.nodes].map(([id, { message }]) => [id, { message, isPartial: id === growing }]))
    savedHeadId = tree.headId
  }

  async function write(): Promise<void> {
    try {
      for (let change = takeChange(); change !== undefined; change = takeChange()) {
        await storage.save(threadId, change)
        onSuccess()
      }
    } catch (error) {
      // All of it counts as unwritten again, so that the next save tries once more.
      saved = new Map()
      onFailure(error instanceof Error ? error : new Error(String(error)))
    }
    // Here and not in a `finally` of the promise: no save may come between the last look and this.
    writing = undefined
  }
  function save(): Promise<void> {
    clearTimeout(timer)
    timer = undefined
    writing ??= write()
    return writing
  }

  return {
    saveLater() {
      timer ??= setTimeout(save, checkpointMs)
    },
    save,
    markSaved,
  }
}
