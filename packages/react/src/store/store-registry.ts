import type { ChatStoreOptions } from './chat-options.ts'
import { type ChatStore, createChatStore } from './chat-store.ts'

/** A store that components share by its id. */
interface Entry {
  store: ChatStore
  /** Components that look at it. */
  users: number
  createdMs: number
  /** Whether nobody but the component that created it can find it. */
  isPrivate: boolean
}

// Keyed by the query client, or by the page where there is none: what is stored goes with it, and nothing is shared
// between requests on a server, because there nothing is stored.
const registries = /* @__PURE__ */ new WeakMap<object, Map<string, Entry>>()

// A render that never got on screen leaves an entry that nobody will let go of.
const abandonedAfterMs = 60_000

/** The store that `owner` has under the id, created if need be. */
export function sharedStore(owner: object, options: ChatStoreOptions, isPrivate: boolean): ChatStore {
  const stores = registries.get(owner) ?? new Map<string, Entry>()
  registries.set(owner, stores)
  let entry = stores.get(options.id)
  if (entry === undefined) {
    sweep(stores)
    entry = { store: createChatStore(options), users: 0, createdMs: performance.now(), isPrivate }
    stores.set(options.id, entry)
  }
  return entry.store
}

/** Keeps the store while a component uses it. Returns a function that lets it go. */
export function retainStore(owner: object, store: ChatStore): () => void {
  const stores = registries.get(owner)
  const entry = stores?.get(store.id)
  if (stores === undefined || entry?.store !== store) return () => {}
  entry.users++
  return () => {
    entry.users--
    // Later, because StrictMode and a change of page let go and take again.
    setTimeout(() => release(stores, entry), 0)
  }
}

function release(stores: Map<string, Entry>, entry: Entry): void {
  if (entry.users > 0 || stores.get(entry.store.id) !== entry) return
  const { status } = entry.store.getState()
  if (entry.isPrivate || status === 'ready' || status === 'error') {
    stores.delete(entry.store.id)
    // Nobody will ever see the rest of a private answer.
    if (entry.isPrivate) void entry.store.stop()
    else void entry.store.save()
    return
  }
  // Somebody may come back to an answer under way. Its store goes when it has ended.
  const unsubscribe = entry.store.subscribe(() => {
    unsubscribe()
    release(stores, entry)
  })
}

function sweep(stores: Map<string, Entry>): void {
  const before = performance.now() - abandonedAfterMs
  for (const [id, { users, createdMs, store }] of stores) {
    if (users === 0 && createdMs < before && store.getState().status === 'ready') stores.delete(id)
  }
}
