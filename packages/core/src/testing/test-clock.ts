import type { Clock } from '../chat/clock.ts'

/** A clock that stands still until it is moved. */
export interface TestClock extends Clock {
  /** Moves time on, runs what falls due in its order, and lets promises settle in between. */
  advance(byMs: number): Promise<void>
  /** Timers that have not fired and were not called off. */
  readonly pendingTimers: number
}

/** A test clock that starts at `startMs` of the Unix epoch. */
export function createTestClock(startMs: number = Date.UTC(2026, 0, 1)): TestClock {
  const timers = new Set<{ dueMs: number; callback: () => void }>()
  let elapsedMs = 0

  function nextDue(untilMs: number) {
    let next: { dueMs: number; callback: () => void } | undefined
    for (const timer of timers) {
      if (timer.dueMs <= untilMs && (next === undefined || timer.dueMs < next.dueMs)) next = timer
    }
    return next
  }

  return {
    now: () => startMs + elapsedMs,
    monotonic: () => elapsedMs,
    after(delayMs, callback) {
      const timer = { dueMs: elapsedMs + Math.max(0, delayMs), callback }
      timers.add(timer)
      return () => timers.delete(timer)
    },
    async advance(byMs) {
      const untilMs = elapsedMs + byMs
      await settle()
      for (let timer = nextDue(untilMs); timer !== undefined; timer = nextDue(untilMs)) {
        timers.delete(timer)
        elapsedMs = Math.max(elapsedMs, timer.dueMs)
        timer.callback()
        await settle()
      }
      elapsedMs = untilMs
    },
    get pendingTimers() {
      return timers.size
    },
  }
}

/** Waits until promises, also those inside web streams, have had their turn. */
function settle(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0))
}
