/** What a provider says of its limits with a reply. What it does not say is left out. */
export interface RateHint {
  requests?: RateWindow | undefined
  /** Of input and output together; where a vendor has several limits, the tightest. */
  tokens?: RateWindow | undefined
  inputTokens?: RateWindow | undefined
  outputTokens?: RateWindow | undefined
}

/** One limit of a provider. */
export interface RateWindow {
  /** How many a window holds. */
  limit?: number | undefined
  /** How many of them are left. */
  remaining?: number | undefined
  /** From the reply until the window is full again, in milliseconds. */
  resetMs?: number | undefined
}

/** What is left of a caller's quota: of its tightest limit, if there are several. */
export interface RateLimit {
  readonly limit: number
  readonly remaining: number
  /** Until all of it is there again, in milliseconds. */
  readonly resetMs: number
}
