import type { ChatRequest } from '../chat/request.ts'
import { estimateInputTokens, type TokenEstimate } from '../tokens/estimate.ts'
import { shown } from './check-rates.ts'
import {
  type BillingFacts,
  type CostOptions,
  nanosOf,
  type PricedCost,
  pricedCost,
  priceOf,
  timeOf,
} from './cost-of.ts'
import type { Price } from './price.ts'
import { possibilitiesOf, usualOutputTokens, worstCaseNanos } from './worst-case.ts'

export interface EstimateCostOptions extends Omit<CostOptions, 'thinking'> {
  /** How long the answer will probably be, in tokens. @default not known: no `expected` cost */
  expectedOutputTokens?: number | undefined
  /** How large the input is, where that is known better. @default estimated by `estimateInputTokens` */
  inputTokens?: InputSize | undefined
}

/** How many tokens the input has, or will have. */
export type InputSize = Pick<TokenEstimate, 'tokens' | 'low' | 'high'>

/** What a call may cost. */
export interface CostEstimate {
  /** A short question by the estimate, all of it in the provider's cache, and no answer. */
  readonly low: PricedCost
  /** A long question by the estimate, nothing of it in a cache, and the longest answer. */
  readonly high: PricedCost
  /** The question as estimated, nothing of it in a cache, and an answer as long as was expected. */
  readonly expected?: PricedCost | undefined
  readonly inputTokens: InputSize
  /** The longest answer: what the request allows, or 4,096 where it does not say. */
  readonly maxOutputTokens: number
}

/**
 * What a call may cost, as far as can be told before; `undefined` where no price is known. `high` is the most for an input of
 * that size: in the dearest tier and of the dearest kinds that it can have. Writes to a prompt cache are among them, and in
 * the answer thoughts, pictures and sound, which can come without having been asked for.
 *
 * @throws RangeError for sizes that are no numbers of tokens, `at` that is no time, `prices` that are no price list, and a
 * price that is wrong.
 */
export function estimateCost(request: ChatRequest, options: EstimateCostOptions): CostEstimate | undefined {
  const { model, batch, expectedOutputTokens } = options
  const { maxOutputTokens = usualOutputTokens } = request
  checkSizes({ maxOutputTokens, expectedOutputTokens }, options.inputTokens)
  const at = timeOf('estimateCost', options)
  const price = priceOf('estimateCost', options, at)
  if (price === undefined) return undefined
  const inputTokens = options.inputTokens ?? estimateInputTokens(request, { model })
  const largest = { inputTokens: inputTokens.high, outputTokens: maxOutputTokens, at, batch }
  const low = leastNanos(price, inputTokens.low, { at, batch })
  const high = worstCaseNanos(price, { ...largest, ...possibilitiesOf(request) })
  const estimate = { low: pricedCost(price, low), high: pricedCost(price, high), inputTokens, maxOutputTokens }
  if (expectedOutputTokens === undefined) return estimate
  const usage = { inputTokens: inputTokens.tokens, outputTokens: expectedOutputTokens }
  const { reasoningEffort = 'none' } = request
  const expected = nanosOf(price, usage, { at, batch, thinking: reasoningEffort !== 'none' })
  return { ...estimate, expected: pricedCost(price, expected) }
}

function checkSizes(sizes: Readonly<Record<string, number | undefined>>, input: InputSize | undefined): void {
  for (const [name, tokens] of Object.entries(sizes)) checkSize(name, tokens)
  if (input === undefined) return
  for (const name of ['low', 'tokens', 'high'] as const) checkSize(`inputTokens.${name}`, input[name] ?? Number.NaN)
}

function checkSize(name: string, tokens: number | undefined): void {
  if (tokens === undefined || (tokens >= 0 && tokens <= Number.MAX_SAFE_INTEGER)) return
  throw new RangeError(`estimateCost: ${name} must be a finite number of at least 0, got ${shown(tokens)}`)
}

/** The least that so much input can cost: all of it of the cheapest kind. */
function leastNanos(price: Price, inputTokens: number, facts: BillingFacts): bigint {
  let least: bigint | undefined
  for (const part of ['cachedInputTokens', 'imageInputTokens', 'audioInputTokens', undefined] as const) {
    for (const thinking of [false, true]) {
      const usage = { inputTokens, outputTokens: 0, ...(part === undefined ? {} : { [part]: inputTokens }) }
      const nanos = nanosOf(price, usage, { ...facts, thinking })
      if (least === undefined || nanos < least) least = nanos
    }
  }
  return least ?? 0n
}
