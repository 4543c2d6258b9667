import type { Usage } from '../chat/event.ts'
import type { AnswerPiece } from './simulated-answer.ts'
import type { SimulatedRequest } from './simulated-request.ts'

/** How a family of providers writes; the simulator does the rest. */
export interface SimulatedWire {
  /** Reads a request's body; a text says what is wrong with it. */
  read(body: unknown, headers: Headers): SimulatedRequest | string
  /** A reply in one piece. */
  whole(reply: SimulatedReply): unknown
  /** The frames before the first piece, for each piece, and after the last. */
  begin(reply: SimulatedReply): string
  piece(reply: SimulatedReply, piece: AnswerPiece): string
  end(reply: SimulatedReply): string
  /** The body of a refusal, as the provider words it for the status; `error` replaces fields of it. */
  failure(status: number, error: Readonly<Record<string, unknown>>): unknown
  /** A failure inside a stream. */
  failureFrame(error: Readonly<Record<string, unknown>>): string
}

/** One reply, settled before its first byte. */
export interface SimulatedReply {
  id: string
  createdMs: number
  request: SimulatedRequest
  pieces: readonly AnswerPiece[]
  /** Whether the answer was longer than it might be. */
  isCutShort: boolean
  usage: Usage
}
