import type { CounterSet, CounterStore } from '../store/counter-store.ts'
import type { OpenBudget } from './open-budget.ts'

/** The budgets that count a call, opened. They are good for other calls of the same kind, as long as their windows last. */
export interface OpenedBudgets {
  readonly all: readonly OpenBudget[]
  /** Those that may refuse it. */
  readonly enforced: readonly OpenBudget[]
  /** Those that only count it. */
  readonly others: readonly OpenBudget[]
  readonly enforcedSet: CounterSet
  readonly otherSet: CounterSet
  readonly hasMoney: boolean
  /** Whether all of money can do without a price. */
  readonly allowsUnpriced: boolean
}

export function openAll(all: readonly OpenBudget[], canFallBack: boolean, store: CounterStore): OpenedBudgets {
  const enforced = all.filter(({ limit: { mode } }) => mode === 'hard' || (mode === 'degrade' && canFallBack))
  const others = all.filter((budget) => !enforced.includes(budget))
  const money = all.filter(({ limit }) => limit.unit !== 'tokens')
  return {
    all,
    enforced,
    others,
    enforcedSet: store.open(enforced.map(({ counter }) => counter)),
    otherSet: store.open(others.map(({ counter }) => counter)),
    hasMoney: money.length > 0,
    allowsUnpriced: money.every(({ limit }) => limit.allowsUnpriced),
  }
}

/** Whether all of the windows last at that time. */
export function isCurrent({ all }: OpenedBudgets, atMs: number): boolean {
  return all.every(({ span }) => span === undefined || (atMs >= span.startMs && atMs < span.endMs))
}
