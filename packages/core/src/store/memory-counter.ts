import { counterCapacity } from './counter-capacity.ts'
import type { CounterRule } from './counter-store.ts'
import {
  createMemoryBudget,
  type MemoryBudget,
  renewReservation,
  reserve,
  spend,
  updateBudget,
  waitForBudget,
} from './memory-budget.ts'

/** A counter in memory. Its times are of the monotonic clock. */
export interface MemoryCounter {
  readonly id: string
  rule: CounterRule
  /** The most it ever holds. */
  capacity: number
  /** What was left at `atMs`. */
  left: number
  atMs: number
  usedAtMs: number
  /** Who holds a part of it, the first to end first. */
  readonly holders: Map<string, { readonly amount: number; readonly endsAtMs: number }>
  /** For a budget, of which `left` is the outcome. */
  readonly budget: MemoryBudget | undefined
  /** Whether the store let go of it, though a set may still have it. */
  isDropped: boolean
}

// A lack this small is a rounding error of the refill.
const grain = 1e-6

export function createMemoryCounter(id: string, rule: CounterRule, atMs: number): MemoryCounter {
  const capacity = counterCapacity(rule)
  const budget = rule.type === 'budget' ? createMemoryBudget() : undefined
  return { id, rule, capacity, left: capacity, atMs, usedAtMs: atMs, holders: new Map(), budget, isDropped: false }
}

/** Brings what is left up to date. */
export function refill(counter: MemoryCounter, nowMs: number): void {
  const { rule, capacity, left, atMs, budget } = counter
  if (rule.type === 'lease') {
    for (const [name, { endsAtMs }] of counter.holders) {
      if (endsAtMs > nowMs) break
      endLease(counter, name)
    }
  }
  if (budget !== undefined) {
    updateBudget(budget, nowMs)
    recount(counter, budget)
  }
  // A clock that steps back refills nothing, and does not refill the same time twice.
  if (nowMs <= atMs) return
  if (rule.type === 'bucket' && left < capacity) {
    counter.left = Math.min(capacity, left + ((nowMs - atMs) * rule.refillPerSecond) / 1_000)
  }
  counter.atMs = nowMs
}

function recount(counter: MemoryCounter, { spent, reservedSum }: MemoryBudget): void {
  counter.left = counter.capacity - spent - reservedSum
}

/** Goes by another rule of the same type. What was used stays used, but a bucket is not fuller for being larger. */
export function changeRule(counter: MemoryCounter, rule: CounterRule): void {
  const capacity = counterCapacity(rule)
  const { left } = counter
  counter.left = rule.type === 'bucket' ? Math.min(left, capacity) : left + capacity - counter.capacity
  counter.rule = rule
  counter.capacity = capacity
}

export function hasLeft(counter: MemoryCounter, amount: number): boolean {
  return counter.left + grain >= amount
}

/** How long until the amount is left, in whole milliseconds. */
export function waitFor(counter: MemoryCounter, amount: number, nowMs: number, epochMs: number): number {
  const { rule, left, capacity, budget } = counter
  if (rule.type === 'lease' || amount > capacity) return Number.POSITIVE_INFINITY
  if (rule.type === 'budget') return budget === undefined ? 0 : waitForBudget(budget, rule, amount, nowMs, epochMs)
  const waitMs = rule.type === 'window' ? rule.endMs - epochMs : ((amount - left) / rule.refillPerSecond) * 1_000
  return Math.max(1, Math.ceil(waitMs - grain))
}

/** Takes what is left. */
export function takeFrom(counter: MemoryCounter, amount: number, nowMs: number, lease: string | undefined): void {
  const { rule, budget } = counter
  counter.left -= amount
  if (lease === undefined) return
  if (rule.type === 'lease') counter.holders.set(lease, { amount, endsAtMs: nowMs + rule.ttlMs })
  if (rule.type === 'budget' && budget !== undefined) reserve(budget, rule, amount, nowMs, lease)
}

/** Corrects what was taken, ends a lease, or books what was spent: each kind of counter in its way. */
export function settleWith(counter: MemoryCounter, number: number, nowMs: number, lease: string | undefined): void {
  const { rule, budget } = counter
  if (rule.type === 'lease') {
    if (lease !== undefined) endLease(counter, lease)
  } else if (rule.type === 'budget' && budget !== undefined) {
    spend(budget, rule, number, nowMs, lease)
    recount(counter, budget)
  } else if (Number.isFinite(number)) counter.left = Math.min(counter.capacity, counter.left - number)
}

/** Whether the lease, or the reservation, was still there. */
export function renewLease(counter: MemoryCounter, lease: string, nowMs: number): boolean {
  const { rule, budget, holders } = counter
  if (rule.type === 'budget' && budget !== undefined) return renewReservation(budget, rule, nowMs, lease)
  const holder = holders.get(lease)
  if (rule.type !== 'lease' || holder === undefined) return false
  // Put in anew, so that the first to end stays first.
  holders.delete(lease)
  holders.set(lease, { amount: holder.amount, endsAtMs: nowMs + rule.ttlMs })
  return true
}

/** Whether somebody holds a part of it. */
export function isHeld({ holders, budget }: MemoryCounter): boolean {
  return holders.size > 0 || (budget !== undefined && budget.reserved.size > 0)
}

function endLease(counter: MemoryCounter, name: string): void {
  counter.left += counter.holders.get(name)?.amount ?? 0
  counter.holders.delete(name)
}
