import type { Clock } from '../chat/clock.ts'
import { systemClock } from '../chat/clock.ts'
import type { Cost, Currency } from '../chat/cost.ts'
import { fromNanos } from '../chat/decimal.ts'
import type { Usage } from '../chat/event.ts'
import { checkedPrice } from './check-price.ts'
import { shown } from './check-rates.ts'
import type { Price, PriceList } from './price.ts'
import { builtInPrices } from './price-table.ts'
import { type BillingMode, inputKinds, outputKinds, type Rates, ratesAt, type TokenKind } from './rates-at.ts'
import { type Bracket, bracketsOf, tierOf } from './tiers.ts'
import { type UsageBuckets, usageBuckets } from './usage-buckets.ts'

/** How much something costs, and by which price. */
export interface PricedCost {
  readonly cost: Cost
  readonly currency: Currency
  /** The same in billionths of the currency. */
  readonly nanos: bigint
  readonly price: Price
}

export interface CostOptions {
  /** The model's id as requests or replies have it. */
  model: string
  /** Who sends the bill, or the provider's name in events. @default the model's name decides */
  provider?: string | undefined
  /** The name of the target that was asked, where there is one. */
  target?: string | undefined
  /** When the call began, in milliseconds of the Unix epoch: prices change, some by the hour. @default now */
  at?: number | undefined
  /** Whose prices. @default the built-in ones */
  prices?: PriceList | undefined
  /** The price itself. @default what `prices` say */
  price?: Price | undefined
  /** Whether the call was part of a batch. @default false */
  batch?: boolean | undefined
  /** Whether the model thought: some vendors bill such an answer otherwise. @default whether `reasoningTokens` are reported */
  thinking?: boolean | undefined
  clock?: Clock | undefined
}

/** What a price depends on besides the tokens. */
export type BillingFacts = Pick<CostOptions, 'thinking' | 'batch'> & { at: number }

/**
 * What a usage costs; `undefined` where no price is known. Exact: whole numbers alone are multiplied and added, and the sum is
 * rounded once, to the nearest billionth of the currency, halves up.
 *
 * @throws RangeError for `at` that is no time, `prices` that are no price list, and a price that is wrong.
 */
export function costOf(usage: Usage, options: CostOptions): PricedCost | undefined {
  const at = timeOf('costOf', options)
  const price = priceOf('costOf', options, at)
  if (price === undefined) return undefined
  return pricedCost(price, nanosOf(price, usage, { at, thinking: options.thinking, batch: options.batch }))
}

/** When a call began, by its options. `caller` is the name of the function, for its errors. */
export function timeOf(caller: string, { at, clock = systemClock }: Pick<CostOptions, 'at' | 'clock'>): number {
  if (at === undefined) return clock.now()
  // What a Date can hold: what lies beyond has no hour of the day.
  if (Number.isFinite(at) && Math.abs(at) <= 8.64e15) return at
  throw new RangeError(`${caller}: at must be a time in milliseconds of the Unix epoch, got ${shown(at)}`)
}

/** The price that options mean, checked: a list need not be one of ours. */
export function priceOf(caller: string, options: CostOptions, at: number): Price | undefined {
  const { price, prices = builtInPrices(), model, provider, target } = options
  if (price !== undefined) return checkedPrice(caller, price)
  // A list of prices has a `find` as well, of another kind.
  if (typeof prices?.find !== 'function' || Array.isArray(prices)) {
    throw new RangeError(`${caller}: prices must be a price list, as createPriceList makes them, got ${shown(prices)}`)
  }
  const found = prices.find({ model, provider, target, at })
  return found && checkedPrice(caller, found)
}

export function pricedCost(price: Price, nanos: bigint): PricedCost {
  return { cost: { [price.currency]: fromNanos(nanos) }, currency: price.currency, nanos, price }
}

const million = 1_000_000n
const allKinds = /* @__PURE__ */ [...inputKinds, ...outputKinds] as const

/** The same for a price that is known, in billionths of its currency. */
export function nanosOf(price: Price, usage: Usage, { at, thinking, batch = false }: BillingFacts): bigint {
  const buckets = usageBuckets(usage)
  const millionths = costInMillionths(price, buckets, { at, batch, thinking: thinking ?? buckets.reasoning > 0 })
  return (millionths + million / 2n) / million
}

/** In millionths of a billionth of the currency: rates are billionths per million tokens. */
function costInMillionths(price: Price, buckets: UsageBuckets, mode: BillingMode): bigint {
  if (price.tiers === undefined) return sumOf(allKinds, buckets, ratesAt(price, -1, mode))
  const inputTokens = inputKinds.reduce((sum, kind) => sum + buckets[kind], 0)
  const outputTokens = outputKinds.reduce((sum, kind) => sum + buckets[kind], 0)
  if (price.tierMode === 'marginal') {
    const brackets = bracketsOf(price.tiers, inputTokens, outputTokens)
    const input = brackets.reduce((sum, bracket) => sum + costWithin(bracket, price, buckets, mode), 0n)
    return input + sumOf(outputKinds, buckets, ratesAt(price, -1, mode))
  }
  const rates = ratesAt(price, tierOf(price.tiers, inputTokens, outputTokens), mode)
  return sumOf(inputKinds, buckets, rates) + sumOf(outputKinds, buckets, rates)
}

function sumOf(kinds: readonly TokenKind[], buckets: UsageBuckets, rates: Rates): bigint {
  let sum = 0n
  for (const kind of kinds) {
    const tokens = buckets[kind]
    if (tokens > 0) sum += BigInt(tokens) * rates[kind]
  }
  return sum
}

/** What of the input lies between two borders: the kinds stand one after the other. */
function costWithin({ tier, from, to }: Bracket, price: Price, buckets: UsageBuckets, mode: BillingMode): bigint {
  const rates = ratesAt(price, tier, mode)
  let begin = 0
  let sum = 0n
  for (const kind of inputKinds) {
    const end = begin + buckets[kind]
    const tokens = Math.min(end, to) - Math.max(begin, from)
    if (tokens > 0) sum += BigInt(tokens) * rates[kind]
    begin = end
  }
  return sum
}
