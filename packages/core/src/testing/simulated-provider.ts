import { type Clock, sleep, systemClock } from '../chat/clock.ts'
import { isRecord } from '../chat/record.ts'
import { type FaultPlan, plannedFault } from './fault.ts'
import type { SimulatedVendor } from './openai-refusal.ts'
import { createRandom } from './random.ts'
import { refuseCall, refusing } from './refuse-call.ts'
import { settleReply } from './settle-reply.ts'
import { type AnswerFunction, toPieces } from './simulated-answer.ts'
import type { SimulatedRequest } from './simulated-request.ts'
import { type CallRecord, type SimulatedFraming, simulatedStream } from './simulated-stream.ts'
import { badRequest } from './simulated-wire.ts'
import { createTokenDesk, type SimulatedCredentials } from './token-desk.ts'
import { vendorOf, wireFor } from './wire-for.ts'

export interface SimulatedProviderOptions extends SimulatedCredentials {
  /** What it says. @default repeats the prompt */
  answer?: AnswerFunction | undefined
  /** How calls fail. @default they do not */
  faults?: FaultPlan | undefined
  /** From the request to the first piece, in milliseconds. @default 0 */
  firstTokenMs?: number | undefined
  /** The pace after the first piece. @default Infinity */
  tokensPerSecond?: number | undefined
  /** Whose manners its chat completions have. @default as the host tells */
  vendor?: SimulatedVendor | undefined
  /** The models it has; any other gets a 404. @default any */
  models?: readonly string[] | undefined
  /** More headers for every reply. */
  headers?: Readonly<Record<string, string>> | undefined
  /** How streams are written. @default lines end with LF, no byte order mark */
  framing?: SimulatedFraming | undefined
  /** Decides where answers are cut into pieces. @default 1 */
  seed?: number | undefined
  clock?: Clock | undefined
}

/**
 * A provider without a model. The path of a request decides which wire it speaks: chat completions, older completions,
 * Responses, Anthropic's messages, Qianfan V1. It also issues the tokens of Baidu and DashScope, paces itself, reports
 * usage, and fails when told to.
 */
export interface SimulatedProvider {
  /** Replies to a request, given as one or as `fetch` is given it. */
  (input: Request | string | URL, init?: RequestInit): Promise<Response>
  /** The latest calls, at most 1,000, oldest first; those for tokens are not among them. */
  readonly calls: readonly SimulatedCall[]
  /** The tokens that were issued, oldest first. */
  readonly issuedTokens: readonly string[]
  /** Makes all tokens issued so far worthless. */
  revokeTokens(): void
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
  const desk = createTokenDesk({ ...options, clock, seed })
  const calls: (CallRecord & { request: SimulatedRequest })[] = []
  let count = 0

  async function respond(input: Request | string | URL, init?: RequestInit): Promise<Response> {
    const http = new Request(input, init)
    const url = new URL(http.url)
    // A `Request` made here would outlive its caller's interest in it; the caller's own signal does not.
    const signal = init?.signal ?? http.signal
    const response = (await desk.reply(http, url)) ?? (await converse(http, url, signal))
    response.headers.set('date', new Date(clock.now()).toUTCString())
    for (const [name, value] of Object.entries(options.headers ?? {})) response.headers.set(name, value)
    return response
  }

  async function converse(http: Request, url: URL, signal: AbortSignal): Promise<Response> {
    const { headers } = http
    const vendor = options.vendor ?? vendorOf(url)
    const wire = wireFor(url, vendor)
    const id = `${wire.idPrefix}${seed}-${count}`
    const ours = wire.headers(id, clock.now())

    const body = await readJson(http)
    const request = isRecord(body) ? wire.read({ url, headers, body }) : badRequest('The body is not a JSON object.')
    if ('status' in request) return refusing(wire, request, { id, headers: ours })

    const index = count++
    const fault = plannedFault(options.faults, request, index)
    const record = { request, sent: 0, ending: 'open' as CallRecord['ending'] }
    if (calls.push(record) > mostCalls) calls.shift()

    if (fault?.type === 'network') {
      record.ending = 'fault'
      throw new TypeError('fetch failed')
    }
    const caller = { request, vendor, method: http.method, url }
    const refusal = await refuseCall(caller, { wire, id, headers: ours, fault, options, desk, nowMs: clock.now() })
    if (refusal !== undefined) {
      record.ending = 'fault'
      return refusal
    }

    const pause = (delayMs: number) => waitFor(delayMs, { clock, signal, record })
    await pause(fault?.type === 'slow-headers' ? fault.delayMs : 0)

    const words = await answer(request)
    const said = typeof words === 'string' ? { text: words } : words
    const pieces = toPieces(said, createRandom(seed + index))
    const settled = settleReply({ request, answer: said, pieces, id, createdMs: clock.now() })
    if (!request.isStreaming) {
      await pause(firstTokenMs + (settled.pieces.length / tokensPerSecond) * 1_000)
      record.ending = 'complete'
      return Response.json(wire.whole(settled), { headers: ours })
    }
    const frames = wire.frames(settled)
    const pace = { clock, signal, firstTokenMs, tokensPerSecond, framing: options.framing }
    const stream = simulatedStream({ frames, pieces: settled.pieces, record, fault, ...pace })
    return new Response(stream, { headers: { ...ours, 'content-type': 'text/event-stream; charset=utf-8' } })
  }
  return Object.assign(respond, { calls, issuedTokens: desk.issued, revokeTokens: desk.revokeAll })
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

async function readJson(http: Request): Promise<unknown> {
  try {
    return await http.json()
  } catch {
    // Said to the caller as a 400, like any other body that is no request.
    return undefined
  }
}
