import type { ConcurrencyLimit } from './concurrency-limit.ts'

export interface AimdLimitOptions {
  /** How many calls may be in flight at first. @default 5 */
  initial?: number | undefined
  /** @default 1 */
  min?: number | undefined
  /** @default 1_000 */
  max?: number | undefined
  /** What a sign of too much load leaves of the limit. @default 0.8 */
  cut?: number | undefined
  /** How many times its lowest the mean latency must be to count as raised, at most 1,000,000 times. @default 1.25 */
  raisedAt?: number | undefined
}

// The share of the newest call in the mean.
const weight = 0.1
// So slowly the lowest mean is forgotten, per call: a provider may become slower for good.
const forgetting = 0.0002

/**
 * Finds out how many calls a provider takes at once: one more for every round trip that fills the limit, a cut for one
 * with signs of too much load, however many they are. At first it doubles, until the latency is raised.
 *
 * @throws RangeError for an option that makes no sense.
 */
export function createAimdLimit(options: AimdLimitOptions = {}): ConcurrencyLimit {
  const { initial, min, max, cut, raisedAt } = resolve(options)
  let limit = initial
  let isStarting = true
  let meanMs: number | undefined
  let lowestMs = Number.POSITIVE_INFINITY
  // A call from before a cut says nothing of what came of it, nor one from before a raise of whether to raise again.
  let cutMs = Number.NEGATIVE_INFINITY
  let changedMs = Number.NEGATIVE_INFINITY

  function isRaised(): boolean {
    return meanMs !== undefined && meanMs > raisedAt * lowestMs
  }

  function follow(latencyMs: number): void {
    meanMs = meanMs === undefined ? latencyMs : meanMs + weight * (latencyMs - meanMs)
    lowestMs = Math.min(meanMs, lowestMs + forgetting * meanMs)
  }

  return {
    get limit() {
      return Math.floor(limit)
    },
    onSample({ startedMs, endedMs, latencyMs, inFlight, congestion }) {
      if (congestion === 'none') follow(latencyMs)
      if (congestion === 'strong' || (congestion === 'weak' && isRaised())) {
        isStarting = false
        if (startedMs < cutMs) return
        limit = Math.max(min, limit * cut)
        cutMs = changedMs = endedMs
      } else if (congestion === 'none' && inFlight >= Math.floor(limit)) {
        if (isRaised()) isStarting = false
        if (!isStarting && (startedMs < changedMs || endedMs < changedMs + (meanMs ?? 0))) return
        limit = Math.min(max, limit + 1)
        changedMs = endedMs
      }
    },
  }
}

function resolve(options: AimdLimitOptions) {
  const { initial = 5, min = 1, max = 1_000, cut = 0.8, raisedAt = 1.25 } = options
  for (const [name, value] of Object.entries({ initial, min, max })) {
    if (Number.isSafeInteger(value) && value >= 1) continue
    throw new RangeError(`createAimdLimit: ${name} must be a positive integer, got ${value}`)
  }
  if (!(Number.isFinite(cut) && cut > 0 && cut < 1))
    throw new RangeError(`createAimdLimit: cut must be between 0 and 1, got ${cut}`)
  if (!(Number.isFinite(raisedAt) && raisedAt > 1 && raisedAt <= 1_000_000)) {
    throw new RangeError(`createAimdLimit: raisedAt must be above 1 and at most 1000000, got ${raisedAt}`)
  }
  if (initial < min || initial > max) {
    throw new RangeError(`createAimdLimit: initial must be between min and max, got ${initial}`)
  }
  return { initial, min, max, cut, raisedAt }
}
