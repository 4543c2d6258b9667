import { type Clock, sleep, systemClock } from '../chat/clock.ts'
import type { Usage } from '../chat/event.ts'
import { estimateTokens } from '../tokens/estimate.ts'
import { type Fault, type FaultPlan, plannedFault } from './fault.ts'
import { openaiWire } from './openai-wire.ts'
import { createRandom } from './random.ts'
import { type AnswerFunction, type AnswerPiece, toPieces } from './simulated-answer.ts'
import type { SimulatedRequest } from './simulated-request.ts'
import { type CallRecord, simulatedStream } from './simulated-stream.ts'
import type { SimulatedReply, SimulatedWire } from './simulated-wire.ts'

export interface SimulatedProviderOptions {
  /** What it says. @default repeats the prompt */
  answer?: AnswerFunction | undefined
  /** How calls fail. @default they do not */
  faults?: FaultPlan | undefined
  /** From the request to the first piece, in milliseconds. @default 0 */
  firstTokenMs?: number | undefined
  /** The pace after the first piece. @default Infinity */
  tokensPerSecond?: number | undefined
  /** The key it accepts; any other gets a 401. @default any */
  apiKey?: string | undefined
  /** The models it has; any other gets a 404. @default any */
  models?: readonly string[] | undefined
  /** Decides where answers are cut into pieces. @default 1 */
  seed?: number | undefined
  clock?: Clock | undefined
}

/** A provider without a model: speaks OpenAI's chat completions, paces itself, reports usage, and fails when told to. */
export interface SimulatedProvider {
  /** Replies to a request, given as one or as `fetch` is given it. */
  (input: Request | string | URL, init?: RequestInit): Promise<Response>
  /** The latest calls, at most 1,000, oldest first. */
  readonly calls: readonly SimulatedCall[]
}

/** What became of one call. */
export interface SimulatedCall extends Readonly<CallRecord> {
  readonly request: SimulatedRequest
}

const mostCalls = 1_000

/**
 * A simulated provider: give it to a real one as its `fetch`, or put it behind a server. The same seed, clock and
 * requests give the same replies to the byte.
 */
export function simulatedProvider(options: SimulatedProviderOptions = {}): SimulatedProvider {
  const { answer = (request) => request.prompt, clock = systemClock, seed = 1 } = options
  const { firstTokenMs = 0, tokensPerSecond = Number.POSITIVE_INFINITY } = options
  const wire = openaiWire
  const calls: (CallRecord & { request: SimulatedRequest })[] = []
  let count = 0

  async function reply(input: Request | string | URL, init?: RequestInit): Promise<Response> {
    const http = new Request(input, init)
    const { headers } = http
    // A `Request` made here would outlive its caller's interest in it; the caller's own signal does not.
    const signal = init?.signal ?? http.signal
    const request = wire.read(await readJson(http), headers)
    if (typeof request === 'string') return refuse(wire, 400, { message: request })

    const index = count++
    const fault = plannedFault(options.faults, request, index)
    const record = { request, sent: 0, ending: 'open' as CallRecord['ending'] }
    if (calls.push(record) > mostCalls) calls.shift()

    if (fault?.type === 'network') {
      record.ending = 'fault'
      throw new TypeError('fetch failed')
    }
    const refusal = refuseCaller(wire, request, options) ?? refuseByFault(wire, fault)
    if (refusal !== undefined) {
      record.ending = 'fault'
      return refusal
    }
    const pause = (delayMs: number) => waitFor(delayMs, { clock, signal, record })
    await pause(fault?.type === 'slow-headers' ? fault.delayMs : 0)

    const said = await answer(request)
    const pieces = toPieces(typeof said === 'string' ? { text: said } : said, createRandom(seed + index))
    const settled = settle({ request, pieces, id: `chatcmpl-${seed}-${index}`, createdMs: clock.now() })
    if (!request.isStreaming) {
      await pause(firstTokenMs + (settled.pieces.length / tokensPerSecond) * 1_000)
      record.ending = 'complete'
      return Response.json(wire.whole(settled))
    }
    const body = simulatedStream({ wire, reply: settled, record, fault, clock, signal, firstTokenMs, tokensPerSecond })
    return new Response(body, {
      headers: { 'content-type': 'text/event-stream; charset=utf-8', 'x-request-id': settled.id },
    })
  }
  return Object.assign(reply, { calls })
}

/** Waits, and records a caller who does not. */
async function waitFor(
  delayMs: number,
  call: { clock: Clock; signal: AbortSignal; record: CallRecord },
): Promise<void> {
  try {
    call.signal.throwIfAborted()
    if (delayMs > 0) await sleep(delayMs, call)
  } catch (reason) {
    call.record.ending = 'cancelled'
    throw reason
  }
}

/** The reply to a request: no longer than allowed, and with the tokens counted. */
function settle(all: Pick<SimulatedReply, 'request' | 'pieces' | 'id' | 'createdMs'>): SimulatedReply {
  const { request, pieces } = all
  const limit = request.maxTokens ?? pieces.length
  const kept = pieces.slice(0, limit)
  const textOf = (piece: AnswerPiece) => ('text' in piece ? piece.text : piece.name)
  const count = (texts: readonly string[]) => estimateTokens(texts.join(''), { model: request.model }).tokens
  const usage: Usage = {
    inputTokens: count(request.messages.map(({ role, text }) => `${role}\n${text}\n`)),
    outputTokens: count(kept.map(textOf)),
    reasoningTokens: count(kept.map((piece) => (piece.type === 'reasoning' ? piece.text : ''))),
  }
  return { ...all, pieces: kept, isCutShort: pieces.length > limit, usage }
}

function refuseCaller(
  wire: SimulatedWire,
  request: SimulatedRequest,
  { apiKey, models }: SimulatedProviderOptions,
): Response | undefined {
  if (apiKey !== undefined && request.headers.get('authorization') !== `Bearer ${apiKey}`) {
    return refuse(wire, 401, { message: 'Incorrect API key provided.' })
  }
  if (models !== undefined && !models.includes(request.model)) {
    return refuse(wire, 404, { message: `The model \`${request.model}\` does not exist.` })
  }
  return undefined
}

function refuseByFault(wire: SimulatedWire, fault: Fault | undefined): Response | undefined {
  switch (fault?.type) {
    case 'status': {
      const wait = fault.retryAfterMs === undefined ? {} : { 'retry-after': String(fault.retryAfterMs / 1_000) }
      return refuse(wire, fault.status, fault.error ?? {}, wait)
    }
    case 'html':
      return new Response('<!doctype html><title>Sign in</title><p>Please sign in.</p>', {
        headers: { 'content-type': 'text/html; charset=utf-8' },
      })
    default:
      return undefined
  }
}

function refuse(
  wire: SimulatedWire,
  status: number,
  error: Readonly<Record<string, unknown>>,
  headers: Record<string, string> = {},
): Response {
  return Response.json(wire.failure(status, error), { status, headers })
}

async function readJson(http: Request): Promise<unknown> {
  try {
    return await http.json()
  } catch {
    // Said to the caller as a 400, like any other body that is no request.
    return undefined
  }
}
