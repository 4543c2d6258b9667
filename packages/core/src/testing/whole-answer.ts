import type { AnswerPiece } from './simulated-answer.ts'

/** An answer put together again from its pieces. */
export interface WholeAnswer {
  reasoning: string
  text: string
  toolCalls: readonly WholeToolCall[]
}

export interface WholeToolCall {
  id: string
  name: string
  /** JSON, or its beginning where the answer was cut short. */
  arguments: string
}

/** What was said in all. */
export function wholeAnswer(pieces: readonly AnswerPiece[]): WholeAnswer {
  const said = (type: 'text' | 'reasoning') => pieces.map((piece) => (piece.type === type ? piece.text : '')).join('')
  const toolCalls = pieces.flatMap((start) => {
    if (start.type !== 'tool-start') return []
    const texts = pieces.map((piece) =>
      piece.type === 'tool-arguments' && piece.index === start.index ? piece.text : '',
    )
    return [{ id: start.id, name: start.name, arguments: texts.join('') }]
  })
  return { reasoning: said('reasoning'), text: said('text'), toolCalls }
}

/**
 * A seal for what a provider wants back unchanged: the signature of a thought, encrypted reasoning.
 * It depends on the text alone, so that any simulator knows it again.
 */
export function sealOf(text: string): string {
  // FNV-1a.
  let hash = 0x811c9dc5
  for (const character of text) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193)
  return `sealed-${text.length}-${(hash >>> 0).toString(16)}`
}

/** Whether a simulator made it. */
export function isSeal(seal: unknown): boolean {
  return typeof seal === 'string' && /^sealed-\d+-[\da-f]+$/.test(seal)
}
