import { type Clock, systemClock } from '../chat/clock.ts'
import type { CallContext, Policy } from '../chat/handler.ts'
import { onFirstRead } from '../chat/on-first-read.ts'
import type { ChatRequest } from '../chat/request.ts'
import { type EstimateOptions, estimateTokens } from '../tokens/estimate.ts'
import { type CompressOptions, checkCompress } from './compress-options.ts'
import { compressPrompt } from './compress-prompt.ts'
import { type ConciseOptions, checkConcise, concise } from './concise.ts'
import { checkSummary, type Summarise, summariseHistory } from './summarise-history.ts'
import { checkTrim, type TrimHistoryOptions, trimHistory } from './trim-history.ts'

export interface SavingsOptions extends EstimateOptions {
  /** Says the same in fewer tokens. @default false */
  compress?: boolean | Omit<CompressOptions, keyof EstimateOptions> | undefined
  /** Asks for brief answers. @default false */
  concise?: boolean | ConciseOptions | undefined
  /** Drops the oldest turns of long conversations. @default off */
  history?: SavingsHistory | undefined
  /** Times `summarise`. @default systemClock */
  clock?: Clock | undefined
}

/** How long a conversation may get. */
export interface SavingsHistory extends Pick<TrimHistoryOptions, 'keepLast'> {
  /** The most tokens of a whole prompt, instructions and tools included, by the upper end of the estimate. */
  maxTokens: number
  /** Says in short what is dropped, such as a call of a cheap model. @default it is just dropped */
  summarise?: Summarise | undefined
  /** The most tokens of the summary. @default a tenth of `maxTokens` */
  summaryTokens?: number | undefined
  /** Whose message the summary is. @default 'user' */
  summaryRole?: 'user' | 'system' | undefined
  /** How long to wait for the summary. @default 15_000 */
  summaryMs?: number | undefined
  /** Told why there is no summary. */
  onSummaryError?: ((error: unknown) => void) | undefined
}

type Step = 'white-space' | 'repeats' | 'trim-history' | 'summarise-history' | 'summary-failed' | 'concise'

/** A request on its way to fewer tokens. */
interface Shortened {
  request: ChatRequest
  savedTokens: number
  readonly steps: Step[]
}

/**
 * Makes requests shorter before they go on. A call that it changes is observed once as `prompt-shortened`, with the tokens
 * that its prompt has fewer; what a brief answer saves is not known before. A call that it does not change passes as it is.
 *
 * @throws RangeError for options out of range.
 */
export function savings(options: SavingsOptions): Policy {
  const shorten = shortener(options)
  return (next) => (request, context) =>
    onFirstRead(async () => {
      const shortened = await shorten(request, context)
      if (shortened.request !== request) {
        const { steps } = shortened
        const savedTokens = Math.max(0, shortened.savedTokens)
        context.observe({ type: 'prompt-shortened', requestId: context.requestId, savedTokens, steps })
      }
      return next(shortened.request, context)[Symbol.asyncIterator]()
    })
}

function shortener(options: SavingsOptions): (request: ChatRequest, context: CallContext) => Promise<Shortened> {
  const { history } = options
  const brief = toOptions(options.concise)
  const compression = toOptions(options.compress)
  const { model, family, count, learner } = options
  const estimate = { model, family, count, learner }
  if (brief !== undefined) checkConcise(brief, 'savings: concise')
  if (compression !== undefined) checkCompress(compression, 'savings: compress')
  if (history !== undefined) checkTrim(history, 'savings: history')
  if (history?.summarise !== undefined) {
    checkSummary({ ...history, summarise: history.summarise }, 'savings: history')
  }

  return async (request, context) => {
    const shortened: Shortened = { request, savedTokens: 0, steps: [] }
    if (brief !== undefined) askForLess(shortened, brief)
    if (compression !== undefined) compress(shortened, 'white-space', compression)
    if (history !== undefined) await trim(shortened, history, context)
    // Last of all: what is said before must not be dropped after it has been referred to.
    if (compression !== undefined) compress(shortened, 'repeats', compression)
    return shortened
  }

  function askForLess(shortened: Shortened, wishes: ConciseOptions): void {
    const { request } = concise(shortened.request, wishes)
    if (request === shortened.request) return
    const tokensOf = (text = '') => estimateTokens(text, estimate).tokens
    shortened.savedTokens -= tokensOf(request.system) - tokensOf(shortened.request.system)
    shortened.request = request
    shortened.steps.push('concise')
  }

  function compress(shortened: Shortened, step: 'white-space' | 'repeats', wanted: CompressOptions): void {
    const { whiteSpace = true, repeats = true } = wanted
    if (!(step === 'repeats' ? repeats : whiteSpace)) return
    const { request } = shortened
    const own = { ...wanted, ...estimate, whiteSpace: step === 'white-space', repeats: step === 'repeats' }
    const { messages, savedTokens } = compressPrompt(request.messages, own)
    const system = wanted.system && request.system !== undefined ? compressPrompt(request.system, own) : undefined
    const saved = savedTokens + (system?.savedTokens ?? 0)
    if (saved === 0) return
    shortened.request = { ...request, messages, ...(system === undefined ? {} : { system: system.text }) }
    shortened.savedTokens += saved
    shortened.steps.push(step)
  }

  async function trim(shortened: Shortened, wanted: SavingsHistory, { signal }: CallContext): Promise<void> {
    const { request } = shortened
    const { onSummaryError, summarise, ...limits } = wanted
    const own = { ...limits, ...estimate, system: request.system, tools: request.tools }
    const trimmed =
      summarise === undefined
        ? trimHistory(request.messages, own)
        : await summariseHistory(request.messages, { ...own, summarise, signal, clock: options.clock ?? systemClock })
    if (trimmed.dropped.length === 0) return
    shortened.request = { ...request, messages: trimmed.messages }
    shortened.savedTokens += trimmed.savedTokens
    shortened.steps.push('trim-history')
    if ('summary' in trimmed && trimmed.summary !== undefined) shortened.steps.push('summarise-history')
    if (!('summaryError' in trimmed)) return
    shortened.steps.push('summary-failed')
    tell(onSummaryError, trimmed.summaryError)
  }
}

function tell(listener: SavingsHistory['onSummaryError'], error: unknown): void {
  try {
    listener?.(error)
  } catch {
    // Who watches may not break the call.
  }
}

function toOptions<Options extends object>(
  wanted: boolean | Options | undefined,
): Options | Record<never, never> | undefined {
  if (wanted === undefined || wanted === false) return undefined
  return wanted === true ? {} : wanted
}
