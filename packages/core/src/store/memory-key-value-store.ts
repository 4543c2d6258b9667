import { type Clock, systemClock } from '../chat/clock.ts'
import { createExpiryQueue } from './expiry-queue.ts'
import type { KeyValueStore } from './key-value-store.ts'

export interface MemoryKeyValueStoreOptions {
  /** The most texts that are kept. Beyond them those go first whose time is up, then the one used longest ago. @default 10_000 */
  maxEntries?: number | undefined
  clock?: Clock | undefined
}

interface Entry {
  readonly key: string
  readonly value: string
  /** On the monotonic clock; `Infinity` for one that stays. */
  readonly expiresAtMs: number
}

/** A store in this process's memory: for one server, and for tests. */
export function createMemoryKeyValueStore(options: MemoryKeyValueStoreOptions = {}): KeyValueStore {
  const { maxEntries, clock } = resolve(options)
  // In the order of their last use: a `Map` gives back what was put in first.
  const entries = new Map<string, Entry>()
  const queue = createExpiryQueue<Entry>()

  function find(key: string): Entry | undefined {
    const entry = entries.get(key)
    if (entry === undefined || entry.expiresAtMs > clock.monotonic()) return entry
    entries.delete(key)
    return undefined
  }

  function put(key: string, value: string, ttlMs: number | undefined): void {
    const entry = { key, value, expiresAtMs: clock.monotonic() + (ttlMs ?? Number.POSITIVE_INFINITY) }
    entries.delete(key)
    if (entries.size >= maxEntries) makeRoom()
    entries.set(key, entry)
    if (ttlMs === undefined) return
    queue.add(entry)
    if (queue.size > 2 * entries.size + 16) compact()
  }

  function makeRoom(): void {
    const nowMs = clock.monotonic()
    for (let ended = queue.takeExpired(nowMs); ended !== undefined; ended = queue.takeExpired(nowMs)) {
      // Another may have taken its place under the key.
      if (entries.get(ended.key) === ended) entries.delete(ended.key)
    }
    const [oldest] = entries.keys()
    if (entries.size >= maxEntries && oldest !== undefined) entries.delete(oldest)
  }

  /** Drops from the queue what was replaced or deleted before its time, or it would grow with every write. */
  function compact(): void {
    queue.clear()
    for (const entry of entries.values()) if (Number.isFinite(entry.expiresAtMs)) queue.add(entry)
  }

  return {
    async get(key) {
      const entry = find(key)
      if (entry === undefined) return undefined
      entries.delete(key)
      entries.set(key, entry)
      return entry.value
    },
    async set(key, value, { ttlMs } = {}) {
      put(key, value, checkedTtl(ttlMs))
    },
    async setIfAbsent(key, value, { ttlMs } = {}) {
      const checked = checkedTtl(ttlMs)
      if (find(key) !== undefined) return false
      put(key, value, checked)
      return true
    },
    async delete(key) {
      entries.delete(key)
    },
  }
}

function checkedTtl(ttlMs: number | undefined): number | undefined {
  if (ttlMs === undefined || (Number.isSafeInteger(ttlMs) && ttlMs > 0)) return ttlMs
  throw new RangeError(`KeyValueStore: ttlMs must be a positive integer, got ${ttlMs}`)
}

function resolve(options: MemoryKeyValueStoreOptions) {
  const maxEntries = options.maxEntries ?? 10_000
  if (!Number.isSafeInteger(maxEntries) || maxEntries < 1) {
    throw new RangeError(`createMemoryKeyValueStore: maxEntries must be a positive integer, got ${maxEntries}`)
  }
  return { maxEntries, clock: options.clock ?? systemClock }
}
