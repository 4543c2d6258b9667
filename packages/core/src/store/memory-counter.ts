import { counterCapacity } from './counter-capacity.ts'
import type { CounterRule } from './counter-store.ts'
import { createMemoryBudget, forget, type MemoryBudget, spend, waitForBudget } from './memory-budget.ts'
import { createMemoryHolders, hold, type MemoryHolders, release, releaseEnded, renew } from './memory-holders.ts'

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
  /** For leases, and for what is reserved of a budget. */
  readonly holders: MemoryHolders | undefined
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
  const holders = budget !== undefined || rule.type === 'lease' ? createMemoryHolders() : undefined
  return { id, rule, capacity, left: capacity, atMs, usedAtMs: atMs, holders, budget, isDropped: false }
}

/** Brings what is left up to date. */
export function refill(counter: MemoryCounter, nowMs: number): void {
  const { rule, capacity, left, atMs, holders, budget } = counter
  if (holders !== undefined) {
    releaseEnded(holders, nowMs)
    if (budget !== undefined) forget(budget, nowMs)
    recount(counter, holders)
  }
  // A clock that steps back refills nothing, and does not refill the same time twice.
  if (nowMs <= atMs) return
  if (rule.type === 'bucket' && left < capacity) {
    counter.left = Math.min(capacity, left + ((nowMs - atMs) * rule.refillPerSecond) / 1_000)
  }
  counter.atMs = nowMs
}

function recount(counter: MemoryCounter, { sum }: MemoryHolders): void {
  counter.left = counter.capacity - (counter.budget?.spent ?? 0) - sum
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
  if (rule.type === 'budget') return waitForBudget(budget?.parts ?? [], rule, amount - left, nowMs, epochMs)
  const waitMs = rule.type === 'window' ? rule.endMs - epochMs : ((amount - left) / rule.refillPerSecond) * 1_000
  return Math.max(1, Math.ceil(waitMs - grain))
}

/** Takes what is left. */
export function takeFrom(counter: MemoryCounter, amount: number, nowMs: number, lease: string | undefined): void {
  const { rule, holders } = counter
  counter.left -= amount
  if (holders === undefined || lease === undefined || !('ttlMs' in rule)) return
  hold(holders, lease, amount, nowMs + rule.ttlMs)
}

/** Corrects what was taken, ends a lease, or books what was spent: each kind of counter in its way. */
export function settleWith(counter: MemoryCounter, number: number, nowMs: number, lease: string | undefined): void {
  const { rule, holders, budget } = counter
  if (holders === undefined) {
    if (Number.isFinite(number)) counter.left = Math.min(counter.capacity, counter.left - number)
    return
  }
  if (lease !== undefined) release(holders, lease)
  if (rule.type === 'budget' && budget !== undefined) spend(budget, rule, number, nowMs)
  recount(counter, holders)
}

/** Whether the lease, or the reservation, was still there. */
export function renewLease({ rule, holders }: MemoryCounter, lease: string, nowMs: number): boolean {
  return holders !== undefined && 'ttlMs' in rule && renew(holders, lease, nowMs + rule.ttlMs)
}

/** Whether somebody holds a part of it; with a name, whether that one does. */
export function isHeld({ holders }: MemoryCounter, lease?: string): boolean {
  if (holders === undefined) return false
  return lease === undefined ? holders.byName.size > 0 : holders.byName.has(lease)
}
