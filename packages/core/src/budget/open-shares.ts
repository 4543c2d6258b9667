import type { CounterSet } from '../store/counter-store.ts'

/** The reservations of this process. */
export interface OpenShares {
  add(lease: string, set: CounterSet, nowMs: number): void
  delete(lease: string): void
  /** Renews those that have been held for a while: a call may take longer than its reservation lasts. */
  renew(nowMs: number): void
}

// Whoever never reads on, and never leaves, has its reservation for a day.
const longestMs = 86_400_000

/**
 * It has no timer: reservations are renewed when the next call comes. Only where no call comes to this process for as long as
 * a reservation lasts, and another process shares the store, may it be lost to a call that goes on.
 */
export function createOpenShares(ttlMs: number): OpenShares {
  /** The one that was renewed longest ago comes first. */
  const open = new Map<string, { readonly set: CounterSet; readonly sinceMs: number; readonly renewedMs: number }>()

  return {
    add: (lease, set, nowMs) => open.set(lease, { set, sinceMs: nowMs, renewedMs: nowMs }),
    delete: (lease) => open.delete(lease),
    renew(nowMs) {
      for (const [lease, share] of open) {
        if (nowMs - share.renewedMs < ttlMs / 3) return
        open.delete(lease)
        if (nowMs - share.sinceMs > longestMs) continue
        open.set(lease, { ...share, renewedMs: nowMs })
        try {
          const renewed = share.set.renew(lease)
          // The next call tries again; a store that fails now fails that one, too.
          if (renewed instanceof Promise) renewed.catch(() => undefined)
        } catch {
          // As above.
        }
      }
    },
  }
}
