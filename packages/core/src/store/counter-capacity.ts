import type { CounterRule } from './counter-store.ts'

/**
 * The most that a counter of this rule ever holds. For whoever writes a store of their own.
 *
 * @throws RangeError for a rule that no counter can follow.
 */
export function counterCapacity(rule: CounterRule): number {
  switch (rule.type) {
    case 'bucket':
      return checked('refillPerSecond', rule.refillPerSecond) && checked('capacity', rule.capacity)
    case 'window':
      return checked('endMs - startMs', rule.endMs - rule.startMs) && checked('limit', rule.limit)
    case 'lease':
      return checked('ttlMs', rule.ttlMs) && checked('limit', rule.limit)
    case 'budget': {
      const { span, ttlMs, limit } = rule
      checked('span', 'lastMs' in span ? span.lastMs : span.endMs - span.startMs)
      checked('ttlMs', ttlMs)
      if (Number.isSafeInteger(limit)) return checked('limit', limit)
      throw new RangeError(`CounterStore: the limit of a budget must be a safe integer, got ${limit}`)
    }
    default:
      return rule satisfies never
  }
}

function checked(name: string, value: number): number {
  if (value > 0 && Number.isFinite(value)) return value
  throw new RangeError(`CounterStore: ${name} must be a positive number, got ${value}`)
}
