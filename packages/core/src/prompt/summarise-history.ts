import { type Clock, systemClock } from '../chat/clock.ts'
import { ChatError } from '../chat/errors.ts'
import type { ChatMessage } from '../chat/request.ts'
import { untilAborted } from '../chat/until-aborted.ts'
import type { MaybePromise } from '../store/counter-store.ts'
import { estimateInputTokens } from '../tokens/estimate.ts'
import { languageOf } from './language-of.ts'
import { splitText } from './split-text.ts'
import {
  checkTrim,
  fitHistory,
  type TrimHistoryOptions,
  type TrimmedHistory,
  tooLong,
  toTrimmed,
} from './trim-history.ts'

/** Says in short what messages that are dropped were about. The signal aborts when nobody waits any more. */
export type Summarise = (dropped: readonly ChatMessage[], options: { signal: AbortSignal }) => MaybePromise<string>

export interface SummariseHistoryOptions extends TrimHistoryOptions {
  /** Says in short what is dropped, such as a call of a cheap model. */
  summarise: Summarise
  /** The most tokens of the summary, of those of `maxTokens`. What is longer is cut. @default a tenth of `maxTokens` */
  summaryTokens?: number | undefined
  /**
   * Whose message the summary is. It says what users said, so that among the instructions their words could become some.
   *
   * @default 'user'
   */
  summaryRole?: 'user' | 'system' | undefined
  /** How long to wait for the summary. @default 15_000 */
  summaryMs?: number | undefined
  /** Ends the wait; its reason is what is thrown. */
  signal?: AbortSignal | undefined
  /** @default systemClock */
  clock?: Clock | undefined
}

/** A conversation with a summary in place of its oldest turns. */
export interface SummarisedHistory extends TrimmedHistory {
  /** The message that stands for what went. Left out where nothing went, nothing was said of it, or nothing fitted. */
  readonly summary?: ChatMessage | undefined
  /** Why there is no summary: what `summarise` threw, or that it took too long. */
  readonly summaryError?: unknown
}

const marks = { zh: '[此前对话的摘要]', en: '[Summary of the conversation so far]' } as const
// With less room a summary says nothing.
const leastTokens = 16
// No language has tokens as long as that in the mean.
const mostUnits = 16

/**
 * Drops the oldest turns as `trimHistory` does, and puts a summary of them in their place. Without one, they are just
 * dropped: `summaryError` says why.
 *
 * @throws ChatError `context-too-long` if what must stay does not fit. On abort, the signal's reason.
 * @throws RangeError for options out of range.
 */
export async function summariseHistory(
  messages: readonly ChatMessage[],
  options: SummariseHistoryOptions,
): Promise<SummarisedHistory> {
  const { maxTokens, summaryTokens = Math.floor(maxTokens / 10) } = checkSummary(options, 'summariseHistory')
  const plain = fitHistory(messages, options, maxTokens)
  if (plain.tokens > maxTokens) throw tooLong(plain.tokens, maxTokens)
  if (plain.dropped.length === 0) return toTrimmed(messages, plain, options)
  const shorter = fitHistory(messages, options, maxTokens - summaryTokens)
  const room = Math.min(summaryTokens, maxTokens - shorter.tokens)
  if (room < leastTokens) return toTrimmed(messages, plain, options)
  try {
    const text = await within(options, (signal) => options.summarise(shorter.dropped, { signal }))
    const summary = toNote(text, room, options)
    if (summary === undefined) return toTrimmed(messages, plain, options)
    const trimmed = toTrimmed(messages, shorter, options)
    const first = shorter.messages.findIndex(({ role }) => role !== 'system')
    return {
      messages: shorter.messages.toSpliced(first, 0, summary),
      dropped: trimmed.dropped,
      savedTokens: trimmed.savedTokens - tokensOf(summary, options).tokens,
      summary,
    }
  } catch (summaryError) {
    options.signal?.throwIfAborted()
    return { ...toTrimmed(messages, plain, options), summaryError }
  }
}

/** Waits no longer than it may, and tells the task when nobody waits any more. */
async function within(
  { signal, summaryMs = 15_000, clock = systemClock }: SummariseHistoryOptions,
  task: (signal: AbortSignal) => MaybePromise<string>,
): Promise<string> {
  const controller = new AbortController()
  const onAbort = () => controller.abort(signal?.reason)
  if (signal?.aborted) onAbort()
  signal?.addEventListener('abort', onAbort, { once: true })
  const cancel = clock.after(summaryMs, () => {
    controller.abort(new ChatError('timeout', 'The conversation could not be summarised in time.'))
  })
  try {
    return await untilAborted(Promise.resolve(task(controller.signal)), controller.signal)
  } finally {
    cancel()
    signal?.removeEventListener('abort', onAbort)
  }
}

/** The summary with its mark, in as many tokens as there is room for. */
function toNote(text: string, room: number, options: SummariseHistoryOptions): ChatMessage | undefined {
  if (typeof text !== 'string') throw new TypeError('summariseHistory: summarise must give a text')
  if (text.trim() === '') return undefined
  const { summaryRole: role = 'user', model, family } = options
  // No more of it is looked at than could fit.
  let said = text
    .trimStart()
    .slice(0, room * mostUnits)
    .replace(/[\ud800-\udbff]$/, '')
    .trimEnd()
  const mark = marks[languageOf(said)]
  // The mark is no part of what is cut: its end would be the best place.
  const most = room - tokensOf({ role, content: `${mark}\n` }, options).tokens
  for (let maxTokens = most; maxTokens >= leastTokens / 2; maxTokens = Math.floor(maxTokens * 0.8)) {
    said = splitText(said, { maxTokens, model, family })[0]?.text.trimEnd() ?? ''
    const note: ChatMessage = { role, content: `${mark}\n${said}` }
    if (tokensOf(note, options).high <= room) return note
  }
  return undefined
}

/** What a message adds to a prompt. */
function tokensOf(message: ChatMessage, options: SummariseHistoryOptions): { tokens: number; high: number } {
  const one = estimateInputTokens({ messages: [message] }, options)
  const none = estimateInputTokens({ messages: [] }, options)
  return { tokens: one.tokens - none.tokens, high: one.high - none.high }
}

/** Checks the options for the function or policy that is named. */
export function checkSummary(options: SummariseHistoryOptions, name: string): SummariseHistoryOptions {
  const { maxTokens, summaryTokens = 0, summaryMs = 15_000 } = checkTrim(options, name)
  if (!(summaryTokens >= 0 && summaryTokens < maxTokens)) {
    throw new RangeError(`${name}: summaryTokens must be from 0 to below maxTokens, got ${summaryTokens}`)
  }
  if (!(summaryMs > 0)) throw new RangeError(`${name}: summaryMs must be more than 0, got ${summaryMs}`)
  return options
}
