import { afterReload, withoutOpenParts } from '../store/message-ending.ts'
import type { MessageTree } from '../store/message-tree.ts'
import type { ChatStorage, StorageNews, StorageState, StoredRun, StoredThread } from './chat-storage.ts'
import { asGiven, isFollowed, isGivenWhole, joinGiven, joinSaid, withoutStrays } from './join-stored.ts'
import { createPersister } from './persister.ts'
import { storageError, storageFailure } from './storage-failure.ts'

/** Loads a conversation and keeps its storage, and what others put there, and the tree the same from then on. */
export interface ThreadKeeper {
  /** A new object when it changes. */
  readonly state: StorageState
  /**
   * Loads what is stored, once, and listens to what others change from then on. If it fails, the next call tries again.
   * Never rejects: a failure is in the state.
   */
  hydrate(): Promise<void>
  /** Looks at what is stored now: others may not have told of all of it yet. Never rejects. */
  refresh(): Promise<void>
  /** Writes what has changed. Never rejects. */
  save(): Promise<void>
  /** As `save`, for a page that may be going away: what an answer has grown is on its way when this returns. */
  saveAtOnce(): Promise<void>
  /** Says that the tree is to take the place of whatever is stored, also of what is being loaded: all of that goes. */
  supersede(): void
  /** Writes what has changed within a second or so. */
  saveLater(): void
  /** Listens to others no more, until the next `hydrate`, which then loads what they have changed. */
  close(): void
}

export interface ThreadKeeperOptions {
  threadId: string
  storage: ChatStorage | undefined
  tree: MessageTree
  /** The id of the message that is growing, if one is. */
  growingId: () => string | undefined
  /** The answer under way, if it is this tab's. @default none */
  run?: (() => StoredRun | undefined) | undefined
  /** Whether this tab answers, or is about to: then others do not change what is in view. @default never */
  isAnswering?: (() => boolean) | undefined
  /** Called when the state, or by loading or by news the tree, has changed. */
  onChange: () => void
  /** Called when the conversation has been loaded, with the answer that was under way if that is to go on in view. */
  onLoaded?: ((run: StoredRun | undefined) => void) | undefined
  /** Called when somebody else has removed the conversation: the tree is empty then. */
  onRemoved?: (() => void) | undefined
}

const longestWaitMs = 3_000

/** A keeper. What a tree already has is given: it stays as it is, and what is stored is put beside it. */
export function createThreadKeeper(options: ThreadKeeperOptions): ThreadKeeper {
  const { threadId, storage, tree, onChange } = options
  const hasGiven = tree.nodes.size > 0
  let isSuperseded = false
  let state: StorageState = { status: storage === undefined ? 'off' : hasGiven ? 'ready' : 'loading' }
  let hydration: Promise<void> | undefined
  let unwatch: (() => void) | undefined
  let isOpen = false
  /** Whether it is known what is stored. */
  let isLoaded = false
  /** What others have told while that was not known. */
  const early: StorageNews[] = []
  const persister =
    storage && createPersister({ ...options, storage, onFailure: fail, onSuccess: () => become({ status: 'ready' }) })

  function become(next: StorageState): void {
    if (next.status === state.status && next.error === state.error) return
    state = next
    onChange()
  }
  function fail(thrown: unknown): void {
    const error = thrown instanceof Error ? thrown : new Error(String(thrown))
    become({ status: 'failed', error, reason: storageFailure(thrown) })
  }
  /** Waits for a storage, but not for ever: one that never answers must not silence the conversation. */
  async function patiently(work: Promise<void> | undefined): Promise<void> {
    let timer: ReturnType<typeof setTimeout> | undefined
    const silence = new Promise<true>((resolve) => {
      timer = setTimeout(resolve, longestWaitMs, true)
    })
    if (await Promise.race([work, silence])) fail(storageError('silent', 'The storage does not answer.'))
    clearTimeout(timer)
  }

  async function load(): Promise<void> {
    // A turn later, so that `hydration` is set before it can be cleared.
    await undefined
    try {
      if (isOpen) unwatch ??= storage?.watch?.(threadId, hear)
      const stored = await storage?.load(threadId)
      const run = stored && take(stored)
      const isFirst = !isLoaded
      isLoaded = true
      if (isFirst || run) options.onLoaded?.(run)
      for (const news of early.splice(0)) hear(news)
      become({ status: 'ready' })
    } catch (thrown) {
      hydration = undefined
      fail(thrown)
    }
    onChange()
  }
  /** Returns the answer that was under way, if it is to go on. */
  function take({ nodes, headId, run }: StoredThread): StoredRun | undefined {
    const isBeside = hasGiven && !isLoaded
    // What is under way here goes on from what is in view.
    const isInView = !isBeside || (options.run?.() === undefined && isFollowed(tree, nodes, headId))
    const next = isInView && !(isBeside && run && isGivenWhole(tree, run)) ? run : undefined
    // What was under way may go on yet: whoever looks for it says if it does not.
    const found = nodes.map((node) => {
      const isUnderWay = node.message.id === next?.messageId
      return isUnderWay ? { ...node, message: withoutOpenParts(node.message), isPartial: false } : afterReload(node)
    })
    const changed = isBeside ? found.map((node) => asGiven(tree, node)) : found
    const kept = withoutStrays(nodes, changed)
    const change = { changed, removedIds: [], headId, run: run ?? null }
    if (isLoaded) persister?.adopt({ ...change, changed: kept })
    else persister?.note(change)
    if (isSuperseded) return undefined
    if (isBeside) joinGiven(tree, kept, isInView ? headId : tree.headId)
    else if (!isLoaded) joinSaid(tree, kept, headId)
    return kept.length < nodes.length ? undefined : next
  }
  function hear(news: StorageNews): void {
    if (!isLoaded) early.push(news)
    else if (news.type === 'removed') persister?.forget()
    // What it is of may have been begun by somebody else of whom nothing has been heard.
    else if (persister?.adopt(news.change) === false) void load()
    // What they wrote below what was removed here is to be removed there, too.
    else persister?.saveLater()
    onChange()
  }
  function known(): Promise<void> {
    hydration ??= patiently(load())
    return hydration
  }

  return {
    get state() {
      return state
    },
    async hydrate() {
      if (storage === undefined) return
      if (!isOpen) hydration = undefined
      isOpen = true
      await known()
    },
    supersede() {
      isSuperseded = true
    },
    async refresh() {
      if (storage === undefined) return
      await known()
      // What cannot be read has been told of, or will be by the next write.
      const stored = await storage.load(threadId).catch(() => undefined)
      if (isLoaded && stored !== undefined) take(stored)
    },
    async save() {
      if (storage === undefined) return
      // Not before it is known what there is: a write could take a stored conversation's place.
      await known()
      if (isLoaded) await patiently(persister?.save())
    },
    async saveAtOnce() {
      if (storage === undefined) return
      if (!isLoaded) await known()
      if (isLoaded) await patiently(persister?.saveAtOnce())
    },
    saveLater() {
      if (isLoaded) persister?.saveLater()
    },
    close() {
      unwatch?.()
      unwatch = undefined
      isOpen = false
    },
  }
}
