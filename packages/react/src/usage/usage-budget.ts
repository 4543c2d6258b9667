import type { BudgetState, CallerUsage } from '@sluice/core'

/** How a budget stands, with what a user interface wants to show of it. */
export interface UsageBudget extends BudgetState {
  /** The share that has been used, from 0 to 1: for a bar. The amounts are exact, this is not. */
  readonly fraction: number
  /**
   * When nothing is left if it goes on like this, in milliseconds of the Unix epoch. `undefined` if that is not before it
   * resets, while nothing is used, and for a rolling budget: what it loses comes back at the same pace.
   */
  readonly runsOutAt: number | undefined
}

const hourMs = 3_600_000

/** The caller's budgets, in the order in which the server has them. */
export function usageBudgets({ budgets, at }: CallerUsage): readonly UsageBudget[] {
  return budgets.map((budget) => ({ ...budget, fraction: fractionOf(budget), runsOutAt: runsOutAt(budget, at) }))
}

function fractionOf({ used, limit }: BudgetState): number {
  const [spent, allowed] = [Number(used), Number(limit)]
  return spent >= allowed ? 1 : spent / allowed
}

function runsOutAt({ used, limit, burnPerHour, resetsAt }: BudgetState, at: number): number | undefined {
  // What is reserved may yet come back, so it does not count.
  const left = Number(limit) - Number(used)
  if (left <= 0) return at
  if (resetsAt === undefined) return undefined
  const endsAt = Math.round(at + (left / Number(burnPerHour)) * hourMs)
  return endsAt < resetsAt ? endsAt : undefined
}
