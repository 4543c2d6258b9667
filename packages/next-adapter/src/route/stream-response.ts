import type { RateLimit } from '@sluice/core'
import { uiStreamHeader, uiStreamVersion } from '@sluice/core/ui'
import { type Cors, corsHeaders } from './origin.ts'
import { rateLimitHeaders } from './rate-limit-headers.ts'

export interface StreamResponseOptions {
  request: Request
  cors: Cors | undefined
  /** `undefined` where there is no run. */
  runId?: string | undefined
  rateLimit?: RateLimit | undefined
}

const streamHeaders = {
  'content-type': 'text/event-stream',
  'cache-control': 'no-cache, no-transform',
  'x-accel-buffering': 'no',
  [uiStreamHeader]: uiStreamVersion,
}

/** A response that is a UI message stream. */
export function streamResponse(
  body: ReadableStream<Uint8Array> | string | null,
  { request, cors, runId, rateLimit }: StreamResponseOptions,
): Response {
  return new Response(body, {
    headers: {
      ...streamHeaders,
      ...(runId === undefined ? {} : { 'x-sluice-run-id': runId }),
      ...rateLimitHeaders(rateLimit),
      ...corsHeaders(request, cors),
    },
  })
}
