import type { UIMessage } from '@sluice/core/ui'
import type { AnyUIMessage, ChatStoreOptions } from './chat-options.ts'
import { type ChatStore, createChatStore } from './chat-store.ts'

export interface SharedStoreOptions<Message extends AnyUIMessage = UIMessage> extends ChatStoreOptions<Message> {
  id: string
  /** Whose conversation it is: another user's of the same id is another one. */
  scope: string
  /** Whether nobody but the component that asks can know the id. */
  isPrivate: boolean
}

/** A store that components find by its id. */
export interface SharedStore<Message extends AnyUIMessage = UIMessage> {
  readonly store: ChatStore<Message>
  /** Keeps the store while a component uses it. Returns a function that lets it go. */
  retain(): () => void
  /** Whether no component has used it for long: a render that never got on screen leaves one behind. */
  isAbandoned(): boolean
}

// Keyed by the query client, or by the page where there is none: what is stored goes with it, and nothing is shared
// between requests on a server, because there nothing is stored.
const registries = /* @__PURE__ */ new WeakMap<object, Map<string, SharedStore>>()
const watchers = /* @__PURE__ */ new WeakMap<object, Set<() => void>>()
const abandonedAfterMs = 60_000

/** The stores that `owner` has under the scope; without one, all. */
export function storesOf(owner: object, scope?: string): ChatStore[] {
  const stores = [...(registries.get(owner) ?? [])]
  return stores.flatMap(([key, { store }]) => (scope === undefined || JSON.parse(key)[0] === scope ? [store] : []))
}

/** Calls back when a component begins to use a store of `owner`, or the last one has ceased to. Returns a function that ends it. */
export function watchStores(owner: object, listener: () => void): () => void {
  const listeners = watchers.get(owner) ?? new Set()
  watchers.set(owner, listeners.add(listener))
  return () => void listeners.delete(listener)
}

/** The store that `owner` has under the id and scope, created if need be. */
export function sharedStore<Message extends AnyUIMessage = UIMessage>(
  owner: object,
  options: SharedStoreOptions<Message>,
): SharedStore<Message> {
  // Whoever knows a conversation by its id knows what its messages hold.
  return findStore(owner, options as SharedStoreOptions<never>) as unknown as SharedStore<Message>
}

function findStore(owner: object, options: SharedStoreOptions): SharedStore {
  const stores = registries.get(owner) ?? new Map<string, SharedStore>()
  registries.set(owner, stores)
  const key = JSON.stringify([options.scope, options.id])
  const found = stores.get(key)
  if (found !== undefined) return found
  for (const [otherKey, other] of stores) if (other.isAbandoned()) stores.delete(otherKey)
  const created: SharedStore = createSharedStore(options, {
    keep: () => {
      if (!stores.has(key)) stores.set(key, created)
      notifyWatchers(owner)
    },
    forget: () => {
      if (stores.get(key) === created) stores.delete(key)
      notifyWatchers(owner)
    },
  })
  stores.set(key, created)
  return created
}

function notifyWatchers(owner: object): void {
  for (const listener of [...(watchers.get(owner) ?? [])]) listener()
}

interface Place {
  /** Makes sure that others find the store. */
  keep(): void
  /** Lets others find it no more. */
  forget(): void
}

function createSharedStore(options: SharedStoreOptions, place: Place): SharedStore {
  const store = createChatStore(options)
  let users = 0
  let unusedSinceMs = performance.now()

  async function release(): Promise<void> {
    if (users > 0) return
    if (options.isPrivate || !store.isAtWork) {
      // Nobody will ever see the rest of a private answer.
      await (options.isPrivate ? store.stop() : store.save())
      // Not before all is written: whoever comes back then would load less than there is.
      if (users === 0 && !(store.isAtWork && !options.isPrivate)) place.forget()
      return
    }
    // Somebody may come back to what is under way, or waits. Its store goes when there is nothing more to do.
    const unsubscribe = store.subscribe(() => {
      if (users === 0 && store.isAtWork) return
      unsubscribe()
      void release()
    })
  }

  return {
    store,
    retain() {
      users++
      place.keep()
      return () => {
        users--
        unusedSinceMs = performance.now()
        // Later, because StrictMode and a change of page let go and take again.
        setTimeout(release, 0)
      }
    },
    isAbandoned: () => users === 0 && performance.now() - unusedSinceMs > abandonedAfterMs && !store.isAtWork,
  }
}
