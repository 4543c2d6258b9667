import { afterReload } from '../store/message-ending.ts'
import type { MessageTree } from '../store/message-tree.ts'
import type { ChatStorage, StorageState } from './chat-storage.ts'
import { createPersister } from './persister.ts'

/** Loads a conversation once and keeps its storage up to date from then on. */
export interface ThreadKeeper {
  /** A new object when it changes. */
  readonly state: StorageState
  /** Loads what is stored, once. Never rejects: a failure is in the state. */
  hydrate(): Promise<void>
  /** Writes what has changed. Never rejects. */
  save(): Promise<void>
  /** Says that the tree is to take the place of whatever is stored, also of what is being loaded. */
  supersede(): void
  /** Writes what has changed within a second. */
  saveLater(): void
}

export interface ThreadKeeperOptions {
  threadId: string
  storage: ChatStorage | undefined
  tree: MessageTree
  /** The id of the message that is growing, if one is. */
  growingId: () => string | undefined
  /** Called when the state, or by loading the tree, has changed. */
  onChange: () => void
}

const longestLoadMs = 3_000

/** A keeper. A tree that already has messages is newer than what is stored, and is not loaded. */
export function createThreadKeeper(options: ThreadKeeperOptions): ThreadKeeper {
  const { threadId, storage, tree, growingId, onChange } = options
  const isGiven = tree.nodes.size > 0
  let state: StorageState = { status: storage === undefined ? 'off' : isGiven ? 'ready' : 'loading' }
  let hydration: Promise<void> | undefined
  let isLoaded = false
  let isSuperseded = false
  let hasGivenUp = false

  function become(next: StorageState): void {
    if (next.status === state.status && next.error === state.error) return
    state = next
    onChange()
  }
  const fail = (thrown: unknown) => {
    become({ status: 'failed', error: thrown instanceof Error ? thrown : new Error(String(thrown)) })
  }
  const persister =
    storage &&
    createPersister({
      threadId,
      storage,
      tree,
      growingId,
      onFailure: fail,
      onSuccess: () => become({ status: 'ready' }),
    })

  async function load(from: ChatStorage): Promise<void> {
    try {
      const stored = await from.load(threadId)
      // Written in the time that we did not wait: what is stored must not go for that.
      if (hasGivenUp && tree.nodes.size > 0) return
      const nodes = stored?.nodes.map(afterReload) ?? []
      persister?.markStored(nodes, stored?.headId ?? null)
      isLoaded = true
      // What was given, or put here in the meantime, is newer than what is stored.
      if (stored !== undefined && tree.nodes.size === 0 && !isSuperseded) tree.restore(nodes, stored.headId)
      become({ status: 'ready' })
    } catch (thrown) {
      fail(thrown)
    }
    onChange()
  }
  /** A storage that never answers must not silence the conversation. */
  async function giveUp(): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, longestLoadMs))
    if (state.status !== 'loading') return
    hasGivenUp = true
    fail(new Error('The storage does not answer.'))
  }
  async function hydrate(): Promise<void> {
    hydration ??= storage && Promise.race([load(storage), giveUp()])
    await hydration
  }

  return {
    get state() {
      return state
    },
    hydrate,
    supersede() {
      isSuperseded = true
    },
    async save() {
      // Not before it is known what there is: a write could take a stored conversation's place.
      await hydrate()
      if (isLoaded) await persister?.save()
    },
    saveLater() {
      if (isLoaded) persister?.saveLater()
    },
  }
}
