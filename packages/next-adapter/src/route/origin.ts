import { ChatError } from '@sluice/core'

export interface CorsOptions {
  /** Other origins whose pages may call, such as `https://app.example.com`: without a path, and without a slash at the end. */
  origins: readonly string[]
  /** Whether their cookies count. @default false */
  credentials?: boolean | undefined
  /** Headers that their requests may have besides ours, such as `x-tenant`. @default none */
  headers?: readonly string[] | undefined
  /** For how many seconds a browser may remember what a preflight said. @default the browser's own, some seconds */
  maxAge?: number | undefined
}

/** Which other origins may call, checked. */
export interface Cors {
  readonly origins: ReadonlySet<string>
  /** What a page of theirs is told. */
  readonly headers: Readonly<Record<string, string>>
}

/** @throws TypeError for what is no origin, or no name of a header; RangeError for a `maxAge` out of range. */
export function resolveCors({ origins, credentials, headers = [], maxAge }: CorsOptions): Cors {
  if (!Array.isArray(origins)) {
    throw new TypeError("createChatRoute: cors.origins must be an array, such as ['https://app.example.com']")
  }
  for (const origin of origins) checkIsOrigin(origin)
  for (const name of headers) {
    // https://www.rfc-editor.org/rfc/rfc9110#name-tokens
    if (/^[\w!#$%&'*+.^`|~-]+$/.test(name)) continue
    throw new TypeError(`createChatRoute: cors.headers must be names of headers, got ${JSON.stringify(name)}`)
  }
  if (maxAge !== undefined && !(Number.isInteger(maxAge) && maxAge >= 0)) {
    throw new RangeError(`createChatRoute: cors.maxAge must be a whole number of seconds, got ${maxAge}`)
  }
  return {
    origins: new Set(origins),
    headers: {
      'access-control-allow-methods': 'GET, POST, DELETE',
      'access-control-allow-headers': [...ownHeaders, ...headers].join(', '),
      'access-control-expose-headers': exposedHeaders,
      ...(credentials ? { 'access-control-allow-credentials': 'true' } : {}),
      ...(maxAge === undefined ? {} : { 'access-control-max-age': String(maxAge) }),
      vary: 'Origin',
    },
  }
}

function checkIsOrigin(value: unknown): void {
  const url = typeof value === 'string' && URL.canParse(value) ? new URL(value) : undefined
  // Browsers send those of apps, such as `capacitor://localhost`, as they are written; to others they have no origin.
  const origin = url?.origin === 'null' && url.host !== '' ? `${url.protocol}//${url.host}` : url?.origin
  if (origin === value && origin !== 'null') return
  const instead = origin === undefined || origin === 'null' ? 'https://app.example.com' : origin
  throw new TypeError(`createChatRoute: cors.origins: write '${instead}' instead of ${JSON.stringify(value)}`)
}

/**
 * Refuses calls from pages of other origins.
 *
 * A browser sends `Sec-Fetch-Site` and, with every POST, `Origin`; what has neither is no browser and carries no
 * user's cookies unasked.
 *
 * @throws ChatError `forbidden`
 */
export function checkOrigin(request: Request, cors: Cors | undefined): void {
  const origin = request.headers.get('origin')
  if (origin !== null && cors?.origins.has(origin)) return
  const site = request.headers.get('sec-fetch-site')
  if (site === 'same-origin' || site === 'none') return
  if (site === null && (origin === null || isOwn(origin, request))) return
  throw new ChatError('forbidden', 'Pages of other origins may not call this address.')
}

const ownHeaders = ['content-type', 'authorization', 'idempotency-key', 'last-event-id']
const exposedHeaders = 'retry-after, ratelimit-limit, ratelimit-remaining, ratelimit-reset, x-sluice-run-id'

/** The headers that let a page of an allowed origin read the answer. */
export function corsHeaders(request: Request, cors: Cors | undefined): Record<string, string> {
  const origin = request.headers.get('origin')
  if (origin === null || !cors?.origins.has(origin)) return {}
  return { 'access-control-allow-origin': origin, ...cors.headers }
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
