import { fromNanos, toNanos } from '../../chat/decimal.ts'
import type { Price, PriceRates, PriceSchedule, PriceTier } from '../price.ts'

/** What many rows of a table have in common. */
export interface RowFacts {
  readonly provider: string
  readonly currency: Price['currency']
  readonly asOf: string
  readonly source: string
  readonly from?: string
  readonly until?: string
  /** What batches cost, in percent of the rates beside it; 0 where nothing is known of batches. */
  readonly batch?: number
  /** What input found in the cache costs in batches. @default as `batch` says */
  readonly batchCached?: 'as-input'
  /** What writing to the cache costs, in percent of `input`, where a row does not say it. */
  readonly cacheWrite?: number
  readonly cacheWrite1h?: number
}

/** Models that cost the same, apart by blanks, each with its aliases after `|`; input, output, cached input, and what else differs. */
export type PriceRow = readonly [
  models: string,
  input: string,
  output: string,
  cached?: string | undefined,
  more?: RowDetails,
]

export interface RowDetails extends Partial<RowFacts> {
  readonly rates?: Partial<PriceRates>
  readonly schedule?: PriceSchedule
  readonly tiers?: readonly TierRow[]
}

/** From how many input tokens on; input, output, cached input, and what else differs. */
export type TierRow = readonly [
  above: number,
  input: string,
  output: string,
  cached?: string | undefined,
  more?: { readonly aboveOutput?: number; readonly rates?: Partial<PriceRates> },
]

/** Several tiers, on one line. */
export function tiers(...rows: readonly TierRow[]): readonly TierRow[] {
  return rows
}

/** Rows with more in common. */
export interface PriceGroup extends Partial<RowFacts> {
  readonly rows: readonly PriceRow[]
}

/** The prices of a table. */
export function priceRows(common: RowFacts, ...groups: readonly PriceGroup[]): readonly Price[] {
  return groups.flatMap(({ rows, ...facts }) => rows.flatMap((row) => pricesOf({ ...common, ...facts }, row)))
}

function pricesOf(common: RowFacts, [models, input, output, cached, more]: PriceRow): readonly Price[] {
  const facts = { ...common, ...more }
  const { provider, currency, asOf, source, from, until, schedule, tiers, rates } = facts
  return models.split(' ').map((names) => {
    const [model = names, ...aliases] = names.split('|')
    return {
      provider,
      model,
      ...(aliases.length > 0 && { aliases }),
      currency,
      rates: ratesOf(facts, input, output, cached, rates),
      ...(tiers && { tiers: tiers.map((tier) => tierOf(facts, tier)) }),
      ...(schedule && { schedule }),
      ...(from && { validFrom: from }),
      ...(until && { validUntil: until }),
      asOf,
      source,
    }
  })
}

function tierOf(facts: RowFacts, [aboveInputTokens, input, output, cached, more]: TierRow): PriceTier {
  return {
    aboveInputTokens,
    ...(more?.aboveOutput && { aboveOutputTokens: more.aboveOutput }),
    rates: ratesOf(facts, input, output, cached, more?.rates),
  }
}

function ratesOf(
  facts: RowFacts,
  input: string,
  output: string,
  cached?: string | undefined,
  more?: Partial<PriceRates>,
): PriceRates {
  const { batch, batchCached, cacheWrite, cacheWrite1h } = facts
  const rates: PriceRates = {
    input,
    output,
    ...(cached && { cachedInput: cached }),
    ...(cacheWrite && { cacheWrite: percent(input, cacheWrite) }),
    ...(cacheWrite1h && { cacheWrite1h: percent(input, cacheWrite1h) }),
    ...more,
  }
  if (!batch) return rates
  const standard = batchCached && cached ? { ...rates, cachedInput: input } : rates
  return { ...rates, batch: scaled(standard, batch) }
}

/** All rates in percent of what they are. */
function scaled(rates: PriceRates, share: number): Partial<PriceRates> {
  const pairs = Object.entries(rates).map(([name, rate]) => [
    name,
    typeof rate === 'string' ? percent(rate, share) : scaled(rate, share),
  ])
  return Object.fromEntries(pairs)
}

function percent(decimal: string, share: number): string {
  return fromNanos(((toNanos(decimal) ?? 0n) * BigInt(share)) / 100n)
}
