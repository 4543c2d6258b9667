import { type Clock, systemClock } from '../chat/clock.ts'
import { ChatError, isChatError, withDetails } from '../chat/errors.ts'
import type { ChatEvent, StartEvent } from '../chat/event.ts'
import { flatten } from '../chat/flatten.ts'
import type { Handler } from '../chat/handler.ts'
import type { ChatRequest } from '../chat/request.ts'
import { untilAborted } from '../chat/until-aborted.ts'
import { mapSse, type SseEvent } from '../stream/sse-decoder.ts'
import type { Authorize, ProviderRequest, Refusal } from './authorize.ts'
import { conceal, concealCause, credentialsOf } from './conceal.ts'
import type { ReportedFailure } from './failure.ts'
import { brokenOff, discard, type Fetch, postJson, readText } from './http.ts'
import { rateHint } from './rate-hint.ts'
import { isJson, isPage, notAnAnswer, parseEvent, tryJson } from './reply-body.ts'

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

/** Reads one reply. */
export interface WireReply {
  /**
   * The events of the next chunk of a stream; `name` is the event's, where it has one.
   *
   * @throws ChatError for a failure told in the stream.
   */
  read(chunk: unknown, name: string | undefined): readonly ChatEvent[]
  /**
   * All events of a reply that came in one piece.
   *
   * @throws ChatError for a failure told in it, or `undefined` returned if it is no answer at all.
   */
  readWhole(body: unknown): readonly ChatEvent[] | undefined
  /** Told of `[DONE]`. */
  done?(): void
  /**
   * The events that end the answer.
   *
   * @throws ChatError `interrupted` if the reply never said that it was complete.
   */
  end(): readonly ChatEvent[]
  /** Whether all has come that matters, and whether nothing can follow. */
  readonly state: 'open' | 'complete' | 'over'
}

// Far more than any answer has, and still nothing that could hurt a server.
const maxReplyBytes = 16 * 1_048_576
const maxErrorBytes = 65_536

/** The events of one read at a time. */
type Batches = AsyncIterator<readonly ChatEvent[], void>

/** A handler for a model behind a wire. */
export function wireHandler(wire: Wire, options: WireOptions & { provider: string }): Handler {
  const { provider, model, authorize, clock = systemClock } = options
  const headers = { ...wire.headers, ...options.headers }

  return (request, { signal, requestId }) => {
    let latest: Exchange | undefined
    /** Some vendors quote the credential that they refuse, some runtimes the address of a reply that breaks off. */
    const secrets = () =>
      authorize === undefined || latest === undefined ? [] : credentialsOf(latest.request, headers)
    /** The reason of an abort may be an error of ours too, and is thrown as it is. */
    const toError = (thrown: unknown) => {
      const error = brokenOff(thrown, signal)
      if (!isChatError(error) || error === signal.reason) return error
      return withDetails(concealCause(error, secrets()), { provider, model, requestId })
    }
    async function open(body: unknown): Promise<Batches> {
      const { request, response } = await postJson({ ...options, url: wire.url, headers, body, signal })
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
        exchange.said = tryJson(await errorText(response, signal))
        throw classify(exchange.said)
      }
      const hint = rateHint(response.headers, clock.now())
      const start: StartEvent = { type: 'start', provider, model, ...(hint === undefined ? {} : { rateHint: hint }) }
      const reply = wire.createReply(start, classify)
      const hear = (chunk: unknown) => {
        exchange.said = chunk
        return chunk
      }
      if (isJson(response)) return once(readWhole(await readText(response, maxReplyBytes, signal), reply, hear))
      const batches = readStream(response, reply, hear)
      // Only a failure that comes before everything else can be about the credential.
      return authorize?.feedback === undefined ? batches : prepend(await batches.next(), batches)
    }

    function readStream(response: Response, reply: WireReply, hear: (chunk: unknown) => unknown): Batches {
      if (response.body === null || isPage(response)) {
        discard(response)
        throw new ChatError('server', 'The provider sent something that is not an answer.')
      }
      const read = (event: SseEvent) => {
        if (event.data !== '[DONE]') return reply.read(hear(parseEvent(event)), event.event)
        reply.done?.()
        return []
      }
      return mapSse(response.body, read, {
        signal,
        clock,
        toError,
        isLast: ({ data }) => data === '[DONE]' || reply.state === 'over',
        isComplete: () => reply.state !== 'open',
        atEnd: reply.end,
        acceptsBareJson: true,
      })
    }

    return flatten(async () => {
      try {
        signal.throwIfAborted()
        const body = wire.toBody(request)
        try {
          return await open(body)
        } catch (error) {
          if (!isChatError(error) || !(await isWorthAnother(authorize, latest, error, signal))) throw error
          return await open(body)
        }
      } catch (error) {
        throw isChatError(error) ? toError(error) : error
      }
    })
  }
}

/** A request and what came of it. */
interface Exchange {
  readonly request: ProviderRequest
  readonly response: Response
  /** What the provider said last. */
  said: unknown
}

/** Whether another credential would be put on the same request now. */
async function isWorthAnother(
  authorize: Authorize | undefined,
  exchange: Exchange | undefined,
  { code }: ChatError,
  signal: AbortSignal,
): Promise<boolean> {
  if (authorize?.feedback === undefined || exchange === undefined || signal.aborted) return false
  const { request, response, said } = exchange
  const refusal: Refusal = { request, status: response.status, headers: response.headers, body: said, code }
  try {
    return await untilAborted(Promise.resolve(authorize.feedback(refusal)), signal)
  } catch {
    // The call fails already, and what the provider said is the better reason.
    return false
  }
}

function readWhole(data: string, reply: WireReply, hear: (chunk: unknown) => unknown): readonly ChatEvent[] {
  const events = reply.readWhole(hear(parseEvent({ data })))
  if (events === undefined) throw notAnAnswer(data)
  return events
}

async function* once(events: readonly ChatEvent[]): AsyncGenerator<readonly ChatEvent[], void> {
  yield events
}

/** Batches of which the first has been read already. No generator: it would let nobody leave while it waits for the next. */
function prepend(first: IteratorResult<readonly ChatEvent[], void>, rest: Batches): Batches {
  let isTaken = false
  return {
    next() {
      if (isTaken) return rest.next()
      isTaken = true
      return Promise.resolve(first)
    },
    async return() {
      isTaken = true
      await rest.return?.()
      return { done: true, value: undefined }
    },
  }
}

async function errorText(response: Response, signal: AbortSignal): Promise<string> {
  return readText(response, maxErrorBytes, signal).catch((error: unknown) => {
    signal.throwIfAborted()
    // The status alone says enough; that its explanation could not be read does not change it.
    return String(error)
  })
}
