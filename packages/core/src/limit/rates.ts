import type { RateHint, RateWindow } from '../chat/rate-hint.ts'
import type { Counter, CounterSet, CounterStore, MaybePromise, TakeResult } from '../store/counter-store.ts'

/** What a provider limits per minute. */
export const dimensions = ['requests', 'tokens', 'inputTokens', 'outputTokens'] as const

/** So much of each dimension, in their order. */
export type Amounts = readonly number[]

/** What a provider grants per minute, and what is left of it. */
export interface Rates {
  /** Whether there is anything that may have to be waited for. */
  readonly isLimited: boolean
  /** Takes what a call needs, and its lease where calls in flight are counted in the store. */
  take(amounts: Amounts, lease?: string): MaybePromise<TakeResult>
  settle(deltas: Amounts, lease?: string): MaybePromise<void>
  /** Goes by what the provider says, where that is less. */
  clamp(hint: RateHint): MaybePromise<void>
  /** How long at least until `needs` are left, of which the last call takes `amounts`. `Infinity` for never. */
  waitMs(needs: (dimension: number) => number, amounts: Amounts): number
  /** Whether one call may find room where the counter `refusedBy` had none for another. */
  isSmaller(one: Amounts, other: Amounts, refusedBy: number): boolean
}

export interface RatesOptions {
  readonly store: CounterStore
  readonly name: string
  /** `Infinity` for what is not limited. */
  readonly perMinute: Amounts
  /** The most at one instant. */
  readonly burst: Amounts
  readonly lease: { limit: number; ttlMs: number } | undefined
}

const taken: TakeResult = { ok: true }

export function createRates({ store, name, perMinute, burst, lease }: RatesOptions): Rates {
  const rates = [...perMinute]
  const rateOf = (dimension: number) => rates[dimension] ?? Number.POSITIVE_INFINITY
  const capacityOf = (dimension: number) => Math.min(rateOf(dimension), burst[dimension] ?? Number.POSITIVE_INFINITY)
  /** The dimensions that are limited, in the order of the counters. */
  let limited: number[] = []
  let set: CounterSet | undefined
  /** Whether the store answers at once, so that it may be asked for estimates. */
  let isLocal = false
  open()

  function open(): void {
    limited = [...dimensions.keys()].filter((dimension) => rateOf(dimension) < Number.POSITIVE_INFINITY)
    const counters = limited.map((dimension): Counter => {
      const rule = { type: 'bucket', capacity: capacityOf(dimension), refillPerSecond: rateOf(dimension) / 60 } as const
      return { key: `${name}:${dimensions[dimension]}`, rule }
    })
    if (lease !== undefined) counters.push({ key: `${name}:calls`, rule: { type: 'lease', ...lease } })
    set = counters.length > 0 ? store.open(counters) : undefined
  }

  function inOrder(amounts: Amounts): number[] {
    const ordered = limited.map((dimension) => amounts[dimension] ?? 0)
    if (lease !== undefined) ordered.push(1)
    return ordered
  }

  return {
    get isLimited() {
      return set !== undefined
    },
    take(amounts, leaseName) {
      if (set === undefined) return taken
      const result = set.take(inOrder(amounts), leaseName)
      isLocal = 'ok' in result
      return result
    },
    settle: (deltas, leaseName) => set?.settle(inOrder(deltas), leaseName),
    clamp(hint) {
      const windows = dimensions.map((dimension) => hint[dimension] ?? {})
      let isTighter = false
      for (const [dimension, { limit = 0 }] of windows.entries()) {
        // Some say 0 where they mean that they do not know.
        if (!(limit > 0 && limit < rateOf(dimension))) continue
        rates[dimension] = limit
        isTighter = true
      }
      if (isTighter) open()
      const levels = limited.map((dimension) => remainingIn(windows[dimension]))
      const clamped = set?.clamp(lease === undefined ? levels : [...levels, undefined])
      isLocal = clamped === undefined
      return clamped
    },
    waitMs(needs, amounts) {
      if (limited.length === 0) return 0
      const levels = isLocal ? set?.levels() : undefined
      // Of a store elsewhere only this is known: its buckets are full at best.
      const known: Amounts = levels !== undefined && 'length' in levels ? levels : []
      const waits = limited.map((dimension, index) => {
        if ((amounts[dimension] ?? 0) > capacityOf(dimension)) return Number.POSITIVE_INFINITY
        const lack = needs(dimension) - (known[index] ?? capacityOf(dimension))
        return lack > 0 ? Math.ceil((lack / rateOf(dimension)) * 60_000) : 0
      })
      return Math.max(0, ...waits)
    },
    isSmaller(one, other, refusedBy) {
      const dimension = limited[refusedBy]
      return dimension !== undefined && (one[dimension] ?? 0) < (other[dimension] ?? 0)
    },
  }
}

function remainingIn({ remaining }: RateWindow = {}): number | undefined {
  return remaining !== undefined && remaining >= 0 ? remaining : undefined
}
