import { createUsageStore, type UsageSettings, type UsageStore } from './usage-store.ts'

/** Numbers that components find by where they come from and whose they are. */
export interface SharedUsage {
  readonly store: UsageStore
  /** Asks for them as long as a component shows them. Returns a function that ends it. */
  use(settings: () => UsageSettings): () => void
}

// Keyed by the query client, or by the page where there is none, as conversations are. On a server nothing is kept here.
const registries = /* @__PURE__ */ new WeakMap<object, Map<string, Entry>>()
const abandonedAfterMs = 60_000

interface Entry extends SharedUsage {
  /** Whether no component has shown it for long: a render that never got on screen leaves one behind. */
  isAbandoned(): boolean
}

/** The numbers that `owner` has for the address and the scope, created if need be. */
export function sharedUsage(owner: object, api: string, scope: string): SharedUsage {
  const entries = registries.get(owner) ?? new Map<string, Entry>()
  registries.set(owner, entries)
  const key = JSON.stringify([api, scope])
  const found = entries.get(key)
  if (found !== undefined) return found
  for (const [otherKey, other] of entries) if (other.isAbandoned()) entries.delete(otherKey)
  const created = createEntry(() => {
    if (!entries.has(key)) entries.set(key, created)
  })
  entries.set(key, created)
  return created
}

/** `keep` makes sure that others find it. */
function createEntry(keep: () => void): Entry {
  const store = createUsageStore()
  let users = 0
  let unusedSinceMs = performance.now()
  return {
    store,
    use(settings) {
      keep()
      users++
      const end = store.use(settings)
      return () => {
        users--
        unusedSinceMs = performance.now()
        end()
      }
    },
    isAbandoned: () => users === 0 && performance.now() - unusedSinceMs > abandonedAfterMs,
  }
}
