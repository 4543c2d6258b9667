import { type Clock, systemClock } from '../chat/clock.ts'
import { type ChatError, isChatError, withDetails } from '../chat/errors.ts'
import type { StartEvent } from '../chat/event.ts'
import { flatten } from '../chat/flatten.ts'
import type { Handler } from '../chat/handler.ts'
import type { ChatRequest } from '../chat/request.ts'
import type { Authorize } from './authorize.ts'
import { conceal, concealCause, credentialsOf } from './conceal.ts'
import type { ReportedFailure } from './failure.ts'
import { type Exchange, isWorthAnother, prepend } from './feedback.ts'
import { brokenOff, type Fetch, postJson, readErrorText } from './http.ts'
import { rateHint } from './rate-hint.ts'
import { type Batches, readReply } from './read-reply.ts'
import { tryJson } from './reply-body.ts'
import type { WireReply } from './wire-reply.ts'

/** What all providers can be told, whatever they speak. */
export interface WireOptions {
  /** The model as the provider names it. */
  model: string
  /** The provider's name in events, records and errors. */
  provider?: string | undefined
  /** Puts the credential on each request. A server of one's own may need none. */
  authorize?: Authorize | undefined
  /** More headers for every request. For credentials use `authorize`. */
  headers?: Readonly<Record<string, string>> | undefined
  fetch?: Fetch | undefined
  clock?: Clock | undefined
}

/** A family of APIs: how it is asked, how its replies are read, what its failures mean. */
export interface Wire {
  /** Where requests go. */
  readonly url: string
  /** Headers that the family wants on every request. */
  readonly headers?: Readonly<Record<string, string>> | undefined
  /**
   * The body of a request.
   *
   * @throws ChatError `bad-request` naming the field that this wire cannot express.
   */
  toBody(request: ChatRequest): unknown
  /** A reader for one reply. Its first event is `start`. */
  createReply(start: StartEvent, toError: (body: unknown) => ChatError): WireReply
  /** The one place where failures of the family become codes. */
  toError(failure: ReportedFailure): ChatError
}

/** A handler for a model behind a wire. */
export function wireHandler(wire: Wire, options: WireOptions & { provider: string }): Handler {
  const { provider, model, authorize, clock = systemClock } = options
  const headers = { ...wire.headers, ...options.headers }
  refuseCredentialsIn(wire.url)

  return (chat, { signal: caller, requestId, progress }) => {
    /** Ends with the caller's signal, and when the reader leaves before anything has come. */
    const call = new AbortController()
    const { signal } = call
    const abort = () => call.abort(caller.reason)
    const onEnd = () => caller.removeEventListener('abort', abort)
    const isStreaming = chat.stream ?? true
    let latest: Exchange | undefined
    /** Some vendors quote the credential that they refuse, some runtimes the address of a reply that breaks off. */
    const secrets = () => (latest === undefined ? [] : credentialsOf(latest.request, headers))
    /** The reason of an abort may be an error of ours too, and is thrown as it is. */
    const toError = (thrown: unknown) => {
      const error = brokenOff(thrown, caller)
      if (!isChatError(error) || error === caller.reason) return error
      return withDetails(concealCause(error, secrets()), { provider, model, requestId })
    }
    /** A reply that comes whole has its headers only when all of it is written. */
    const onSend = () => {
      if (isStreaming) progress?.('sent')
    }
    async function open(body: unknown): Promise<Batches> {
      caller.throwIfAborted()
      signal.throwIfAborted()
      caller.addEventListener('abort', abort, { once: true })
      const { request, response } = await postJson({ ...options, url: wire.url, headers, body, signal, onSend })
      progress?.('headers')
      const exchange: Exchange = { request, response, said: undefined }
      latest = exchange
      const classify = (said: unknown) =>
        wire.toError({
          status: response.status,
          headers: response.headers,
          body: conceal(said, secrets()),
          now: clock.now(),
        })
      if (!response.ok) {
        exchange.said = tryJson(await readErrorText(response, clock, signal))
        throw classify(exchange.said)
      }
      const hint = rateHint(response.headers, clock.now())
      const start: StartEvent = { type: 'start', provider, model, ...(hint === undefined ? {} : { rateHint: hint }) }
      const hear = (said: unknown) => {
        exchange.said = said
      }
      const reply = wire.createReply(start, classify)
      const batches = await readReply(response, reply, { signal, clock, isStreaming, hear, toError, onEnd })
      // Only a failure that comes before everything else can be about the credential.
      return authorize?.feedback === undefined ? batches : prepend(await batches.next(), batches)
    }

    return flatten(
      async () => {
        try {
          caller.throwIfAborted()
          const body = wire.toBody(chat)
          try {
            return await open(body)
          } catch (error) {
            if (!isChatError(error) || !(await isWorthAnother(authorize, latest, error, caller))) throw error
            return await open(body)
          }
        } catch (error) {
          onEnd()
          throw isChatError(error) ? toError(error) : error
        }
      },
      () => call.abort(),
    )
  }
}

/** Refused when the model is set up: everything that quotes the address would tell it. */
function refuseCredentialsIn(url: string): void {
  if (!URL.canParse(url)) return
  const { username, password } = new URL(url)
  if (username !== '' || password !== '') throw new TypeError('baseUrl holds a credential; use `authorize` for it')
}
