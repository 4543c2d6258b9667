import type { Clock } from '../chat/clock.ts'

/** One timer for all that wait. */
export interface Alarm {
  /** Rings at that time, or before it where it was set for sooner. One that should have rung long before `nowMs` is dead. */
  set(atMs: number, nowMs?: number): void
  clear(): void
}

// A busy process rings late; whoever took that for death would put the ringing off for ever.
const lateMs = 1_000

export function createAlarm(clock: Clock, ring: () => void): Alarm {
  let setForMs = Number.POSITIVE_INFINITY
  let cancel: (() => void) | undefined

  function clear(): void {
    cancel?.()
    cancel = undefined
    setForMs = Number.POSITIVE_INFINITY
  }

  return {
    set(atMs, nowMs = 0) {
      if (atMs >= setForMs && nowMs <= setForMs + lateMs) return
      clear()
      setForMs = atMs
      cancel = clock.after(atMs - clock.monotonic(), () => {
        clear()
        ring()
      })
    },
    clear,
  }
}
