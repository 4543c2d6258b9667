import { fromNanos } from '../chat/decimal.ts'
import type { Counter } from '../store/counter-store.ts'
import type { BudgetLimit } from './budget-rule.ts'
import type { Span } from './calendar.ts'

/** A budget for one owner and, where it is one of the calendar, one stretch of time. */
export interface OpenBudget {
  readonly limit: BudgetLimit
  readonly owner: string
  readonly span: Span | undefined
  readonly counter: Counter
}

export function counterOf(limit: BudgetLimit, key: string, span: Span | undefined, ttlMs: number): Counter {
  const rule = { type: 'budget', limit: limit.limit, span: span ?? { lastMs: limit.rollingMs }, ttlMs } as const
  return { key, rule }
}

/** What is told of once belongs to one owner and one window. */
export function windowKey({ counter, span }: OpenBudget): string {
  return `${counter.key}:${span?.startMs}`
}

/** An amount as users write it. */
export function amountOf({ unit }: BudgetLimit, amount: number): string {
  return unit === 'tokens' ? String(amount) : fromNanos(BigInt(Math.round(amount)))
}
