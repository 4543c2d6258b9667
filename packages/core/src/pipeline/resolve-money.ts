import type { Budget } from '../budget/budget-rule.ts'
import { type Budgets, createBudgets } from '../budget/budgets.ts'
import type { Clock } from '../chat/clock.ts'
import { checkExchangeRates, type ExchangeRates } from '../money/exchange-rates.ts'
import type { PriceList } from '../money/price.ts'
import { builtInPrices } from '../money/price-table.ts'
import type { CounterStore } from '../store/counter-store.ts'
import { type BilledTarget, budgetPricing, targetPrices } from './target-prices.ts'

export interface MoneyOptions {
  readonly budget: readonly Budget[]
  readonly rates: ExchangeRates | undefined
  readonly prices: PriceList | undefined
  readonly targets: ReadonlyMap<string, BilledTarget>
  /** Whom a call turns to; `undefined` where that is not known. */
  readonly order: readonly string[] | undefined
  readonly store: CounterStore
  /** How long an attempt may take. */
  readonly attemptMs: number
  /** Whether other processes count in the store, too. */
  readonly isShared: boolean
  /** Whose options these are, for errors. */
  readonly where: string
  readonly clock: Clock
}

// An attempt is over by then, or its process is.
const graceMs = 30_000
const longestMs = 86_400_000

/** @throws RangeError for budgets that could not be kept: without a price, or without a rate between two currencies. */
export function resolveMoney(options: MoneyOptions): { prices: PriceList; budgets: Budgets | undefined } {
  const { budget, rates = {}, targets, order, store, attemptMs, isShared, where, clock } = options
  if (!Array.isArray(budget)) throw new RangeError(`${where}: budget must be a list, got ${budget}`)
  if (typeof (options.prices ?? builtInPrices()).find !== 'function') {
    throw new RangeError(`${where}: prices must be what createPriceList gives, got ${options.prices}`)
  }
  checkExchangeRates(rates)
  const prices = targetPrices(options.prices ?? builtInPrices(), targets)
  if (budget.length === 0) return { prices, budgets: undefined }
  const pricing = budgetPricing(prices, rates)
  // What lies in this process's memory dies with it.
  const ttlMs = isShared ? attemptMs + graceMs : longestMs
  const budgets = createBudgets({ budgets: budget, pricing, store, ttlMs, clock })
  const [first] = targets.keys()
  const degrading = budget.findIndex(({ mode }) => mode === 'degrade')
  if (degrading >= 0 && order !== undefined && !order.some((name) => name !== first)) {
    throw new RangeError(`${where}: budget[${degrading}] degrades, so that order must name the target to turn to`)
  }
  for (const { unit, allowsUnpriced } of budgets.limits) {
    if (unit === 'tokens') continue
    for (const [name, { provider, model }] of targets) {
      const asked = { target: name, provider, model, at: clock.now() }
      const charge = pricing.worstCase(asked, { inputTokens: 1, outputTokens: 1 })
      if (charge === undefined && !allowsUnpriced) {
        throw new RangeError(
          `${where}: budget needs the price of ${name} (${provider} ${model}): give it in prices or in the target, or allow it with unpriced: 'allow'`,
        )
      }
      // Throws where there is no rate.
      if (charge !== undefined && charge.currency !== unit) pricing.convert(charge, unit)
    }
  }
  return { prices, budgets }
}
