import type { MessageTree } from '../store/message-tree.ts'
import type { ChatStorage, StoredRun, ThreadChange } from './chat-storage.ts'
import { adoptChange, dueChange, emptyPicture, noteWritten } from './stored-picture.ts'
import { withoutUnclonable } from './unclonable.ts'

/** Keeps a conversation's storage up to date. */
export interface Persister {
  /** Writes soon: at most once a second, because an answer grows many times that often. */
  saveLater(): void
  /** Writes what has changed now. Resolves when it is written; never rejects. */
  save(): Promise<void>
  /** As `save`, for a page that may be going away: what an answer has grown is on its way when this returns. */
  saveAtOnce(): Promise<void>
  /** Says what has been stored, by others too. */
  note(change: ThreadChange): void
  /**
   * Takes what others have stored, as far as this tab has nothing newer. Says whether it is of the conversation that is
   * known here: what was written to one that has been removed since may be heard of later.
   */
  adopt(change: ThreadChange): boolean
  /** Others have removed the conversation. */
  forget(): void
}

export interface PersisterOptions {
  threadId: string
  storage: ChatStorage
  tree: MessageTree
  /** The id of the message that is growing, if one is. */
  growingId: () => string | undefined
  /** The answer under way, if it is this tab's. @default none */
  run?: (() => StoredRun | undefined) | undefined
  /** Whether this tab answers, or is about to: then others do not change what is in view. @default never */
  isAnswering?: (() => boolean) | undefined
  onFailure: (error: unknown) => void
  onSuccess: () => void
  onRemoved?: (() => void) | undefined
}

const checkpointMs = 1_250

export function createPersister(options: PersisterOptions): Persister {
  const { threadId, storage, tree, growingId, onFailure, onSuccess } = options
  let picture = emptyPicture()
  let timer: ReturnType<typeof setTimeout> | undefined
  let writing: Promise<void> | undefined
  let isAskedAgain = false
  /** The last run of this tab. */
  let ownKey: string | undefined
  /** The last message that began to grow. */
  let begunId: string | undefined

  function due(): ThreadChange | undefined {
    const run = options.run?.()
    ownKey = run?.idempotencyKey ?? ownKey
    // Another tab's is not for this one to end.
    const isOver = ownKey !== undefined && picture.run?.idempotencyKey === ownKey
    return dueChange(picture, tree, growingId(), run ?? (isOver ? null : undefined))
  }

  async function put(change: ThreadChange): Promise<void> {
    const before = picture
    let failure: Error | undefined
    const answer = await storage.save(threadId, change).catch((error) => {
      if (error?.name !== 'DataCloneError') throw error
      const clonable = withoutUnclonable(change)
      failure = clonable.failure
      return storage.save(threadId, clonable.change)
    })
    if (picture !== before) {
      // Others have removed it meanwhile, and have said so; this may have been written after that.
      if (answer !== 'removed') for (const node of change.changed) picture.messages.set(node.message.id, node)
      isAskedAgain = true
      return
    }
    if (answer === 'removed') return forget()
    noteWritten(picture, change)
    if (failure === undefined) onSuccess()
    else onFailure(failure)
  }

  async function write(): Promise<void> {
    // A turn later, so that `writing` is set before it can be cleared.
    await undefined
    // Only for whoever asks meanwhile: a growing answer has always changed, and would be written without a pause.
    do {
      isAskedAgain = false
      try {
        const change = due()
        if (change !== undefined) await put(change)
      } catch (error) {
        // What was not written stays due; the next save tries again.
        onFailure(error)
      }
    } while (isAskedAgain)
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
  function forget(): void {
    tree.reset([])
    picture = emptyPicture()
    options.onRemoved?.()
  }

  return {
    saveLater() {
      const id = growingId()
      if (id === begunId) timer ??= setTimeout(save, checkpointMs)
      // The first of an answer at once: after a reload there is a place for the rest.
      else void save()
      begunId = id
    },
    save,
    async saveAtOnce() {
      const change = due()
      const changed = change?.changed.filter(({ message }) => picture.messages.get(message.id)?.isPartial)
      if (changed?.length) {
        const urgent = { ...change, changed, removedIds: [], headId: picture.headId, isUrgent: true }
        // If it fails, what follows tells of it.
        await put(urgent).catch(() => undefined)
      }
      await save()
    },
    note: (change) => noteWritten(picture, change),
    adopt(change) {
      if (change.isKnown && !picture.isKnown) return false
      const own = { growingId: growingId(), isUnderWay: options.isAnswering?.() ?? false }
      // Whoever loads it until then would have what is gone.
      if (adoptChange(picture, tree, own, change)) void save()
      return true
    },
    forget,
  }
}
