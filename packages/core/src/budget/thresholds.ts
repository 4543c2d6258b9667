import type { BudgetThreshold } from '../chat/decision.ts'

/** Remembers which shares of which budgets have been told of. */
export interface Thresholds {
  /** The shares that have been reached and were not told of before. */
  reached(key: string, share: number, warnAt: readonly number[]): readonly number[]
  /** Keeps something to be told to the owner with its next call. */
  leave(key: string, reached: BudgetThreshold): void
  /** Takes what was left. */
  take(key: string): BudgetThreshold | undefined
}

// One entry for each owner and window: the ones that were used longest ago go first.
const mostKeys = 10_000

export function createThresholds(): Thresholds {
  const told = new Map<string, { share: number; left: BudgetThreshold | undefined }>()

  function entryOf(key: string) {
    const entry = told.get(key) ?? { share: 0, left: undefined }
    told.delete(key)
    told.set(key, entry)
    const [oldest] = told.keys()
    if (told.size > mostKeys && oldest !== undefined) told.delete(oldest)
    return entry
  }

  return {
    reached(key, share, warnAt) {
      if (share < (warnAt[0] ?? Number.POSITIVE_INFINITY)) {
        // A rolling budget that has recovered is told of anew.
        told.delete(key)
        return []
      }
      const entry = entryOf(key)
      const news = warnAt.filter((threshold) => threshold > entry.share && threshold <= share)
      entry.share = warnAt.findLast((threshold) => threshold <= share) ?? 0
      return news
    },
    leave(key, reached) {
      entryOf(key).left = reached
    },
    take(key) {
      const entry = told.get(key)
      const left = entry?.left
      if (entry !== undefined) entry.left = undefined
      return left
    },
  }
}
