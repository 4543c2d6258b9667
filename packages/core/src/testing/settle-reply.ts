import { estimateTokens } from '../tokens/estimate.ts'
import type { AnswerPiece } from './simulated-answer.ts'
import type { SimulatedReply } from './simulated-wire.ts'

/** The reply to a request: no longer than allowed, and with the tokens counted. */
export function settleReply(all: Omit<SimulatedReply, 'isCutShort' | 'usage'>): SimulatedReply {
  const { request, answer, pieces } = all
  const limit = request.maxTokens ?? pieces.length
  const kept = pieces.slice(0, limit)
  const textOf = (piece: AnswerPiece) => ('text' in piece ? piece.text : piece.name)
  const count = (texts: readonly string[]) => estimateTokens(texts.join(''), { model: request.model }).tokens
  const inputTokens = count(request.messages.map(({ role, text }) => `${role}\n${text}\n`))
  const usage = {
    inputTokens,
    cachedInputTokens: Math.min(answer.cachedInputTokens ?? 0, inputTokens),
    outputTokens: count(kept.map(textOf)),
    reasoningTokens: count(kept.map((piece) => (piece.type === 'reasoning' ? piece.text : ''))),
  }
  return { ...all, pieces: kept, isCutShort: pieces.length > limit, usage }
}
