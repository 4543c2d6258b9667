import { type ChatError, chatErrorCodes } from '@sluice/core'
import { toWireError } from '@sluice/core/ui'
import { rateLimitHeaders } from './rate-limit-headers.ts'

/** An error as the whole response: for what fails before the stream has begun. The status is the code's, unless HTTP has a better one. */
export function errorResponse(
  error: ChatError,
  { requestId, headers, status }: { requestId: string; headers: Record<string, string>; status: number | undefined },
): Response {
  const wire = toWireError(error)
  const wait = wire.retryAfterMs === undefined ? {} : { 'retry-after': String(Math.ceil(wire.retryAfterMs / 1_000)) }
  return Response.json(
    { error: { ...wire, requestId } },
    {
      status: status ?? chatErrorCodes[wire.code].status,
      headers: { 'cache-control': 'no-store', ...headers, ...wait, ...rateLimitHeaders(error.rateLimit) },
    },
  )
}
