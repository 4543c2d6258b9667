/** Calls that ended within a stretch of time. */
export interface CallCounts {
  readonly calls: number
  readonly failures: number
}

/** The calls of the last while, by their ending. Old ones fall out as time passes, not as calls come. */
export interface BreakerWindow {
  add(atMs: number, calls: number, failures: number): void
  total(nowMs: number): CallCounts
  /** What counts at `nowMs`, each with a time that will count as long. */
  parts(nowMs: number): (CallCounts & { readonly atMs: number })[]
  clear(): void
}

interface Bucket {
  readonly turn: number
  calls: number
  failures: number
}

const bucketCount = 10

/** A window of ten buckets. All times are of one clock that never jumps. */
export function createBreakerWindow(windowMs: number): BreakerWindow {
  const bucketMs = windowMs / bucketCount
  let buckets: Bucket[] = []
  // The one that takes what comes now, so that a call need not look for it.
  let newest: Bucket | undefined

  const turnAt = (atMs: number) => Math.floor(atMs / bucketMs)
  const live = (nowMs: number) => buckets.filter(({ turn }) => turn > turnAt(nowMs) - bucketCount)

  function open(turn: number): Bucket {
    const bucket = { turn, calls: 0, failures: 0 }
    buckets = [...buckets.filter((one) => one.turn > turn - bucketCount), bucket]
    return bucket
  }

  return {
    add(atMs, calls, failures) {
      const turn = turnAt(atMs)
      if (newest?.turn !== turn) newest = open(turn)
      newest.calls += calls
      newest.failures += failures
    },
    total(nowMs) {
      let calls = 0
      let failures = 0
      for (const bucket of live(nowMs)) {
        calls += bucket.calls
        failures += bucket.failures
      }
      return { calls, failures }
    },
    parts: (nowMs) =>
      live(nowMs).map(({ turn, calls, failures }) => ({ atMs: (turn + 0.5) * bucketMs, calls, failures })),
    clear() {
      buckets = []
      newest = undefined
    },
  }
}
