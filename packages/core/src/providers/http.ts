import type { Clock } from '../chat/clock.ts'
import { ChatError, isChatError } from '../chat/errors.ts'
import { untilAborted } from '../chat/until-aborted.ts'
import type { Authorize, ProviderRequest } from './authorize.ts'
import { conceal, credentialsOf } from './conceal.ts'

/** The part of `fetch` that a provider needs. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>

export interface PostOptions {
  url: string
  headers?: Readonly<Record<string, string>> | undefined
  body: unknown
  signal: AbortSignal
  authorize?: Authorize | undefined
  /** Called when the credential is there and the request leaves. */
  onSend?: (() => void) | undefined
  fetch?: Fetch | undefined
}

/** A request as it was sent, and the reply. */
export interface Posted {
  request: ProviderRequest
  response: Response
}

/**
 * Posts JSON to a provider and gives back whatever it replies, errors included.
 *
 * @throws ChatError `auth` if there is no credential, `network` if there is no reply, `server` for a redirect (a credential follows none); the signal's
 * reason if aborted.
 */
export async function postJson(options: PostOptions): Promise<Posted> {
  const { signal, authorize, fetch = globalThis.fetch } = options
  const headers = new Headers(options.headers)
  headers.set('content-type', 'application/json')
  const request = { method: 'POST', url: options.url, headers, body: JSON.stringify(options.body) } as const
  const authorized = authorize === undefined ? request : await authorizedBy(authorize, request, signal)
  if (authorized.url !== request.url && new URL(authorized.url).origin !== new URL(request.url).origin) {
    throw new ChatError('internal', 'The request was about to go elsewhere.', { cause: 'authorize changed the host' })
  }
  // Not a `Request`: Node copies the body of one through two streams, which costs more than all the rest of a call.
  const init: RequestInit = { ...authorized, redirect: 'manual', signal }
  options.onSend?.()
  const response = await untilAborted(
    replyTo(() => fetch(authorized.url, init), authorized, options.headers),
    signal,
    discard,
  )
  if (response.type !== 'opaqueredirect' && (response.status < 300 || response.status > 399)) {
    return { request: authorized, response }
  }
  discard(response)
  throw new ChatError('server', 'The provider sent the request elsewhere.', { cause: { status: response.status } })
}

/** A credential may come from a vault that is slow or fails: nobody waits for it who has hung up. */
async function authorizedBy(
  authorize: Authorize,
  request: ProviderRequest,
  signal: AbortSignal,
): Promise<ProviderRequest> {
  try {
    const applied = authorize.apply(request)
    return applied instanceof Promise ? await untilAborted(applied, signal) : applied
  } catch (cause) {
    if (signal.aborted || isChatError(cause)) throw cause
    // `Headers` quotes a value that it refuses.
    const isQuoting = cause instanceof TypeError && /header/i.test(cause.message)
    throw new ChatError('auth', 'The server has no credential.', {
      cause: isQuoting ? 'No header can carry the credential.' : cause,
    })
  }
}

async function replyTo(
  send: () => Promise<Response>,
  request: ProviderRequest,
  plain: Readonly<Record<string, string>> = {},
): Promise<Response> {
  try {
    return await send()
  } catch (error) {
    // Some runtimes name the whole address in their failure, and Baidu's holds a token.
    const cause = conceal(error, credentialsOf(request, plain))
    throw new ChatError('network', 'The provider could not be reached.', { cause })
  }
}

/**
 * Reads a body as text, up to `maxBytes`.
 *
 * @throws ChatError `server` if there is more; `interrupted` if it breaks off; the signal's reason if aborted.
 */
export async function readText(response: Response, maxBytes: number, signal: AbortSignal): Promise<string> {
  const reader = response.body?.getReader()
  if (reader === undefined) return ''
  let text = ''
  try {
    await eachText(reader, signal, (piece, bytes) => {
      text += piece
      if (bytes > maxBytes) throw new ChatError('server', 'The provider sent more than can be accepted.')
    })
    return text
  } catch (cause) {
    throw brokenOff(cause, signal)
  }
}

// What a provider says of a failure is short. A server that fails may also fail to say why.
const maxErrorBytes = 65_536
const explainingMs = 2_000

/**
 * Reads what a provider says of a failure, as far as it says it in time: the status alone says enough.
 *
 * @throws the signal's reason if aborted.
 */
export async function readErrorText(response: Response, clock: Clock, signal: AbortSignal): Promise<string> {
  const reader = response.body?.getReader()
  if (reader === undefined) return ''
  const cancel = () => void reader.cancel().catch(() => undefined)
  const callOff = clock.after(explainingMs, cancel)
  let text = ''
  try {
    await eachText(reader, signal, (piece, bytes) => {
      text += piece
      if (bytes > maxErrorBytes) cancel()
    })
  } catch (error) {
    signal.throwIfAborted()
    return text === '' ? String(error) : text
  } finally {
    callOff()
  }
  return text
}

/** Hands over the text of a body piece by piece, with the bytes read so far. The body is cancelled when that fails. */
async function eachText(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  signal: AbortSignal,
  take: (text: string, bytes: number) => void,
): Promise<void> {
  const cancel = () => reader.cancel(signal.reason).catch(() => undefined)
  signal.addEventListener('abort', cancel, { once: true })
  const decoder = new TextDecoder()
  let bytes = 0
  try {
    signal.throwIfAborted()
    for (;;) {
      const { done, value } = await reader.read()
      signal.throwIfAborted()
      bytes += value?.byteLength ?? 0
      take(decoder.decode(value, { stream: !done }), bytes)
      if (done) return
    }
  } catch (cause) {
    cancel()
    throw cause
  } finally {
    signal.removeEventListener('abort', cancel)
  }
}

/** What to throw when reading a reply fails: the abort, our own error, or that it broke off. */
export function brokenOff(cause: unknown, signal: AbortSignal): unknown {
  if (signal.aborted) return signal.reason
  if (isChatError(cause)) return cause
  return new ChatError('interrupted', 'The answer broke off before its end.', { cause })
}

/** Gives the connection of an unread reply back. */
export function discard(response: Response): void {
  // A reply that fails while it is thrown away is thrown away all the same.
  response.body?.cancel().catch(() => undefined)
}
