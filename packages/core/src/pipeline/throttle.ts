import type { Clock } from '../chat/clock.ts'
import { ChatError, isChatError } from '../chat/errors.ts'
import type { Limiter } from '../limit/limiter.ts'
import { isLimiterRefusal } from '../limit/limiter-event.ts'

/** Closes a limiter's gate when a provider says that it is asked too much. */
export interface Throttle {
  /** Told when the call that was refused had started. For how long: as long as the provider says, else longer each time. */
  refused(retryAfterMs: number | undefined, startedMs: number): number
  wentWell(): void
}

// Baidu's and Alibaba's windows last a minute, and neither says how much of it is left.
const shortestMs = 1_000
const longestMs = 60_000
const longestGateMs = 3_600_000

export function createThrottle(limiter: Limiter, clock: Clock): Throttle {
  let inARow = 0
  let refusedAtMs = Number.NEGATIVE_INFINITY
  return {
    refused(retryAfterMs = 0, startedMs) {
      // What was in flight together is refused together: that is one refusal, however many calls they were.
      if (startedMs > refusedAtMs) inARow++
      refusedAtMs = clock.monotonic()
      // Whoever says 0 would be asked again and again without a pause.
      const ownMs = Math.min(shortestMs * 2 ** Math.min(inARow - 1, 10), longestMs)
      // The first word is taken as it is; who refuses again has named too short a time.
      const forMs = retryAfterMs > 0 && inARow === 1 ? retryAfterMs : Math.max(retryAfterMs, ownMs)
      // However long a provider wants to be left alone: after an hour it is asked whether it still does.
      const boundedMs = Math.min(forMs, longestGateMs)
      limiter.closeGate(boundedMs)
      return boundedMs
    },
    wentWell() {
      inARow = 0
    },
  }
}

/** The refusal of a call that may not wait until it can be made again, with what the provider had said of it. */
export function withWordOf({ message, provider, model, cause }: ChatError, refusal: unknown): unknown {
  if (!isChatError(refusal) || !isLimiterRefusal(refusal) || refusal.provider !== undefined) return refusal
  const { retryAfterMs } = refusal
  const both = Object.assign({ said: cause }, refusal.cause)
  return new ChatError('rate-limited', message, { provider, model, retryAfterMs, cause: both })
}
