import type { Clock } from '../chat/clock.ts'

/** One timer for all that wait. */
export interface Alarm {
  /** Rings at that time, or before it where it was set for sooner. */
  set(atMs: number): void
  clear(): void
}

export function createAlarm(clock: Clock, ring: () => void): Alarm {
  let setForMs = Number.POSITIVE_INFINITY
  let cancel: (() => void) | undefined

  function clear(): void {
    cancel?.()
    cancel = undefined
    setForMs = Number.POSITIVE_INFINITY
  }

  return {
    set(atMs) {
      if (atMs >= setForMs) return
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
