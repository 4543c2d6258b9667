import type { Clock } from '../chat/clock.ts'
import type { RateWindow } from '../chat/rate-hint.ts'

/** What is left of limits whose windows are surely no minute, until they end: such a limit makes no rate. */
export interface RateHolds {
  readonly isEmpty: boolean
  /** Where `remaining` and `resetMs` are known. */
  hold(dimension: number, window: RateWindow): void
  /** A call has started. */
  take(amounts: readonly number[]): void
  /** How long until the last window ends of which less is left than is needed; 0 if there is none. */
  waitMs(needs: (dimension: number) => number): number
}

// A window may be an hour; whoever was told wrong is not held up for longer than this.
const longestMs = 60_000
// Vendors round to seconds: what ends this much later is still the same window.
const grainMs = 1_000

export function createRateHolds(clock: Clock): RateHolds {
  const holds = new Map<number, { left: number; readonly untilMs: number }>()

  return {
    get isEmpty() {
      return holds.size === 0
    },
    hold(dimension, { remaining, resetMs }) {
      if (!(remaining !== undefined && remaining >= 0 && resetMs !== undefined && resetMs > 0)) return
      const nowMs = clock.monotonic()
      const untilMs = nowMs + Math.min(resetMs, longestMs)
      const held = holds.get(dimension)
      const isSame = held !== undefined && held.untilMs > nowMs && untilMs <= held.untilMs + grainMs
      // Replies overtake each other, and what has started since is not in them.
      if (isSame) held.left = Math.min(held.left, remaining)
      else holds.set(dimension, { left: remaining, untilMs })
    },
    take(amounts) {
      for (const [dimension, held] of holds) held.left -= amounts[dimension] ?? 0
    },
    waitMs(needs) {
      if (holds.size === 0) return 0
      const nowMs = clock.monotonic()
      let longest = 0
      for (const [dimension, { left, untilMs }] of holds) {
        if (untilMs <= nowMs) holds.delete(dimension)
        // Whatever a call is estimated to need, where nothing is left it is refused.
        else if (left < Math.max(1, needs(dimension))) longest = Math.max(longest, Math.ceil(untilMs - nowMs))
      }
      return longest
    },
  }
}
