import type { AnswerPiece, SimulatedAnswer } from './simulated-answer.ts'
import type { SimulatedRequest, SimulatedWireName, WireCall } from './simulated-request.ts'

/** How a family of providers writes; the simulator does the rest. */
export interface SimulatedWire {
  readonly name: SimulatedWireName
  /** What the ids of its replies begin with. */
  readonly idPrefix: string
  /** Reads a request, or refuses it as the provider would. */
  read(call: WireCall): SimulatedRequest | Refusal
  /** A reply in one piece. */
  whole(reply: SimulatedReply): unknown
  /** A reply in frames. */
  frames(reply: SimulatedReply): FrameWriter
  /** A refusal as the provider words it. */
  refuse(refusal: Refusal, id: string): { status: number; body: unknown }
  /** Headers of every reply. */
  headers(id: string, nowMs: number): Record<string, string>
}

/** Writes one reply frame by frame. What it returns may be empty. */
export interface FrameWriter {
  /** What comes before the first piece. */
  begin(): string
  piece(piece: AnswerPiece): string
  /** What comes after the last. */
  end(): string
  /** A failure in place of the rest; `error` replaces fields of it. */
  fail(error: Readonly<Record<string, unknown>>): string
}

/** Why a request gets no answer; `error` replaces fields of what the provider says about the status. */
export interface Refusal {
  status: number
  error: Readonly<Record<string, unknown>>
}

/** One reply, settled before its first byte. */
export interface SimulatedReply {
  id: string
  createdMs: number
  request: SimulatedRequest
  answer: SimulatedAnswer
  pieces: readonly AnswerPiece[]
  /** Whether the answer was longer than it might be. */
  isCutShort: boolean
  usage: SettledUsage
}

type SettledUsage = Record<'inputTokens' | 'cachedInputTokens' | 'outputTokens' | 'reasoningTokens', number>

/** Refuses what cannot be understood. */
export function badRequest(message: string, error: Readonly<Record<string, unknown>> = {}): Refusal {
  return { status: 400, error: { message, ...error } }
}

/** An event with a name, whose data repeats it. */
export function typedEvent(type: string, fields: Readonly<Record<string, unknown>> = {}): string {
  return `event: ${type}\ndata: ${JSON.stringify({ type, ...fields })}\n\n`
}
