import { ChatError, isChatError } from '../chat/errors.ts'

/** The refusal of a call that may be tried again after a while. */
export function circuitOpen(reason: string | undefined, afterMs: number): ChatError {
  return new ChatError('circuit-open', 'The provider keeps failing. It is given a moment to recover.', {
    cause: reason,
    retryAfterMs: Math.max(0, Math.ceil(afterMs)),
  })
}

/** A word for what failed: an error's text may hold what is not for everybody. */
export function reasonOf(error: unknown): string {
  if (isChatError(error)) return error.code
  return error instanceof Error ? error.name : 'unknown'
}
