import { type ChatError, type RateLimit, withDetails } from '@sluice/core'
import { fromWireError, toWireError } from '@sluice/core/ui'

// A run that never began says so in JSON, because whoever waits for it may be in another process.

/** A refusal as the last words of a run. Like all that leaves the server, it says nothing of our keys and hosts. */
export function writeRefusal(error: ChatError): string {
  const { rateLimit } = error
  return JSON.stringify({ ...toWireError(error), ...(rateLimit === undefined ? {} : { rateLimit }) })
}

/** The error that a refusal tells of. */
export function readRefusal(lastWords: string): ChatError {
  const wire = JSON.parse(lastWords) as { rateLimit?: RateLimit }
  const error = fromWireError(wire, { code: 'internal', message: 'Something went wrong on the server.' })
  return withDetails(error, { rateLimit: wire.rateLimit })
}
