import { ChatError } from '../chat/errors.ts'
import type { LimiterEvent, RefusalReason } from './limiter-event.ts'

/** The error of a call that is refused, after whoever watches was told. */
export function refusal(
  reason: RefusalReason,
  waitMs: number,
  tell: ((event: LimiterEvent) => void) | undefined,
): ChatError {
  const retryAfterMs = waitMs > 0 && waitMs < Number.POSITIVE_INFINITY ? waitMs : undefined
  tell?.({ type: 'refused', reason, retryAfterMs })
  return new ChatError('rate-limited', 'Too many requests at the moment.', { retryAfterMs, cause: { reason } })
}
