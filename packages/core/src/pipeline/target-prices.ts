import type { Pricing } from '../budget/pricing.ts'
import { nanosOf } from '../money/cost-of.ts'
import { convertNanos, type ExchangeRates } from '../money/exchange-rates.ts'
import type { Price, PriceList, PriceQuery } from '../money/price.ts'
import { worstCaseNanos } from '../money/worst-case.ts'
import type { Target } from '../route/target.ts'

/** What of a target decides what it costs. */
export type BilledTarget = Pick<Target, 'provider' | 'model' | 'billedBy' | 'price'>

/** A price list that knows how targets are billed: by the model that was asked for, then by the one that a reply names. */
export function targetPrices(prices: PriceList, targets: ReadonlyMap<string, BilledTarget>): PriceList {
  return {
    find(query) {
      const target = query.target === undefined ? undefined : targets.get(query.target)
      if (target === undefined) return prices.find(query)
      const { price, billedBy = target.provider, model } = target
      if (price !== undefined) return price
      const { at, target: name } = query
      const asked = prices.find({ provider: billedBy, model, target: name, at })
      return asked ?? prices.find({ provider: billedBy, model: query.model, target: name, at })
    },
  }
}

/** What budgets have to know of money. */
export function budgetPricing(prices: PriceList, rates: ExchangeRates): Pricing {
  const find = (query: PriceQuery): Price | undefined => prices.find(query)
  return {
    worstCase(asked, { possible, ...size }) {
      const price = find(asked)
      if (price === undefined) return undefined
      return { nanos: worstCaseNanos(price, { ...size, ...possible, at: asked.at }), currency: price.currency }
    },
    costOf(asked, usage, hasThoughts) {
      const price = find(asked)
      return (
        price && {
          nanos: nanosOf(price, usage, { at: asked.at, thinking: hasThoughts || undefined }),
          currency: price.currency,
        }
      )
    },
    convert: ({ nanos, currency }, to) => convertNanos(nanos, currency, to, rates),
  }
}
