import type { RateLimit } from '@sluice/core'

/** What is left of a caller's quota, as headers. Seconds are whole, and never too few. */
export function rateLimitHeaders(rateLimit: RateLimit | undefined): Record<string, string> {
  if (rateLimit === undefined) return {}
  return {
    'ratelimit-limit': String(rateLimit.limit),
    'ratelimit-remaining': String(rateLimit.remaining),
    'ratelimit-reset': String(Math.ceil(rateLimit.resetMs / 1_000)),
  }
}
