import { ChatError } from '../chat/errors.ts'

/** The error of a call whose store failed. What the store said may name hosts and keys: it is for logs alone. */
export function storeFailure(error?: unknown): ChatError {
  const cause = error === undefined ? { reason: 'store' } : { reason: 'store', error }
  return new ChatError('overloaded', 'The server is too busy at the moment.', { cause })
}
