import type { ChatError } from '@sluice/core'
import { chatErrorCodes } from '@sluice/core'
import { toWireError } from '@sluice/core/ui'
import { isTooLarge } from './read-json.ts'

/** An error as the whole response: for what fails before the stream has begun. */
export function errorResponse(
  error: ChatError,
  requestId: string,
  headers: Readonly<Record<string, string>>,
): Response {
  const wire = toWireError(error)
  const wait = wire.retryAfterMs === undefined ? {} : { 'retry-after': String(Math.ceil(wire.retryAfterMs / 1_000)) }
  return Response.json(
    { error: { ...wire, requestId } },
    {
      status: isTooLarge(error) ? 413 : chatErrorCodes[wire.code].status,
      headers: { 'cache-control': 'no-store', ...headers, ...wait },
    },
  )
}
