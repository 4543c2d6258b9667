import type { Clock } from '../chat/clock.ts'
import type { RateHint, RateWindow } from '../chat/rate-hint.ts'
import type { Counter, CounterSet, CounterStore, MaybePromise, TakeResult } from '../store/counter-store.ts'
import type { Reservation } from '../store/reservation.ts'
import { createRateHolds } from './rate-holds.ts'

/** What a provider limits per minute. */
export const dimensions = ['requests', 'tokens', 'inputTokens', 'outputTokens'] as const

/** So much of each dimension, in their order. */
export type Amounts = readonly number[]

/** What a provider grants per minute, and what is left of it. */
export interface Rates {
  /** Whether there is anything that may have to be waited for. */
  readonly isLimited: boolean
  /** Takes what a call needs, its lease where calls in flight are counted in the store, and what is reserved with it. */
  take(amounts: Amounts, lease?: string, reservation?: Reservation): MaybePromise<TakeResult>
  /** Which counter of the reservation refused, by the index of the refusal; below zero where it was none of them. */
  overdrawn(index: number): number
  settle(deltas: Amounts, lease?: string): void
  /** Goes by what the provider says, where that is less. `active` calls are in flight. */
  clamp(hint: RateHint, active: number): void
  /** How long at least until `needs` are left, of which the last call takes `amounts`. `Infinity` for never. */
  waitMs(needs: (dimension: number) => number, amounts: Amounts): number
  /** Whether one call may find room where the counter `refusedBy` had none for another. */
  isSmaller(one: Amounts, other: Amounts, refusedBy: number): boolean
}

export interface RatesOptions {
  readonly clock: Clock
  readonly store: CounterStore
  readonly name: string
  /** `Infinity` for what is not limited. */
  readonly perMinute: Amounts
  /** The most at one instant. */
  readonly burst: Amounts
  /** The store failed where no call can be told of it. */
  readonly onError: (error: unknown) => void
  readonly lease: { limit: number; ttlMs: number } | undefined
}

const taken: TakeResult = { ok: true }
// A window this short is surely no minute.
const shortMs = 30_000

export function createRates({ clock, store, name, perMinute, burst, lease, onError }: RatesOptions): Rates {
  const rates = [...perMinute]
  const rateOf = (dimension: number) => rates[dimension] ?? Number.POSITIVE_INFINITY
  const capacityOf = (dimension: number) => Math.min(rateOf(dimension), burst[dimension] ?? Number.POSITIVE_INFINITY)
  /** The dimensions that are limited, in the order of the counters. */
  let limited: number[] = []
  let opened: readonly Counter[] = []
  const holds = createRateHolds(clock)
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
    opened = counters
    set = counters.length > 0 ? store.open(counters) : undefined
  }

  /** For what nobody waits for: a store that fails is reported, whether at once or later. */
  function attempt(act: () => MaybePromise<void>): MaybePromise<void> {
    try {
      const done = act()
      return done === undefined ? undefined : done.catch(onError)
    } catch (error) {
      onError(error)
    }
  }

  function inOrder(amounts: Amounts): number[] {
    const ordered = limited.map((dimension) => amounts[dimension] ?? 0)
    if (lease !== undefined) ordered.push(1)
    return ordered
  }

  function takeAll(amounts: Amounts, leaseName: string | undefined, reservation: Reservation | undefined) {
    if (reservation === undefined) return set === undefined ? taken : set.take(inOrder(amounts), leaseName)
    if (opened.length === 0) return reservation.set.take(reservation.amounts, leaseName)
    const all = store.open([...opened, ...reservation.counters])
    return all.take([...inOrder(amounts), ...reservation.amounts], leaseName)
  }

  return {
    get isLimited() {
      return set !== undefined || !holds.isEmpty
    },
    take(amounts, leaseName, reservation) {
      const heldMs = holds.waitMs((dimension) => amounts[dimension] ?? 0)
      if (heldMs > 0) return { ok: false, waitMs: heldMs, index: -1, isImpossible: false }
      const result = takeAll(amounts, leaseName, reservation)
      isLocal = 'ok' in result
      if (holds.isEmpty) return result
      const counted = (known: TakeResult) => {
        if (known.ok) holds.take(amounts)
        return known
      }
      return 'ok' in result ? counted(result) : result.then(counted)
    },
    overdrawn: (index) => index - opened.length,
    settle: (deltas, leaseName) => void attempt(() => set?.settle(inOrder(deltas), leaseName)),
    clamp(hint, active) {
      const windows = dimensions.map((dimension) => hint[dimension] ?? {})
      let isTighter = false
      for (const [dimension, told] of windows.entries()) {
        const { limit = 0, resetMs } = told
        // Of a window that is surely no minute only what is left counts, and only until it ends.
        if (resetMs !== undefined && perMinute[dimension] === Number.POSITIVE_INFINITY && isShort(told)) {
          holds.hold(dimension, told)
          continue
        }
        // Some say 0 where they mean that they do not know.
        if (!(limit > 0 && limit < rateOf(dimension)) || isShort(told)) continue
        rates[dimension] = limit
        isTighter = true
      }
      const [before] = limited
      if (isTighter) open()
      const levels = limited.map((dimension) => remainingIn(windows[dimension]))
      // Where no limit was known, nobody has counted the calls in flight, nor does the provider know of all of them yet.
      if (before !== 0 && limited[0] === 0) levels[0] = Math.min(levels[0] ?? capacityOf(0), capacityOf(0) - active)
      isLocal = attempt(() => set?.clamp(lease === undefined ? levels : [...levels, undefined])) === undefined
    },
    waitMs(needs, amounts) {
      const heldMs = holds.waitMs(needs)
      if (limited.length === 0) return heldMs
      const levels = isLocal ? set?.levels() : undefined
      // Of a store elsewhere only this is known: its buckets are full at best.
      const known: Amounts = levels !== undefined && 'length' in levels ? levels : []
      const waits = limited.map((dimension, index) => {
        if ((amounts[dimension] ?? 0) > capacityOf(dimension)) return Number.POSITIVE_INFINITY
        const lack = needs(dimension) - (known[index] ?? capacityOf(dimension))
        return lack > 0 ? Math.ceil((lack / rateOf(dimension)) * 60_000) : 0
      })
      return Math.max(heldMs, ...waits)
    },
    isSmaller(one, other, refusedBy) {
      const dimension = limited[refusedBy]
      return dimension !== undefined && (one[dimension] ?? 0) < (other[dimension] ?? 0)
    },
  }
}

/** Reckons how long the whole window is: a bucket is full again sooner the less of it was used. */
function isShort({ limit = 0, remaining = 0, resetMs }: RateWindow): boolean {
  return resetMs !== undefined && (resetMs * limit) / Math.max(1, limit - remaining) < shortMs
}

function remainingIn({ remaining }: RateWindow = {}): number | undefined {
  return remaining !== undefined && remaining >= 0 && remaining < Number.POSITIVE_INFINITY ? remaining : undefined
}
