import { ChatError, type Clock, type Fetch, isChatError, readText, systemClock, untilAborted } from '@sluice/core'

export interface FetchJsonOptions {
  /** An https address; http is for this machine only. */
  url: string
  /** @default 'GET' */
  method?: 'GET' | 'POST' | undefined
  headers?: HeadersInit | undefined
  /** Sent as `application/json` unless `headers` say otherwise. */
  body?: string | undefined
  fetch?: Fetch | undefined
  /** For the whole of the reply. @default 10_000 */
  timeoutMs?: number | undefined
  clock?: Clock | undefined
}

/** Of any status but a redirect. */
export interface FetchedJson {
  status: number
  headers: Headers
  /** The parsed JSON, or the first 1,000 characters of what is none. */
  body: unknown
}

const maxReplyBytes = 65_536
const maxExcerptLength = 1_000

/**
 * Asks a service that holds or sells credentials. Redirects are never followed, and no error quotes more of the address
 * than the host: a query or a path may be secret.
 *
 * @throws ChatError `network`; `timeout`; `server` for a redirect or a reply of more than 64 KiB.
 * @throws TypeError for an address that may not be asked, as {@link checkedUrl} does.
 */
export async function fetchJson(options: FetchJsonOptions): Promise<FetchedJson> {
  const { fetch = globalThis.fetch, timeoutMs = 10_000, clock = systemClock } = options
  const url = checkedUrl(options.url, 'fetchJson: url')
  const init = { method: options.method ?? 'GET', headers: headersOf(options), body: options.body ?? null } as const
  const asking = new AbortController()
  const { signal } = asking
  const calledOff = clock.after(timeoutMs, () => {
    const cause = `${url.host} did not answer within ${timeoutMs} ms.`
    asking.abort(new ChatError('timeout', 'A service took too long to answer.', { cause }))
  })
  try {
    const asked = Promise.resolve().then(() => fetch(url.href, { ...init, redirect: 'manual', signal }))
    const response = await untilAborted(asked, signal, discard).catch((error) => {
      throw unreachable(error, url)
    })
    if (isRedirect(response)) {
      discard(response)
      const cause = `${url.host} answered with a redirect.`
      throw new ChatError('server', 'A service sent the request elsewhere.', { cause })
    }
    const text = await readText(response, maxReplyBytes, signal).catch((error) => {
      throw isChatError(error) && error.code === 'server' ? tooLong(url) : unreachable(error, url)
    })
    return { status: response.status, headers: response.headers, body: parsed(text) }
  } catch (error) {
    throw signal.aborted ? signal.reason : error
  } finally {
    calledOff()
  }
}

/**
 * The address, if a credential may be sent to it: https, or http to this machine.
 *
 * @throws TypeError that starts with `what` and does not quote the address.
 */
export function checkedUrl(url: string, what: string): URL {
  const parsedUrl = URL.canParse(url) ? new URL(url) : undefined
  if (parsedUrl === undefined || !isSecure(parsedUrl)) {
    throw new TypeError(`${what} must be an https address, or an http address of this machine`)
  }
  if (parsedUrl.username !== '' || parsedUrl.password !== '') {
    throw new TypeError(`${what} must not hold a credential`)
  }
  return parsedUrl
}

function isSecure({ protocol, hostname }: URL): boolean {
  if (protocol === 'https:') return true
  return protocol === 'http:' && ['localhost', '127.0.0.1', '[::1]'].includes(hostname)
}

function headersOf({ headers: init, body }: FetchJsonOptions): Headers {
  try {
    const headers = new Headers(init)
    if (body !== undefined && !headers.has('content-type')) headers.set('content-type', 'application/json')
    return headers
  } catch {
    // The error is not passed on, because it quotes the value.
    throw new ChatError('auth', 'The server has no usable credential.', { cause: 'No header can carry the value.' })
  }
}

function isRedirect({ type, status }: Response): boolean {
  return type === 'opaqueredirect' || (status >= 300 && status <= 399)
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text.slice(0, maxExcerptLength)
  }
}

function tooLong(url: URL): ChatError {
  const cause = `${url.host} sent more than ${maxReplyBytes} bytes.`
  return new ChatError('server', 'A service sent more than can be accepted.', { cause })
}

function unreachable(error: unknown, url: URL): ChatError {
  const cause = `${url.host} could not be asked: ${codeOf(error) ?? 'no reason was given'}.`
  return new ChatError('network', 'A service could not be reached.', { cause })
}

/** Of a foreign error no more than this is passed on: its text may quote the address. */
function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined
  const inner = error.cause instanceof Error ? error.cause : error
  const code = 'code' in inner && typeof inner.code === 'string' ? inner.code : inner.name
  return /^\w{1,60}$/.test(code) ? code : undefined
}

/** Gives the connection of an unread reply back. */
function discard(response: Response): void {
  // A reply that fails while it is thrown away is thrown away all the same.
  response.body?.cancel().catch(() => undefined)
}
