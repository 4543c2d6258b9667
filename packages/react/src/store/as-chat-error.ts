import { ChatError, isChatError } from '@sluice/core'

/** What a transport threw, as a `ChatError`: transports of others throw errors of their own. */
export function asChatError(thrown: unknown): ChatError {
  if (isChatError(thrown)) return thrown
  return new ChatError('server', 'The answer could not be fetched.', { cause: thrown })
}
