import { type CounterRule, counterCapacity } from '@sluice/core'

/** A counter as it was found, brought up to date. */
export interface CounterState {
  readonly id: number
  readonly rule: CounterRule
  readonly capacity: number
  /** What is left of a bucket, what was used of a window, what was spent of a budget. */
  value: number
  /** The sum of what its holders have. */
  held: number
  /** When the value was true. Of a bucket only: others do not change with time. */
  atMs: number
}

// A lack this small is a rounding error of the refill.
const grain = 1e-6
// What is settled a little after a stretch of time has ended still finds its counter.
const graceMs = 600_000

/** The time is the wall's: processes share no other. */
export function createState(id: number, rule: CounterRule, nowMs: number): CounterState {
  const capacity = counterCapacity(rule)
  return { id, rule, capacity, value: rule.type === 'bucket' ? capacity : 0, held: 0, atMs: nowMs }
}

/** Refills a bucket. */
export function refill(state: CounterState, nowMs: number): void {
  const { rule, capacity, value, atMs } = state
  if (rule.type !== 'bucket') return
  // A clock that was set back refills nothing, and is followed: to wait until it has caught up could take for ever.
  const elapsedMs = Math.max(0, nowMs - atMs)
  state.value = Math.min(capacity, value + (elapsedMs * rule.refillPerSecond) / 1_000)
  state.atMs = nowMs
}

export function leftOf({ rule, capacity, value, held }: CounterState): number {
  return rule.type === 'bucket' ? value : capacity - value - held
}

export function hasLeft(state: CounterState, amount: number): boolean {
  return leftOf(state) + grain >= amount
}

/** Makes what is left less by so much, or more where the amount is below zero. Nothing is ever fuller than full. */
export function use(state: CounterState, amount: number): void {
  const left = Math.min(state.capacity, leftOf(state) - amount)
  state.value = state.rule.type === 'bucket' ? left : state.capacity - left
}

/** How long until the amount is left, in whole milliseconds. For a rolling budget the parts that it will forget are needed. */
export function waitFor(state: CounterState, amount: number, nowMs: number, parts: readonly Part[]): number {
  const { rule, capacity } = state
  if (amount > capacity) return Number.POSITIVE_INFINITY
  switch (rule.type) {
    case 'lease':
      return Number.POSITIVE_INFINITY
    case 'window':
      return inWholeMs(rule.endMs - nowMs)
    case 'bucket':
      return inWholeMs(((amount - leftOf(state)) / rule.refillPerSecond) * 1_000)
    case 'budget': {
      if (!('lastMs' in rule.span)) return inWholeMs(rule.span.endMs - nowMs)
      let left = leftOf(state)
      for (const part of parts) {
        left += part.amount
        if (left >= amount) return inWholeMs(part.untilMs - nowMs)
      }
      // The rest is reserved: only the ends of other calls can tell.
      return Number.POSITIVE_INFINITY
    }
    default:
      return rule satisfies never
  }
}

/** What was spent in a part of a rolling window, and when it is forgotten. */
export interface Part {
  readonly untilMs: number
  readonly amount: number
}

/** When what is spent now is forgotten: a rolling window does so in sixty steps, each a little late and never early. */
export function partEnd(lastMs: number, nowMs: number): number {
  const partMs = lastMs / 60
  return (Math.floor(nowMs / partMs) + 1) * partMs + lastMs
}

/** When nothing of it need be known any more, unless it is used again. */
export function idleAt({ rule, capacity, value }: CounterState, nowMs: number): number {
  switch (rule.type) {
    case 'bucket':
      return nowMs + ((capacity - value) / rule.refillPerSecond) * 1_000
    case 'window':
      return rule.endMs + graceMs
    case 'lease':
      return nowMs + rule.ttlMs
    case 'budget': {
      const { span, ttlMs } = rule
      return Math.max(nowMs + ttlMs, 'lastMs' in span ? partEnd(span.lastMs, nowMs) : span.endMs) + graceMs
    }
    default:
      return rule satisfies never
  }
}

function inWholeMs(waitMs: number): number {
  return Math.max(1, Math.ceil(waitMs - grain))
}
