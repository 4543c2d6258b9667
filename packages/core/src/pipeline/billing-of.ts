import type { AttemptBilling } from '../chat/decision.ts'
import { isChatError } from '../chat/errors.ts'
import { isRecord } from '../chat/record.ts'

/**
 * What a provider may be taken to bill of an attempt that failed: what it said it used or what was received; the question
 * where it was at work on it when we cut it off, or the connection was lost; and nothing where it refused or failed itself.
 */
export function billingOf(error: unknown, so: { hasBegun: boolean; hasReceived: boolean }): AttemptBilling {
  if (so.hasReceived) return 'received'
  if (!isChatError(error)) return 'nothing'
  const { code, cause } = error
  const wasCut = code === 'timeout' && isRecord(cause) && cause.clock !== undefined
  return wasCut || (so.hasBegun && (code === 'interrupted' || code === 'network')) ? 'question' : 'nothing'
}

/** Whether it was a budget that refused. */
export function isBudgetRefusal(error: unknown): boolean {
  return isChatError(error) && error.code === 'over-budget' && isRecord(error.cause) && error.cause.reason === 'budget'
}
