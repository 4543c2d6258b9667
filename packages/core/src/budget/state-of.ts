import type { BudgetState } from './caller-usage.ts'
import { amountOf, type OpenBudget } from './open-budget.ts'

const hourMs = 3_600_000

/** How a budget stands, in words for its owner. */
export function stateOf({ limit, owner, span }: OpenBudget, level: number, spent: number, nowMs: number): BudgetState {
  const { per, unit, mode, rollingMs } = limit
  const reserved = Math.max(0, limit.limit - level - spent)
  // Of a window that has just begun an hour is made up: a cent in its first second is no hundred a day.
  const hours = Math.max(1, (span === undefined ? rollingMs : nowMs - span.startMs) / hourMs)
  return {
    per,
    ...(per.startsWith('tag:') ? { owner } : {}),
    unit,
    window: limit.window,
    mode,
    limit: amountOf(limit, limit.limit),
    used: amountOf(limit, spent),
    reserved: amountOf(limit, reserved),
    left: amountOf(limit, Math.max(0, level)),
    ...(span === undefined ? {} : { resetsAt: span.endMs }),
    burnPerHour: amountOf(limit, Math.round(spent / hours)),
  }
}
