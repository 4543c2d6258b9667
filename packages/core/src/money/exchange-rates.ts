import type { Cost, Currency } from '../chat/cost.ts'
import { fromNanos, nanosPerUnit, toNanos } from '../chat/decimal.ts'

/** What one unit of a currency is worth in others: `{ USD: { CNY: '7.10', asOf: '2026-11-01' } }`. */
export type ExchangeRates = { readonly [From in Currency]?: CurrencyRates | undefined }

export interface CurrencyRates {
  readonly CNY?: string | undefined
  readonly USD?: string | undefined
  /** The day of these rates. */
  readonly asOf: string
}

/** A rate that was used. */
export interface UsedRate {
  /** The rate was given for one unit of this currency… */
  readonly from: Currency
  /** …in this one. */
  readonly to: Currency
  readonly rate: string
  readonly asOf: string
}

/** A cost in one currency. */
export interface ConvertedCost {
  readonly cost: Cost
  readonly currency: Currency
  /** The same in billionths of the currency. */
  readonly nanos: bigint
  /** The rates that were used; none where all was in that currency already. */
  readonly rates: readonly UsedRate[]
}

const currencies: readonly Currency[] = ['CNY', 'USD']

/**
 * Returns rates that can be relied on.
 *
 * @throws RangeError for a rate that is no decimal number above 0, and for a date that is none.
 */
export function checkExchangeRates(rates: ExchangeRates): ExchangeRates {
  for (const from of currencies) {
    const given = rates[from]
    if (given === undefined) continue
    checkDay(from, given.asOf)
    for (const to of currencies) if (given[to] !== undefined) rateIn(from, to, given[to])
  }
  return rates
}

/**
 * The whole cost in one currency. Exact: the sum is rounded once, to the nearest billionth, halves up. Where only the rate of
 * the other direction was given, amounts are divided by it.
 *
 * @throws RangeError where there is no rate or none with a day, and for amounts and rates that are no decimal numbers.
 */
export function convertCost(cost: Cost, to: Currency, rates: ExchangeRates): ConvertedCost {
  const used: UsedRate[] = []
  let nanos = 0n
  for (const from of currencies) {
    const amount = cost[from]
    if (amount === undefined) continue
    const given = toNanos(amount)
    if (given === undefined)
      throw new RangeError(`cost: an amount must be a decimal number, got ${JSON.stringify(amount)}`)
    nanos += convertNanos(given, from, to, rates)
    if (from === to) continue
    const rate = rateBetween(from, to, rates)
    checkDay(rate.from, rate.asOf)
    used.push(rate)
  }
  return { cost: { [to]: fromNanos(nanos) }, currency: to, nanos, rates: used }
}

/**
 * An amount of billionths in another currency, rounded to the nearest, halves up.
 *
 * @throws RangeError where there is no rate, or none that is a decimal number.
 */
export function convertNanos(nanos: bigint, from: Currency, to: Currency, rates: ExchangeRates): bigint {
  if (from === to) return nanos
  const { from: base, to: other, rate } = rateBetween(from, to, rates)
  const perUnit = rateIn(base, other, rate)
  return base === from ? divide(nanos * perUnit, nanosPerUnit) : divide(nanos * nanosPerUnit, perUnit)
}

function rateBetween(from: Currency, to: Currency, rates: ExchangeRates): UsedRate {
  for (const [base, other] of [
    [from, to],
    [to, from],
  ] as const) {
    const given = rates[base]
    const rate = given?.[other]
    if (given !== undefined && rate !== undefined) return { from: base, to: other, rate, asOf: given.asOf }
  }
  throw new RangeError(`exchangeRates: there is no rate between ${from} and ${to}`)
}

function rateIn(from: Currency, to: Currency, rate: string): bigint {
  // Rates come from configuration: a number would have been rounded before it came here.
  const nanos = typeof rate === 'string' ? toNanos(rate) : undefined
  if (nanos !== undefined && nanos > 0n) return nanos
  throw new RangeError(`exchangeRates: ${from} in ${to} must be a decimal number above 0, got ${JSON.stringify(rate)}`)
}

/** Rounds halves up. */
function divide(dividend: bigint, divisor: bigint): bigint {
  return (2n * dividend + divisor) / (2n * divisor)
}

function checkDay(from: Currency, asOf: unknown): void {
  if (isDay(asOf)) return
  throw new RangeError(`exchangeRates: asOf of ${from} must be a day like 2026-11-01, got ${JSON.stringify(asOf)}`)
}

function isDay(text: unknown): boolean {
  if (typeof text !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(text)) return false
  const day = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text)
}
