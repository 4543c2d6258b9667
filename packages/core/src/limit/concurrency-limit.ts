/** What the end of a call says of the load: it is not too much, perhaps too much, surely too much. */
export type Congestion = 'none' | 'weak' | 'strong'

/** How many calls may be in flight, found out by watching them. */
export interface ConcurrencyLimit {
  /** The number of now, at least 1. */
  readonly limit: number
  /** Told of every call that ended in a way that says something of the load. */
  onSample(sample: ConcurrencySample): void
}

/** One call that ended. Times are of the monotonic clock. */
export interface ConcurrencySample {
  readonly startedMs: number
  readonly endedMs: number
  /** Until the first token where that is known, else the whole call. */
  readonly latencyMs: number
  /** Calls in flight when it ended, itself included. */
  readonly inFlight: number
  readonly congestion: Congestion
}
