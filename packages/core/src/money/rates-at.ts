import { toNanos } from '../chat/decimal.ts'
import type { Price, PriceRates } from './price.ts'
import { isScheduled } from './schedule.ts'
import type { UsageBuckets } from './usage-buckets.ts'

/** A kind of tokens. */
export type TokenKind = keyof UsageBuckets

/** What a million tokens of each kind cost, in billionths of the price's currency. */
export type Rates = Readonly<Record<TokenKind, bigint>>

/** What rates depend on besides the size of a call. */
export interface BillingMode {
  /** In milliseconds of the Unix epoch. */
  readonly at: number
  readonly thinking: boolean
  readonly batch: boolean
}

/** The kinds of input, in the order in which they stand in a prompt: what a cache holds is always its beginning. */
export const inputKinds = ['cachedInput', 'cacheWrite1h', 'cacheWrite', 'imageInput', 'audioInput', 'input'] as const
export const outputKinds = ['output', 'reasoning', 'imageOutput', 'audioOutput'] as const

/** Parsed and put together once for each way in which a price can hold: a few dozen at most. */
const known = /* @__PURE__ */ new WeakMap<Price, Map<number, Rates>>()

/**
 * The rates of a price outside all its tiers (-1) or in one of them. Where several parts of a price name a kind of tokens,
 * the most special one wins: the hour, then the tier, then the price itself, and in each of them the thinking rates, then
 * those of batches, then the others. So a tier that names a rate, but none for batches, gives batches no discount, and one
 * that names no rate for a kind leaves that of the price. Only then does a kind without a rate cost what its neighbour does.
 *
 * @throws RangeError for a rate that is no decimal number of at least 0 with at most nine decimals.
 */
export function ratesAt(price: Price, tier: number, { at, thinking, batch }: BillingMode): Rates {
  const { schedule } = price
  const isSpecialHour = schedule !== undefined && isScheduled(schedule, at)
  const key = (tier + 1) * 8 + (isSpecialHour ? 4 : 0) + (thinking ? 2 : 0) + (batch ? 1 : 0)
  let ofPrice = known.get(price)
  if (ofPrice === undefined) {
    ofPrice = new Map()
    known.set(price, ofPrice)
  }
  let rates = ofPrice.get(key)
  if (rates === undefined) {
    const parts = [price.rates, price.tiers?.[tier]?.rates, isSpecialHour ? schedule.rates : undefined]
    rates = combine(price.model, parts, thinking, batch)
    ofPrice.set(key, rates)
  }
  return rates
}

function combine(
  model: string,
  parts: readonly (Partial<PriceRates> | undefined)[],
  thinking: boolean,
  batch: boolean,
): Rates {
  const named: Partial<Record<TokenKind, bigint>> = {}
  for (const part of parts) {
    if (part !== undefined) for (const rates of versions(part, thinking, batch)) name(named, rates, model)
  }
  const { input, output } = named
  if (input === undefined || output === undefined)
    throw new RangeError(`price: ${model} needs rates.input and rates.output`)
  const cacheWrite = named.cacheWrite ?? input
  return {
    input,
    cachedInput: named.cachedInput ?? input,
    cacheWrite,
    cacheWrite1h: named.cacheWrite1h ?? cacheWrite,
    imageInput: named.imageInput ?? input,
    audioInput: named.audioInput ?? input,
    output,
    reasoning: named.reasoning ?? output,
    imageOutput: named.imageOutput ?? output,
    audioOutput: named.audioOutput ?? output,
  }
}

/** The least special first. */
function versions(rates: Partial<PriceRates>, thinking: boolean, batch: boolean): (Partial<PriceRates> | undefined)[] {
  return [
    rates,
    batch ? rates.batch : undefined,
    thinking ? rates.thinking : undefined,
    batch && thinking ? (rates.thinking?.batch ?? rates.batch?.thinking) : undefined,
  ]
}

function name(named: Partial<Record<TokenKind, bigint>>, rates: Partial<PriceRates> | undefined, model: string): void {
  if (rates === undefined) return
  for (const kind of [...inputKinds, ...outputKinds]) {
    const rate = rates[kind]
    if (rate === undefined) continue
    const nanos = toNanos(rate)
    if (nanos === undefined) {
      throw new RangeError(
        `price: ${kind} of ${model} must be a decimal number such as '0.15', got ${JSON.stringify(rate)}`,
      )
    }
    named[kind] = nanos
  }
}
