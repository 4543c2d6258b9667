import type { Clock } from '../chat/clock.ts'
import { newId } from '../chat/id.ts'
import type { MaybePromise } from '../store/counter-store.ts'
import { createAlarm } from './alarm.ts'

/** The names under which a store knows what is taken, and the leases of calls that last longer than those do. */
export interface Leases {
  /** A name that nobody else gives. */
  newName(): string
  /** Keeps this one until it is let go of. */
  keep(name: string, nowMs: number): void
  letGo(name: string): void
  /** Renews what is due, where the timer may be gone. */
  renewDue(): void
}

export interface LeasesOptions {
  readonly clock: Clock
  /** How long a lease lasts. */
  readonly leaseMs: number
  /** Whether it was still there. */
  readonly renew: (name: string) => MaybePromise<boolean>
  readonly onError: (error: unknown) => void
}

// A ticket that is never released keeps its place no longer than this.
const longestMs = 24 * 3_600_000

/** There is no timer while none is kept, and one for all of them. */
export function createLeases({ clock, leaseMs, renew, onError }: LeasesOptions): Leases {
  // A store that fails once is asked again before the lease ends.
  const everyMs = Math.max(1, leaseMs / 3)
  /** The first to be due comes first. */
  const kept = new Map<string, { readonly sinceMs: number; readonly dueMs: number }>()
  const alarm = createAlarm(clock, renewDue)
  let prefix: string | undefined
  let names = 0

  function renewDue(): void {
    alarm.clear()
    const nowMs = clock.monotonic()
    for (const [name, { sinceMs, dueMs }] of kept) {
      if (dueMs > nowMs) break
      kept.delete(name)
      if (nowMs - sinceMs >= longestMs) continue
      kept.set(name, { sinceMs, dueMs: nowMs + everyMs })
      void attempt(name)
    }
    arm(nowMs)
  }

  async function attempt(name: string): Promise<void> {
    try {
      // One that has ended is not revived, and asking again is in vain.
      if (!(await renew(name))) letGo(name)
    } catch (error) {
      onError(error)
    }
  }

  function letGo(name: string): void {
    if (kept.delete(name) && kept.size === 0) alarm.clear()
  }

  function arm(nowMs: number): void {
    for (const { dueMs } of kept.values()) {
      alarm.set(dueMs, nowMs)
      return
    }
  }

  return {
    newName() {
      // One random id for all of them: it is a good part of what a reservation costs (bench/money).
      prefix ??= newId()
      return `${prefix}:${names++}`
    },
    keep(name, nowMs) {
      kept.set(name, { sinceMs: nowMs, dueMs: nowMs + everyMs })
      arm(nowMs)
    },
    letGo,
    renewDue,
  }
}
