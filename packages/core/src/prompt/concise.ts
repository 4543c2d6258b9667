import type { ChatRequest } from '../chat/request.ts'
import { languageOf } from './language-of.ts'

export interface ConciseOptions {
  /**
   * The longest answer, in tokens, reasoning included: what ends there is cut off. It never raises what a request says.
   *
   * @default 1_024; none for a request with a `reasoningEffort`, whose thoughts may need more
   */
  maxOutputTokens?: number | undefined
  /** How long the answer is asked to be: in words, or in characters of Chinese. @default just briefly */
  maxWords?: number | undefined
  /** What is added to the instructions. @default a sentence that asks for a brief answer */
  instruction?: string | undefined
  /** The language of that sentence. @default that of the last question */
  language?: 'zh' | 'en' | undefined
}

/** A request for a brief answer. */
export interface ConciseRequest {
  /** The very same request if it asks for that already. */
  readonly request: ChatRequest
  /** What the answer is shorter by at most; `undefined` if the request had no bound before. */
  readonly savedOutputTokens: number | undefined
}

/**
 * Asks for a brief answer: by a sentence at the end of the instructions, and by a bound for its length.
 *
 * @throws RangeError for a `maxOutputTokens` or `maxWords` that is no positive whole number.
 */
export function concise(request: ChatRequest, options: ConciseOptions = {}): ConciseRequest {
  const { maxOutputTokens, language, maxWords, instruction } = checkConcise(options, 'concise')
  const { system = '', maxOutputTokens: before, reasoningEffort = 'none' } = request
  const wish = (instruction ?? wishes[language ?? languageOf(lastQuestion(request))](maxWords)).trim()
  const bound = maxOutputTokens ?? (reasoningEffort === 'none' ? 1_024 : undefined)
  const after = bound === undefined ? before : Math.min(bound, before ?? bound)
  const isAsked = system.trimEnd().endsWith(wish)
  const savedOutputTokens = before === undefined || after === undefined ? undefined : before - after
  if (isAsked && after === before) return { request, savedOutputTokens }
  return {
    request: {
      ...request,
      system: isAsked ? request.system : system.trim() === '' ? wish : `${system.trimEnd()}\n\n${wish}`,
      maxOutputTokens: after,
    },
    savedOutputTokens,
  }
}

const wishes = {
  en: (words: number | undefined) =>
    words === undefined
      ? 'Answer briefly: no introduction, no repetition, no summary.'
      : `Answer in at most ${words} words: no introduction, no repetition, no summary.`,
  zh: (words: number | undefined) =>
    words === undefined
      ? '请简明回答：不要开场白，不要重复，不要总结。'
      : `请用不超过 ${words} 字回答：不要开场白，不要重复，不要总结。`,
} as const

function lastQuestion({ messages }: ChatRequest): string {
  const content = messages.findLast(({ role }) => role === 'user')?.content ?? ''
  if (typeof content === 'string') return content
  return content.map((part) => (part.type === 'text' ? part.text : '')).join('\n')
}

/** Checks the options for the function or policy that is named. */
export function checkConcise(options: ConciseOptions, name: string): ConciseOptions {
  for (const option of ['maxOutputTokens', 'maxWords'] as const) {
    const value = options[option]
    if (value !== undefined && !(Number.isInteger(value) && value >= 1)) {
      throw new RangeError(`${name}: ${option} must be a positive whole number, got ${value}`)
    }
  }
  return options
}
