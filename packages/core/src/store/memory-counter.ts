import type { CounterRule } from './counter-store.ts'

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
  /** Whether the store let go of it, though a set may still have it. */
  isDropped: boolean
}

// A lack this small is a rounding error of the refill.
const grain = 1e-6

export function createMemoryCounter(id: string, rule: CounterRule, atMs: number): MemoryCounter {
  const capacity = capacityOf(rule)
  return { id, rule, capacity, left: capacity, atMs, usedAtMs: atMs, holders: new Map(), isDropped: false }
}

/** Brings what is left up to date. */
export function refill(counter: MemoryCounter, nowMs: number): void {
  const { rule, capacity, left, atMs } = counter
  if (rule.type === 'lease') {
    for (const [name, { endsAtMs }] of counter.holders) {
      if (endsAtMs > nowMs) break
      endLease(counter, name)
    }
  }
  // A clock that steps back refills nothing, and does not refill the same time twice.
  if (nowMs <= atMs) return
  if (rule.type === 'bucket' && left < capacity) {
    counter.left = Math.min(capacity, left + ((nowMs - atMs) * rule.refillPerSecond) / 1_000)
  }
  counter.atMs = nowMs
}

/** Goes by another rule of the same type. What was used stays used, but a bucket is not fuller for being larger. */
export function changeRule(counter: MemoryCounter, rule: CounterRule): void {
  const capacity = capacityOf(rule)
  const { left } = counter
  counter.left = rule.type === 'bucket' ? Math.min(left, capacity) : left + capacity - counter.capacity
  counter.rule = rule
  counter.capacity = capacity
}

export function hasLeft(counter: MemoryCounter, amount: number): boolean {
  return counter.left + grain >= amount
}

/** How long until the amount is left, in whole milliseconds. */
export function waitFor({ rule, left, capacity }: MemoryCounter, amount: number, epochMs: number): number {
  if (rule.type === 'lease' || amount > capacity) return Number.POSITIVE_INFINITY
  const waitMs = rule.type === 'window' ? rule.endMs - epochMs : ((amount - left) / rule.refillPerSecond) * 1_000
  return Math.max(1, Math.ceil(waitMs - grain))
}

/** Takes what is left. */
export function takeFrom(counter: MemoryCounter, amount: number, nowMs: number, lease: string | undefined): void {
  counter.left -= amount
  if (counter.rule.type === 'lease' && lease !== undefined) {
    counter.holders.set(lease, { amount, endsAtMs: nowMs + counter.rule.ttlMs })
  }
}

/** Whether the lease was still there. */
export function renewLease(counter: MemoryCounter, lease: string, nowMs: number): boolean {
  const holder = counter.holders.get(lease)
  if (counter.rule.type !== 'lease' || holder === undefined) return false
  // Put in anew, so that the first to end stays first.
  counter.holders.delete(lease)
  counter.holders.set(lease, { amount: holder.amount, endsAtMs: nowMs + counter.rule.ttlMs })
  return true
}

export function endLease(counter: MemoryCounter, name: string): void {
  counter.left += counter.holders.get(name)?.amount ?? 0
  counter.holders.delete(name)
}

/** @throws RangeError for a rule that nothing can follow. */
function capacityOf(rule: CounterRule): number {
  switch (rule.type) {
    case 'bucket':
      return checked('refillPerSecond', rule.refillPerSecond) && checked('capacity', rule.capacity)
    case 'window':
      return checked('endMs - startMs', rule.endMs - rule.startMs) && checked('limit', rule.limit)
    case 'lease':
      return checked('ttlMs', rule.ttlMs) && checked('limit', rule.limit)
    default:
      return rule satisfies never
  }
}

function checked(name: string, value: number): number {
  if (value > 0 && Number.isFinite(value)) return value
  throw new RangeError(`CounterStore: ${name} must be a positive number, got ${value}`)
}
