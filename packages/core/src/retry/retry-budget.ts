import { checkRange } from './check-range.ts'

export interface RetryBudgetOptions {
  /** How many repetitions may follow each other without any success. @default 20 */
  capacity?: number | undefined
  /** How much of a repetition every success earns. More costs a failing provider more calls. @default 0.2 */
  perSuccess?: number | undefined
}

/** Keeps repetitions a share of what succeeds, so that a provider that is down is not asked several times as often. */
export interface RetryBudget {
  /** Told of every success. */
  deposit(): void
  /** Takes one repetition; `false` if there is none left. */
  take(): boolean
  /** How many repetitions are left. */
  readonly level: number
}

// Sums of fractions such as 0.1 miss a whole number by a little.
const tolerance = 1e-9

/**
 * A budget, full at first. Give one to each provider that can fail on its own.
 *
 * @throws RangeError for an option out of range.
 */
export function createRetryBudget(options: RetryBudgetOptions = {}): RetryBudget {
  const { capacity = 20, perSuccess = 0.2 } = options
  checkRange('createRetryBudget: capacity', capacity, 1, 1_000_000)
  checkRange('createRetryBudget: perSuccess', perSuccess, 0.001, 1)
  let level = capacity
  return {
    deposit() {
      level = Math.min(capacity, level + perSuccess)
    },
    take() {
      if (level < 1 - tolerance) return false
      level = Math.max(0, level - 1)
      return true
    },
    get level() {
      return level
    },
  }
}
