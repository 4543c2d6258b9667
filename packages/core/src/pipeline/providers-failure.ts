import type { Breaker } from '../breaker/breaker.ts'
import { type ChatErrorCode, isChatError } from '../chat/errors.ts'
import { isRecord } from '../chat/record.ts'

/** Whether a failure speaks against the provider, and not against the request, our account or the caller's patience. */
export function isProvidersFailure(error: unknown, code: ChatErrorCode): boolean {
  const cause = isChatError(error) && isRecord(error.cause) ? error.cause : {}
  return cause.clock !== 'call' && ['server', 'overloaded', 'network', 'timeout', 'interrupted'].includes(code)
}

/** Counts a failure of a call that has had its say, unless nothing is counted now. */
export function countAnother(breaker: Breaker | undefined, error: unknown): void {
  if (breaker?.check() === undefined) breaker?.admit().failure(error)
}
