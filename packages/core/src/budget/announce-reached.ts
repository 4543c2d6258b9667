import type { BudgetThreshold } from '../chat/decision.ts'
import type { Observer } from '../chat/handler.ts'
import { amountOf, type OpenBudget, windowKey } from './open-budget.ts'
import type { Thresholds } from './thresholds.ts'

/** Tells of the shares of budgets that have been reached, each once. */
export function announceReached(news: {
  readonly budgets: readonly OpenBudget[]
  /** What has been spent of each. */
  readonly totals: readonly number[]
  readonly thresholds: Thresholds
  readonly observe: Observer
}): void {
  const { budgets, totals, thresholds, observe } = news
  for (const [index, budget] of budgets.entries()) {
    const { limit, owner, span } = budget
    const spent = totals[index] ?? 0
    const key = windowKey(budget)
    for (const threshold of thresholds.reached(key, spent / limit.limit, limit.warnAt)) {
      const reached: BudgetThreshold = {
        type: 'budget-threshold',
        per: limit.per,
        owner: limit.per === 'all' ? undefined : owner,
        threshold,
        unit: limit.unit,
        used: amountOf(limit, spent),
        limit: amountOf(limit, limit.limit),
        resetsAt: span?.endMs,
      }
      if (limit.per === 'caller') thresholds.leave(key, reached)
      observe(reached)
      try {
        limit.onThreshold?.(reached)
      } catch {
        // Whoever watches may not break a call.
      }
    }
  }
}
