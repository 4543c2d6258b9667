import { ChatError } from '../chat/errors.ts'
import type { ChatMessage, ToolDefinition } from '../chat/request.ts'
import { type EstimateOptions, estimateInputTokens } from '../tokens/estimate.ts'
import { historyBlocks } from './history-blocks.ts'

export interface TrimHistoryOptions extends EstimateOptions {
  /** The most tokens of the prompt, by the upper end of the estimate. */
  maxTokens: number
  /** How many turns stay in any case, the one that is under way included. @default 1 */
  keepLast?: number | undefined
  /** The instructions that go with the messages: they count, too. @default none */
  system?: string | undefined
  /** The tools that go with the messages: they count, too. @default none */
  tools?: readonly ToolDefinition[] | undefined
}

/** A conversation without its oldest turns. */
export interface TrimmedHistory {
  /** What stays, in its order; the very same list if all of it does. */
  readonly messages: readonly ChatMessage[]
  /** What went, in its order. */
  readonly dropped: readonly ChatMessage[]
  readonly savedTokens: number
}

/**
 * Drops the oldest turns of a conversation until its prompt fits `maxTokens`. A turn goes as a whole: a question with its
 * answers, a tool call with its results. Instructions and the last question always stay.
 *
 * @throws ChatError `context-too-long` if what must stay does not fit.
 * @throws RangeError for a `maxTokens` or `keepLast` below 1.
 */
export function trimHistory(messages: readonly ChatMessage[], options: TrimHistoryOptions): TrimmedHistory {
  const { maxTokens } = checkTrim(options, 'trimHistory')
  const fitted = fitHistory(messages, options, maxTokens)
  if (fitted.tokens > maxTokens) throw tooLong(fitted.tokens, maxTokens)
  return toTrimmed(messages, fitted, options)
}

/** What stays of a conversation, and how many tokens it has at most. */
export interface FittedHistory {
  readonly messages: readonly ChatMessage[]
  readonly dropped: readonly ChatMessage[]
  readonly tokens: number
}

/** Keeps as many turns as fit, and what must stay even if that alone does not. */
export function fitHistory(
  messages: readonly ChatMessage[],
  options: TrimHistoryOptions,
  maxTokens: number,
): FittedHistory {
  const { keepLast = 1, system, tools } = options
  const blocks = historyBlocks(messages, keepLast)
  const at = (indices: readonly number[]) => indices.flatMap((index) => messages[index] ?? [])
  const highOf = (list: readonly ChatMessage[]) => estimateInputTokens({ messages: list }, options).high
  const wholeOf = (list: readonly ChatMessage[]) => estimateInputTokens({ messages: list, system, tools }, options).high
  const nothing = highOf([])
  const mustStay = Math.max(0, blocks.length - 1)
  let tokens = wholeOf([...messages.filter(({ role }) => role === 'system'), ...at(blocks[mustStay] ?? [])])
  // From the newest on, so that nothing is counted of a long past but the first turn that does not fit.
  let first = mustStay
  for (; first > 0; first--) {
    tokens += highOf(at(blocks[first - 1] ?? [])) - nothing
    if (tokens > maxTokens) break
  }
  for (; ; first++) {
    const gone = new Set(blocks.slice(0, first).flat())
    const kept = first === 0 ? messages : messages.filter((_, index) => !gone.has(index))
    // The parts may have had a token less than the whole, by the way they are rounded.
    const whole = wholeOf(kept)
    if (whole > maxTokens && first < mustStay) continue
    return { messages: kept, dropped: messages.filter((_, index) => gone.has(index)), tokens: whole }
  }
}

/** The result of what was fitted. */
export function toTrimmed(
  messages: readonly ChatMessage[],
  fitted: FittedHistory,
  options: EstimateOptions,
): TrimmedHistory {
  if (fitted.dropped.length === 0) return { messages, dropped: [], savedTokens: 0 }
  const tokensOf = (list: readonly ChatMessage[]) => estimateInputTokens({ messages: list }, options).tokens
  return {
    messages: fitted.messages,
    dropped: fitted.dropped,
    savedTokens: tokensOf(fitted.dropped) - tokensOf([]),
  }
}

export function tooLong(tokens: number, maxTokens: number): ChatError {
  return new ChatError(
    'context-too-long',
    `The conversation is too long: its last part alone has up to ${tokens} tokens, and ${maxTokens} are allowed.`,
  )
}

/** Checks the options for the function or policy that is named. */
export function checkTrim<Options extends TrimHistoryOptions>(options: Options, name: string): Options {
  const { maxTokens, keepLast = 1 } = options
  if (!(maxTokens >= 1 && Number.isFinite(maxTokens))) {
    throw new RangeError(`${name}: maxTokens must be a number of at least 1, got ${maxTokens}`)
  }
  if (!Number.isInteger(keepLast) || keepLast < 1) {
    throw new RangeError(`${name}: keepLast must be a whole number of at least 1, got ${keepLast}`)
  }
  return options
}
