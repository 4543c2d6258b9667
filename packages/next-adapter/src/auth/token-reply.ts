import { ChatError, type Clock, systemClock } from '@sluice/core'
import * as z from 'zod'

/** A token that a header and a query can carry. */
export const tokenText = z.string().regex(/^[\x21-\x7e]{1,8192}$/)

/** A token and how long it lives. */
export interface IssuedToken {
  token: string
  expiresInMs: number
}

/**
 * The error for a token endpoint that gave no token.
 *
 * @param reason For logs, in words of ours: what an endpoint says may repeat what it was sent.
 */
export function refusedToken(status: number, reason?: string): ChatError {
  const cause = { status, ...(reason === undefined ? {} : { reason }) }
  if (status === 429) return new ChatError('rate-limited', 'The provider is receiving too many requests.', { cause })
  const isOurs = status >= 400 && status < 500 && status !== 408
  if (!isOurs) return new ChatError('server', 'The provider failed to issue a token.', { cause })
  return new ChatError('auth', 'The provider refused the credential.', { cause })
}

/** The error for a reply that should hold a token and does not. */
export function noToken(): ChatError {
  const cause = 'The reply of the token endpoint is not of the documented form.'
  return new ChatError('server', 'The provider failed to issue a token.', { cause })
}

// What a vendor's clock and ours may differ by before we stop believing one of them.
const toleranceMs = 60_000

/**
 * How long a token lives that ends at a time of the vendor's clock.
 *
 * @throws ChatError `server` if that cannot be the life that was asked for.
 */
export function lifeUntil(
  expiresAtMs: number,
  askedSeconds: number,
  headers: Headers,
  clock: Clock = systemClock,
): number {
  const askedMs = askedSeconds * 1_000
  // The vendor's own clock first: a server of ours that is minutes ahead would never believe a token of ten minutes.
  const clocksMs = [Date.parse(headers.get('date') ?? ''), clock.now()]
  const lives = clocksMs.map((nowMs) => expiresAtMs - nowMs)
  const lifeMs = lives.find((lifeMs) => lifeMs > 0 && lifeMs <= askedMs + toleranceMs)
  if (lifeMs === undefined) throw noToken()
  return Math.min(lifeMs, askedMs)
}

/** An option that says how long tokens live. */
export function checkedSeconds(seconds: number, [min, max]: readonly [number, number], what: string): number {
  if (Number.isInteger(seconds) && seconds >= min && seconds <= max) return seconds
  throw new RangeError(`${what} must be a whole number from ${min} to ${max}, got ${seconds}`)
}
