/** What the wait before a repetition depends on. */
export interface BackoffOptions {
  /** How many attempts have failed so far, from 1. */
  failures: number
  /** The longest first wait; it doubles with every failure. */
  baseMs: number
  /** No wait is longer. */
  maxDelayMs: number
  /** What the provider asked for. Nothing shorter is waited. */
  retryAfterMs?: number | undefined
  /** A number in [0, 1). */
  random: number
}

/**
 * How long to wait before the next attempt, in milliseconds.
 *
 * Full jitter, from 0 up: callers that failed together must not come back together. What a provider asks for is a floor,
 * and is spread upward only, by up to a tenth.
 */
export function backoff({ failures, baseMs, maxDelayMs, retryAfterMs = 0, random }: BackoffOptions): number {
  const ownMs = random * Math.min(maxDelayMs, baseMs * 2 ** (failures - 1))
  return Math.min(maxDelayMs, Math.max(ownMs, retryAfterMs * (1 + random / 10)))
}
