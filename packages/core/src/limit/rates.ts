import type { Clock } from '../chat/clock.ts'
import type { RateHint, RateWindow } from '../chat/rate-hint.ts'
import type { Counter, CounterSet, CounterStore, MaybePromise, Taken, TakeResult } from '../store/counter-store.ts'
import type { Reservation } from '../store/reservation.ts'
import { createRateHolds } from './rate-holds.ts'

/** What a provider limits per minute. */
export const dimensions = ['requests', 'tokens', 'inputTokens', 'outputTokens'] as const

/** So much of each dimension, in their order. */
export type Amounts = readonly number[]

/** There is too little at the moment. */
export interface Lacking {
  readonly ok: false
  /** As the store says. */
  readonly waitMs: number
  readonly isImpossible: boolean
  /** Of which dimension; below zero where it was of none. */
  readonly dimension: number
  /** Of which counter of the reservation; below zero where it was of none. */
  readonly overdrawn: number
}

/** What a provider grants per minute, and what is left of it. */
export interface Rates {
  /** Whether there is anything that may have to be waited for. */
  readonly isLimited: boolean
  /** Takes what a call needs, its lease where calls in flight are counted in the store, and what is reserved with it. */
  take(amounts: Amounts, lease?: string, reservation?: Reservation): MaybePromise<Taken | Lacking>
  settle(deltas: Amounts, lease?: string): void
  /** Keeps the lease of a call in flight. False if it has ended. */
  renew(lease: string): MaybePromise<boolean>
  /** Goes by what the provider says, where that is less. `active` calls are in flight. */
  clamp(hint: RateHint, active: number): void
  /** How long at least until `needs` are left, of which the last call takes `amounts`. `Infinity` for never. */
  waitMs(needs: (dimension: number) => number, amounts: Amounts): number
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

const taken: Taken = { ok: true }
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
    const dimensionsNow = [...dimensions.keys()].filter((dimension) => rateOf(dimension) < Number.POSITIVE_INFINITY)
    const counters = dimensionsNow.map((dimension): Counter => {
      const rule = { type: 'bucket', capacity: capacityOf(dimension), refillPerSecond: rateOf(dimension) / 60 } as const
      return { key: `${name}:${dimensions[dimension]}`, rule }
    })
    if (lease !== undefined) counters.push({ key: `${name}:calls`, rule: { type: 'lease', ...lease } })
    set = counters.length > 0 ? store.open(counters) : undefined
    opened = counters
    limited = dimensionsNow
  }

  /** For what nobody waits for: a store that fails is reported, whether at once or later. */
  function attempt<Value>(act: () => MaybePromise<Value>): MaybePromise<Value | undefined> {
    try {
      const done = act()
      return done instanceof Promise ? done.catch((error: unknown) => void onError(error)) : done
    } catch (error) {
      onError(error)
      return undefined
    }
  }

  /** What is left, where the store can say so at once. */
  function known(): Amounts {
    const levels = isLocal ? attempt(() => set?.levels() ?? []) : undefined
    // Of a store elsewhere only this is known: its buckets are full at best.
    return levels !== undefined && 'length' in levels ? levels : []
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
      if (heldMs > 0) return { ok: false, waitMs: heldMs, isImpossible: false, dimension: -1, overdrawn: -1 }
      // While a store elsewhere thinks, a hint may open other counters than those that it was asked for.
      const [asked, ownCount] = [limited, opened.length]
      const result = takeAll(amounts, leaseName, reservation)
      isLocal = 'ok' in result
      const read = (answer: TakeResult): Taken | Lacking => {
        if (answer.ok) {
          holds.take(amounts)
          return taken
        }
        const { waitMs, isImpossible, index } = answer
        const overdrawn = reservation === undefined ? -1 : index - ownCount
        return { ok: false, waitMs, isImpossible, dimension: asked[index] ?? -1, overdrawn }
      }
      return 'ok' in result ? read(result) : result.then(read)
    },
    settle: (deltas, leaseName) => void attempt(() => set?.settle(inOrder(deltas), leaseName)),
    renew: (leaseName) => set?.renew(leaseName) ?? false,
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
      if (isTighter) attempt(open)
      const levels = limited.map((dimension) => remainingIn(windows[dimension]))
      // Where no limit was known, nobody has counted the calls in flight, nor does the provider know of all of them yet.
      if (before !== 0 && limited[0] === 0) levels[0] = Math.min(levels[0] ?? capacityOf(0), capacityOf(0) - active)
      isLocal = attempt(() => set?.clamp(lease === undefined ? levels : [...levels, undefined])) === undefined
    },
    waitMs(needs, amounts) {
      const heldMs = holds.waitMs(needs)
      if (limited.length === 0) return heldMs
      const levels = known()
      const waits = limited.map((dimension, index) => {
        if ((amounts[dimension] ?? 0) > capacityOf(dimension)) return Number.POSITIVE_INFINITY
        const lack = needs(dimension) - (levels[index] ?? capacityOf(dimension))
        return lack > 0 ? Math.ceil((lack / rateOf(dimension)) * 60_000) : 0
      })
      return Math.max(heldMs, ...waits)
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
