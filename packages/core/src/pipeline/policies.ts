import { createBreaker } from '../breaker/breaker.ts'
import type { BreakerOptions } from '../breaker/breaker-options.ts'
import { systemClock } from '../chat/clock.ts'
import type { Policy } from '../chat/handler.ts'
import { createLimiter } from '../limit/limiter.ts'
import type { LimiterOptions } from '../limit/limiter-options.ts'
import { attempt } from './attempt.ts'

const byHand = { target: '', lane: '', provider: '', model: '', budgets: undefined, hasOther: () => false } as const

/**
 * A limiter around a handler, for pipelines of one's own: calls wait for their turn, and a refusal for coming too fast closes
 * the gate for all of them.
 *
 * @throws RangeError for an option out of range.
 */
export function limit(options: LimiterOptions = {}): Policy {
  const { tokensPerMinute, inputTokensPerMinute, outputTokensPerMinute, requestsPerMinute, maxWaitMs } = options
  const countsTokens = (tokensPerMinute ?? inputTokensPerMinute ?? outputTokensPerMinute) !== undefined
  return attempt({
    ...byHand,
    breaker: undefined,
    whenOpen: 'fail',
    limiter: createLimiter(options),
    countsTokens,
    learnsFromRefusals: !countsTokens && requestsPerMinute === undefined,
    maxWaitMs,
    clock: options.clock ?? systemClock,
  })
}

/**
 * A breaker around a handler, for pipelines of one's own.
 *
 * @throws RangeError for an option out of range.
 */
export function breaker(options: Omit<BreakerOptions, 'isFailure'> = {}): Policy {
  const clock = options.clock ?? systemClock
  return attempt({
    ...byHand,
    breaker: createBreaker(options),
    whenOpen: options.whenOpen ?? 'fail',
    limiter: createLimiter({ clock }),
    countsTokens: false,
    learnsFromRefusals: false,
    maxWaitMs: undefined,
    clock,
  })
}
