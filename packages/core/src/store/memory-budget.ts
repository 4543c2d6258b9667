import type { BudgetRule } from './counter-store.ts'

/** What was spent of a budget, and what is reserved of it. Its times are of the monotonic clock. */
export interface MemoryBudget {
  /** By name; the first to end first. */
  readonly reserved: Map<string, { readonly amount: number; readonly endsAtMs: number }>
  reservedSum: number
  spent: number
  /** What was spent in each part of a rolling window, the oldest first. Empty for one of the calendar. */
  readonly parts: { readonly untilMs: number; amount: number }[]
}

// A rolling window forgets in so many steps, each a little late and never early.
const partsPerWindow = 60

export function createMemoryBudget(): MemoryBudget {
  return { reserved: new Map(), reservedSum: 0, spent: 0, parts: [] }
}

/** Lets go of reservations that were never settled, and of what was spent before the window. */
export function updateBudget(budget: MemoryBudget, nowMs: number): void {
  for (const [name, { endsAtMs }] of budget.reserved) {
    if (endsAtMs > nowMs) break
    release(budget, name)
  }
  for (let oldest = budget.parts[0]; oldest !== undefined && oldest.untilMs <= nowMs; oldest = budget.parts[0]) {
    budget.spent -= oldest.amount
    budget.parts.shift()
  }
}

export function reserve(
  budget: MemoryBudget,
  { ttlMs }: BudgetRule,
  amount: number,
  nowMs: number,
  name: string,
): void {
  // Put in anew, so that the first to end stays first.
  budget.reserved.delete(name)
  budget.reserved.set(name, { amount, endsAtMs: nowMs + ttlMs })
  budget.reservedSum += amount
}

/** Whether the reservation was still there. */
export function renewReservation(budget: MemoryBudget, rule: BudgetRule, nowMs: number, name: string): boolean {
  const held = budget.reserved.get(name)
  if (held === undefined) return false
  release(budget, name)
  reserve(budget, rule, held.amount, nowMs, name)
  return true
}

/** Ends a reservation and books what was spent. */
export function spend(
  budget: MemoryBudget,
  { span }: BudgetRule,
  amount: number,
  nowMs: number,
  name: string | undefined,
): void {
  if (name !== undefined) release(budget, name)
  if (!Number.isFinite(amount) || amount === 0) return
  budget.spent += amount
  if (!('lastMs' in span)) return
  const partMs = span.lastMs / partsPerWindow
  const untilMs = (Math.floor(nowMs / partMs) + 1) * partMs + span.lastMs
  const last = budget.parts.at(-1)
  if (last !== undefined && last.untilMs >= untilMs) last.amount += amount
  else budget.parts.push({ untilMs, amount })
}

function release(budget: MemoryBudget, name: string): void {
  budget.reservedSum -= budget.reserved.get(name)?.amount ?? 0
  budget.reserved.delete(name)
}

/** How long until so much is left, if nothing more is spent and nothing given back. */
export function waitForBudget(
  budget: MemoryBudget,
  { limit, span }: BudgetRule,
  amount: number,
  nowMs: number,
  epochMs: number,
): number {
  if (amount > limit) return Number.POSITIVE_INFINITY
  if (!('lastMs' in span)) return Math.max(1, Math.ceil(span.endMs - epochMs))
  let left = limit - budget.spent - budget.reservedSum
  for (const part of budget.parts) {
    left += part.amount
    if (left >= amount) return Math.max(1, Math.ceil(part.untilMs - nowMs))
  }
  // The rest is reserved: only the ends of other calls can tell.
  return Number.POSITIVE_INFINITY
}
