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
  readonly clock: Clock
}

// An attempt is over by then, or its process is.
const graceMs = 30_000

/** @throws RangeError for budgets that could not be kept: without a price, or without a rate between two currencies. */
export function resolveMoney(options: MoneyOptions): { prices: PriceList; budgets: Budgets | undefined } {
  const { budget, rates = {}, targets, order, store, attemptMs, clock } = options
  checkExchangeRates(rates)
  const prices = targetPrices(options.prices ?? builtInPrices(), targets)
  if (budget.length === 0) return { prices, budgets: undefined }
  const pricing = budgetPricing(prices, rates)
  const budgets = createBudgets({ budgets: budget, pricing, store, ttlMs: attemptMs + graceMs, clock })
  const degrading = budget.findIndex(({ mode }) => mode === 'degrade')
  if (degrading >= 0 && order !== undefined && order.length < 2) {
    throw new RangeError(`createPipeline: budget[${degrading}] degrades, so that order must name the target to turn to`)
  }
  for (const currency of budgets.currencies) {
    for (const [name, { provider, model }] of targets) {
      const asked = { target: name, provider, model, at: clock.now() }
      const charge = pricing.worstCase(asked, { inputTokens: 1, outputTokens: 1 })
      if (charge === undefined) {
        throw new RangeError(
          `createPipeline: budget needs the price of ${name} (${provider} ${model}): give it in prices or in the target, or allow it with unpriced: 'allow'`,
        )
      }
      // Throws where there is no rate.
      if (charge.currency !== currency) pricing.convert(charge, currency)
    }
  }
  return { prices, budgets }
}
