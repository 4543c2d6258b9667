import type { ChatError } from './errors.ts'
import type { Handler } from './handler.ts'

/** A handler that answers every call with an error, thrown where all failures are: while reading. */
export function refuse(createError: () => ChatError): Handler {
  return () => ({
    [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(createError()) }),
  })
}
