import { createBreaker } from '../breaker/breaker.ts'
import type { BreakerOptions } from '../breaker/breaker-options.ts'
import type { Budget } from '../budget/budget-rule.ts'
import { type Clock, systemClock } from '../chat/clock.ts'
import type { Policy } from '../chat/handler.ts'
import { createLimiter } from '../limit/limiter.ts'
import type { LimiterOptions } from '../limit/limiter-options.ts'
import type { ExchangeRates } from '../money/exchange-rates.ts'
import type { PriceList } from '../money/price.ts'
import type { CounterStore } from '../store/counter-store.ts'
import { createMemoryCounterStore } from '../store/memory-counter-store.ts'
import { attempt } from './attempt.ts'
import { resolveMoney } from './resolve-money.ts'
import { attemptMsOf } from './target-stack.ts'

const byHand = {
  target: '',
  lane: '',
  provider: '',
  model: '',
  budgets: undefined,
  learner: undefined,
  hasOther: () => false,
} as const

/**
 * A limiter around a handler, for pipelines of one's own: calls wait for their turn, and a refusal for coming too fast closes
 * the gate for all of them.
 *
 * @throws RangeError for an option out of range.
 */
export function limit(options: LimiterOptions = {}): Policy {
  const { tokensPerMinute, inputTokensPerMinute, outputTokensPerMinute, requestsPerMinute, maxWaitMs } = options
  const countsTokens = (tokensPerMinute ?? inputTokensPerMinute ?? outputTokensPerMinute) !== undefined
  return attempt({
    ...byHand,
    breaker: undefined,
    whenOpen: 'fail',
    limiter: createLimiter(options),
    countsTokens,
    learnsFromRefusals: !countsTokens && requestsPerMinute === undefined,
    maxWaitMs,
    clock: options.clock ?? systemClock,
  })
}

/**
 * A breaker around a handler, for pipelines of one's own.
 *
 * @throws RangeError for an option out of range.
 */
export function breaker(options: Omit<BreakerOptions, 'isFailure'> = {}): Policy {
  const clock = options.clock ?? systemClock
  return attempt({
    ...byHand,
    breaker: createBreaker(options),
    whenOpen: options.whenOpen ?? 'fail',
    limiter: createLimiter({ clock }),
    countsTokens: false,
    learnsFromRefusals: false,
    maxWaitMs: undefined,
    clock,
  })
}

export interface BudgetOptions {
  budgets: readonly Budget[]
  /** The model that the handler asks, and who sells it: that is how its price is found. */
  model: string
  provider: string
  /** The name for budgets per model. @default model */
  target?: string | undefined
  /** What models cost. @default the built-in table */
  prices?: PriceList | undefined
  /** What currencies are worth in each other. Needed where a budget is in another currency than the price. */
  rates?: ExchangeRates | undefined
  /** Where it is counted. Budgets of several handlers count together in one store. @default this policy alone */
  store?: CounterStore | undefined
  /** How long a call may take: what is reserved is free again 30 s later, if nobody settled it. @default 600_000 */
  attemptMs?: number | undefined
  clock?: Clock | undefined
}

/**
 * Budgets around a handler, for pipelines of one's own: what a call may cost at most is reserved before it, and what it has
 * cost is booked after it. Answers without a bound are given one of 4,096 tokens.
 *
 * @throws RangeError for a budget that makes no sense, or that could not be kept: without a price, or without a rate.
 */
export function budget(options: BudgetOptions): Policy {
  const { budgets: rules, model, provider, target = model, prices, rates } = options
  const clock = options.clock ?? systemClock
  const store = options.store ?? createMemoryCounterStore({ clock })
  const targets = new Map([[target, { provider, model }]])
  const attemptMs = attemptMsOf({ attemptMs: options.attemptMs })
  const { budgets } = resolveMoney({
    ...{ where: 'budget', isShared: options.store !== undefined, budget: rules },
    rates,
    prices,
    targets,
    order: undefined,
    store,
    attemptMs,
    clock,
  })
  return attempt({
    ...byHand,
    target,
    provider,
    model,
    budgets,
    breaker: undefined,
    whenOpen: 'fail',
    limiter: createLimiter({ clock, store, name: `budget:${target}` }),
    countsTokens: false,
    learnsFromRefusals: false,
    maxWaitMs: undefined,
    clock,
  })
}
