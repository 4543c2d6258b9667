import type { BudgetRule } from './counter-store.ts'

/** What was spent of a budget. Its times are of the monotonic clock. */
export interface MemoryBudget {
  spent: number
  /** What was spent in each part of a rolling window, the oldest first. Empty for one of the calendar. */
  readonly parts: { readonly untilMs: number; amount: number }[]
}

// A rolling window forgets in so many steps, each a little late and never early.
const partsPerWindow = 60

export function createMemoryBudget(): MemoryBudget {
  return { spent: 0, parts: [] }
}

/** Lets go of what was spent before the window. */
export function forget(budget: MemoryBudget, nowMs: number): void {
  for (let oldest = budget.parts[0]; oldest !== undefined && oldest.untilMs <= nowMs; oldest = budget.parts[0]) {
    budget.spent -= oldest.amount
    budget.parts.shift()
  }
}

/** Books what was spent. */
export function spend(budget: MemoryBudget, { span }: BudgetRule, amount: number, nowMs: number): void {
  if (!Number.isFinite(amount) || amount === 0) return
  budget.spent += amount
  if (!('lastMs' in span)) return
  const partMs = span.lastMs / partsPerWindow
  const untilMs = (Math.floor(nowMs / partMs) + 1) * partMs + span.lastMs
  const last = budget.parts.at(-1)
  if (last !== undefined && last.untilMs >= untilMs) last.amount += amount
  else budget.parts.push({ untilMs, amount })
}

/** How long until what lacks is there, if nothing more is spent and nothing given back. */
export function waitForBudget(
  parts: MemoryBudget['parts'],
  { span }: BudgetRule,
  lack: number,
  nowMs: number,
  epochMs: number,
): number {
  if (!('lastMs' in span)) return Math.max(1, Math.ceil(span.endMs - epochMs))
  let left = lack
  for (const part of parts) {
    left -= part.amount
    if (left <= 0) return Math.max(1, Math.ceil(part.untilMs - nowMs))
  }
  // The rest is reserved: only the ends of other calls can tell.
  return Number.POSITIVE_INFINITY
}
