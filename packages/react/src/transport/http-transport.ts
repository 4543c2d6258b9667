import {
  ChatError,
  type ChatErrorCode,
  type Clock,
  chatErrorCodes,
  isChatError,
  mapSse,
  type SseEvent,
  systemClock,
} from '@sluice/core'
import { fromWireError, type UIMessageChunk } from '@sluice/core/ui'
import type { ChatTransport, SendMessagesOptions } from './chat-transport.ts'

/** A value, or a function that is asked for it at every send. */
export type Resolvable<Value> = Value | (() => Value | Promise<Value>)

export interface HttpTransportOptions {
  /** Where to post. @default '/api/chat' */
  api?: string | undefined
  headers?: Resolvable<Record<string, string> | Headers> | undefined
  /** More fields for every body, such as `{ model: 'gpt' }`. */
  body?: Resolvable<object> | undefined
  credentials?: Resolvable<RequestCredentials> | undefined
  fetch?: typeof globalThis.fetch | undefined
  /** How long the server may be silent before the answer counts as broken off; heartbeats are no silence. @default 60_000 */
  idleTimeoutMs?: number | undefined
  clock?: Clock | undefined
}

/** Posts to a route of `createChatRoute`, or of anything else that answers with a UI message stream. */
export function httpTransport(options: HttpTransportOptions = {}): ChatTransport {
  const { idleTimeoutMs = 60_000, clock = systemClock } = options
  if (!(idleTimeoutMs > 0)) throw new RangeError(`httpTransport: idleTimeoutMs must be above 0, got ${idleTimeoutMs}`)
  return {
    async sendMessages(send) {
      const watch = watchIdle(idleTimeoutMs, clock, send.abortSignal)
      try {
        const response = await post(options, { ...send, abortSignal: watch.signal })
        if (!response.ok) throw await refusal(response)
        const isStream = response.headers.get('content-type')?.includes('text/event-stream') ?? false
        if (isStream && response.body !== null) return read(response.body, watch, clock)
        cancel(response)
        throw new ChatError('server', 'The server sent something that is not an answer.')
      } catch (error) {
        watch.end()
        throw error
      }
    },
  }
}

async function post(options: HttpTransportOptions, send: SendMessagesOptions): Promise<Response> {
  const { api = '/api/chat', fetch = globalThis.fetch } = options
  const [headers, body, credentials] = await Promise.all([
    resolved(options.headers),
    resolved(options.body),
    resolved(options.credentials),
  ])
  const { trigger, chatId: id, messageId, messages, abortSignal } = send
  const request: RequestInit = {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...plain(headers), ...plain(send.headers) },
    body: JSON.stringify({ ...body, ...send.body, id, messages, trigger, messageId }),
    ...(credentials === undefined ? {} : { credentials }),
    ...(abortSignal === undefined ? {} : { signal: abortSignal }),
  }
  try {
    return await fetch(api, request)
  } catch (cause) {
    abortSignal?.throwIfAborted()
    throw new ChatError('network', 'The server could not be reached.', { cause })
  }
}

function read(
  body: ReadableStream<Uint8Array>,
  { signal, onRead, end }: IdleWatch,
  clock: Clock,
): AsyncIterable<readonly UIMessageChunk[]> {
  const toError = (cause: unknown) => {
    if (signal.aborted) return signal.reason
    if (isChatError(cause)) return cause
    return new ChatError('interrupted', 'The answer broke off before its end.', { cause })
  }
  // A file that a model has made travels as one event.
  const maxEventLength = 32 * 1_048_576
  return mapSse(body, parse, { signal, onRead, onEnd: end, toError, isLast: isDone, maxEventLength, clock })
}

interface IdleWatch {
  signal: AbortSignal
  onRead: () => void
  end: () => void
}

/** Aborts its signal with the outer one, or when nothing has come for too long. */
function watchIdle(idleTimeoutMs: number, clock: Clock, outer: AbortSignal | undefined): IdleWatch {
  const controller = new AbortController()
  let lastReadMs = clock.monotonic()
  let callOff = () => {}
  const wait = (delayMs: number) => {
    callOff = clock.after(delayMs, () => {
      const leftMs = lastReadMs + idleTimeoutMs - clock.monotonic()
      if (leftMs > 0) wait(leftMs)
      else controller.abort(new ChatError('interrupted', 'The server has been silent for too long.'))
    })
  }
  const onAbort = () => controller.abort(outer?.reason)
  outer?.addEventListener('abort', onAbort)
  if (outer?.aborted) onAbort()
  wait(idleTimeoutMs)
  return {
    signal: controller.signal,
    onRead: () => {
      lastReadMs = clock.monotonic()
    },
    end: () => {
      callOff()
      outer?.removeEventListener('abort', onAbort)
    },
  }
}

function parse(event: SseEvent): UIMessageChunk[] {
  if (isDone(event)) return []
  try {
    const chunk: unknown = JSON.parse(event.data)
    // A newer server may send types that we do not know; whoever reads them ignores those.
    return isChunk(chunk) ? [chunk] : []
  } catch (cause) {
    if (event.unterminated) throw new ChatError('interrupted', 'The answer broke off before its end.', { cause })
    throw new ChatError('server', 'The server sent something that is not an answer.', { cause })
  }
}

function isChunk(value: unknown): value is UIMessageChunk {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string'
}

function isDone(event: SseEvent): boolean {
  return event.data === '[DONE]'
}

/** What a response that is no answer says. */
async function refusal(response: Response): Promise<ChatError> {
  const fallback = { code: codeOf(response.status), message: `The server refused the request (${response.status}).` }
  const json: unknown = await response.json().catch(() => undefined)
  const error = fromWireError(
    typeof json === 'object' && json !== null && 'error' in json ? json.error : json,
    fallback,
  )
  const seconds = Number(response.headers.get('retry-after') ?? Number.NaN)
  if (error.retryAfterMs !== undefined || !(seconds >= 0)) return error
  return new ChatError(error.code, error.message, { requestId: error.requestId, retryAfterMs: seconds * 1_000 })
}

// In the order of preference where several codes share a status.
const plainCodes: readonly ChatErrorCode[] = ['bad-request', 'unauthenticated', 'overloaded', 'server']

function codeOf(status: number): ChatErrorCode {
  const codes = [...plainCodes, ...(Object.keys(chatErrorCodes) as ChatErrorCode[])]
  return codes.find((code) => chatErrorCodes[code].status === status) ?? (status >= 500 ? 'server' : 'bad-request')
}

function resolved<Value>(value: Resolvable<Value> | undefined): Promise<Value | undefined> {
  // `Value` is never itself a function: headers, a body, a word.
  return Promise.resolve(typeof value === 'function' ? (value as () => Value | Promise<Value>)() : value)
}

function plain(headers: Record<string, string> | Headers | undefined): Record<string, string> {
  return Object.fromEntries(new Headers(headers))
}

function cancel(response: Response): void {
  // It is not read, so how it takes the news is of no interest.
  response.body?.cancel().catch(() => undefined)
}
