import type { Clock } from '../chat/clock.ts'

/** Keys whose runs may not begin, for a while. */
export interface StoppedKeys {
  has(name: string): boolean
  add(name: string, caller: string): void
}

// More stops than this do not overtake their starts; and of one caller not more than this, who has no need of them all.
const mostKeys = 10_000
const mostOfCaller = 100

export function createStoppedKeys({ ttlMs, clock }: { ttlMs: number; clock: Clock }): StoppedKeys {
  // Both in the order in which their time is up, as all have the same time.
  const keys = new Map<string, { caller: string; expiresAtMs: number }>()
  const byCaller = new Map<string, Set<string>>()

  function remove(name: string | undefined): void {
    const key = name === undefined ? undefined : keys.get(name)
    if (name === undefined || key === undefined) return
    keys.delete(name)
    const own = byCaller.get(key.caller)
    own?.delete(name)
    if (own?.size === 0) byCaller.delete(key.caller)
  }
  function sweep(): void {
    const nowMs = clock.monotonic()
    for (const [name, { expiresAtMs }] of keys) {
      if (expiresAtMs > nowMs) return
      remove(name)
    }
  }

  return {
    has(name) {
      sweep()
      return keys.has(name)
    },
    add(name, caller) {
      sweep()
      remove(name)
      const own = byCaller.get(caller) ?? new Set()
      byCaller.set(caller, own.add(name))
      keys.set(name, { caller, expiresAtMs: clock.monotonic() + ttlMs })
      if (own.size > mostOfCaller) remove(own.values().next().value)
      if (keys.size > mostKeys) remove(keys.keys().next().value)
    },
  }
}
