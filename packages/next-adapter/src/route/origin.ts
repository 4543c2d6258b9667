import { ChatError } from '@sluice/core'

export interface CorsOptions {
  /** Other origins whose pages may call, such as `https://app.example.com`. */
  origins: readonly string[]
  /** Whether their cookies count. @default false */
  credentials?: boolean | undefined
}

/**
 * Refuses calls from pages of other origins.
 *
 * A browser sends `Sec-Fetch-Site` and, with every POST, `Origin`; what has neither is no browser and carries no
 * user's cookies unasked.
 *
 * @throws ChatError `forbidden`
 */
export function checkOrigin(request: Request, cors: CorsOptions | undefined): void {
  const origin = request.headers.get('origin')
  if (origin !== null && cors?.origins.includes(origin)) return
  const site = request.headers.get('sec-fetch-site')
  if (site === 'same-origin' || site === 'none') return
  if (site === null && (origin === null || isOwn(origin, request))) return
  throw new ChatError('forbidden', 'Pages of other origins may not call this address.')
}

const exposedHeaders = 'retry-after, ratelimit-limit, ratelimit-remaining, ratelimit-reset, x-sluice-run-id'

/** The headers that let a page of an allowed origin read the answer. */
export function corsHeaders(request: Request, cors: CorsOptions | undefined): Record<string, string> {
  const origin = request.headers.get('origin')
  if (origin === null || !cors?.origins.includes(origin)) return {}
  return {
    'access-control-allow-origin': origin,
    'access-control-allow-methods': 'GET, POST, DELETE',
    'access-control-allow-headers': 'content-type, authorization, idempotency-key, last-event-id',
    'access-control-expose-headers': exposedHeaders,
    ...(cors.credentials ? { 'access-control-allow-credentials': 'true' } : {}),
    vary: 'Origin',
  }
}

/** Behind a proxy the address that the browser used is in the forwarded host; a page cannot set that header. */
function isOwn(origin: string, request: Request): boolean {
  const { headers } = request
  // Each proxy on the way adds to the list; the first is the one that the browser asked.
  const [forwarded] = headers.get('x-forwarded-host')?.split(',') ?? []
  const host = forwarded?.trim() ?? headers.get('host') ?? new URL(request.url).host
  if (!URL.canParse(origin)) return false
  const page = new URL(origin)
  // Read as the page's scheme reads it, so that case and a default port make no difference.
  const own = `${page.protocol}//${host}`
  return URL.canParse(own) && new URL(own).host === page.host
}
