import type { SimulatedRequest } from './simulated-request.ts'

/** What a simulated provider says. */
export interface SimulatedAnswer {
  /** What it thinks before it speaks. */
  reasoning?: string | undefined
  text?: string | undefined
  toolCalls?: readonly { readonly name: string; readonly arguments: Readonly<Record<string, unknown>> }[] | undefined
  /** The pages it draws on, told by Qianfan when the request asks for a search. */
  sources?: readonly { readonly url: string; readonly title: string }[] | undefined
  /** How many tokens of the input come from the provider's prompt cache. @default 0 */
  cachedInputTokens?: number | undefined
  /** Judges the conversation unsafe, as the wire says it: Baidu demands to clear the history. @default false */
  clearHistory?: boolean | undefined
}

/** Decides what is said to a request. */
export type AnswerFunction = (request: SimulatedRequest) => string | SimulatedAnswer | Promise<string | SimulatedAnswer>

/** A piece of an answer, as one chunk carries it. */
export type AnswerPiece =
  | { type: 'reasoning' | 'text'; text: string }
  | { type: 'tool-start'; index: number; id: string; name: string }
  | { type: 'tool-arguments'; index: number; text: string }

/** The pieces in which an answer arrives; where it is cut depends on `random` alone. */
export function toPieces(answer: SimulatedAnswer, random: () => number): AnswerPiece[] {
  const say = (type: 'reasoning' | 'text', text = '') => cut(text, random).map<AnswerPiece>((text) => ({ type, text }))
  const calls = (answer.toolCalls ?? []).flatMap<AnswerPiece>(({ name, arguments: input }, index) => [
    { type: 'tool-start', index, id: `call_${index}_${name}`, name },
    ...cut(JSON.stringify(input), random).map<AnswerPiece>((text) => ({ type: 'tool-arguments', index, text })),
  ])
  return [...say('reasoning', answer.reasoning), ...say('text', answer.text), ...calls]
}

/** Cuts about as tokenizers do: a word with the blank before it, one to three Chinese characters, a mark. */
function cut(text: string, random: () => number): string[] {
  const pieces: string[] = []
  for (const [unit] of text.matchAll(/ ?[\p{Script=Latin}\p{N}]{1,12}|[\p{Script=Han}]{1,3}|\s{1,4}|./gsu)) {
    const characters = [...unit]
    const keep = /\p{Script=Han}/u.test(unit) ? 1 + Math.floor(random() * characters.length) : characters.length
    pieces.push(characters.slice(0, keep).join(''))
    if (keep < characters.length) pieces.push(characters.slice(keep).join(''))
  }
  return pieces
}
