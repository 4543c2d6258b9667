import type { Breaker } from '../breaker/breaker.ts'
import { type Clock, sleep } from '../chat/clock.ts'

const longestNapMs = 1_000

/**
 * Waits until a call may be tried; `false` if that would be after the deadline. By timers of its own: in Workers one dies
 * with the request that set it.
 */
export async function circuitCloses(wait: {
  breaker: Breaker | undefined
  clock: Clock
  signal: AbortSignal
  deadline: number | undefined
  isOver: () => boolean
}): Promise<boolean> {
  const { breaker, clock, signal, deadline = Number.POSITIVE_INFINITY, isOver } = wait
  for (let refusal = breaker?.check(); refusal !== undefined && !isOver(); refusal = breaker?.check()) {
    const { retryAfterMs = longestNapMs } = refusal
    if (clock.monotonic() + retryAfterMs > deadline) return false
    await sleep(Math.max(1, Math.min(retryAfterMs, longestNapMs)), { clock, signal })
  }
  return true
}
