import { ChatError, isChatError } from '../chat/errors.ts'
import { isRecord } from '../chat/record.ts'

/** The error of a call whose store failed. What the store said may name hosts and keys: it is for logs alone. */
export function storeFailure(error?: unknown): ChatError {
  const cause = error === undefined ? { reason: 'store' } : { reason: 'store', error }
  return new ChatError('overloaded', 'The server is too busy at the moment.', { cause })
}

/** Whether it was a store that failed, and no provider. */
export function isStoreFailure(error: unknown): boolean {
  return isChatError(error) && error.code === 'overloaded' && isRecord(error.cause) && error.cause.reason === 'store'
}
