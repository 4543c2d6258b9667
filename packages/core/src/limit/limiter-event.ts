import { isChatError } from '../chat/errors.ts'
import { isRecord } from '../chat/record.ts'

/** What a limiter decides. */
export type LimiterEvent =
  | { readonly type: 'queued'; readonly queued: number }
  | { readonly type: 'started'; readonly waitedMs: number; readonly active: number }
  | { readonly type: 'refused'; readonly reason: RefusalReason; readonly retryAfterMs: number | undefined }
  | { readonly type: 'gate-closed'; readonly forMs: number }
  /** The store failed where no call could be told of it. */
  | { readonly type: 'store-failed'; readonly error: unknown }

/** Why a limiter refuses a call: too many wait, it would wait too long, it has, or it needs more than there ever is. */
export type RefusalReason = 'queue-full' | 'wait-too-long' | 'waited-too-long' | 'never-fits'

const reasons = ['queue-full', 'wait-too-long', 'waited-too-long', 'never-fits'] as const satisfies RefusalReason[]

/** Whether it was a limiter that refused, and no provider. */
export function isLimiterRefusal(error: unknown): boolean {
  const cause = isChatError(error) && error.code === 'rate-limited' && isRecord(error.cause) ? error.cause : {}
  return reasons.some((reason) => reason === cause.reason)
}
