import { type Clock, systemClock } from '../chat/clock.ts'
import { isChatError } from '../chat/errors.ts'
import { backoff } from './backoff.ts'
import { checkRange } from './check-range.ts'
import { createRetryBudget, type RetryBudget, type RetryBudgetOptions } from './retry-budget.ts'

/** When and how often to repeat what failed. */
export interface RetryPlanOptions {
  /** Calls in all, the first included. @default 3 */
  attempts?: number | undefined
  /** The longest wait before the first repetition; it doubles with every failure. @default 250 */
  baseMs?: number | undefined
  /** The same where the provider said that it is asked too much, but not for how long. @default 1_000 */
  throttleBaseMs?: number | undefined
  /** No wait is longer. Who asks for more gets no repetition. @default 20_000 */
  maxDelayMs?: number | undefined
  /** Bounds the repetitions of all calls together. Share one among all that ask the same provider. @default a budget of its own */
  budget?: RetryBudget | RetryBudgetOptions | false | undefined
  /** Decides instead of the table of codes. Attempts, budget, waits and deadline still bound what it allows. */
  shouldRetry?: ((error: unknown, failure: RetryFailure) => boolean) | undefined
  clock?: Clock | undefined
  /** @default Math.random */
  random?: (() => number) | undefined
}

/** What is known of a failure besides the error. */
export interface RetryFailure {
  /** Which attempt failed, from 1. */
  readonly attempt: number
  /** Whether it would be repeated without `shouldRetry`. */
  readonly isRetryable: boolean
}

/** Options, checked, and the decisions that follow from them. */
export interface RetryPlan {
  readonly clock: Clock
  readonly budget: RetryBudget | false
  /** How long to wait before the attempt after `attempt`; `undefined` if there shall be none. */
  delayMs(error: unknown, attempt: number, deadline: number | undefined): number | undefined
}

/** @throws RangeError for an option out of range, named with `owner`. */
export function createRetryPlan(
  owner: string,
  options: RetryPlanOptions,
  isRetryable: (error: unknown) => boolean,
): RetryPlan {
  const { attempts, baseMs, throttleBaseMs, maxDelayMs, budget, shouldRetry, clock, random } = resolve(owner, options)

  return {
    clock,
    budget,
    delayMs(error, attempt, deadline = Number.POSITIVE_INFINITY) {
      if (attempt >= attempts) return undefined
      const byDefault = isRetryable(error)
      if (!(shouldRetry?.(error, { attempt, isRetryable: byDefault }) ?? byDefault)) return undefined
      const known = isChatError(error) ? error : undefined
      const askedMs = known?.retryAfterMs ?? Number.NaN
      // A shorter wait than the one asked for is a failure more, and a longer one would be nobody's wish.
      if (askedMs > maxDelayMs) return undefined
      // 0 is an answer, too; a time that has passed is none.
      const isAsked = askedMs >= 0
      const isThrottle = known?.code === 'rate-limited' || known?.code === 'overloaded'
      const delayMs = backoff({
        failures: attempt,
        baseMs: isThrottle && !isAsked ? throttleBaseMs : baseMs,
        maxDelayMs,
        retryAfterMs: isAsked ? askedMs : 0,
        random: random(),
      })
      if (clock.monotonic() + delayMs >= deadline) return undefined
      return budget === false || budget.take() ? delayMs : undefined
    },
  }
}

/** Whether a handler's failure passes. A circuit stays open longer than an attempt lasts: who asks again only waits. */
export function isRetryable(error: unknown): boolean {
  return isChatError(error) && error.retryable && error.code !== 'circuit-open'
}

const longestMs = 365 * 24 * 3_600_000

function resolve(owner: string, options: RetryPlanOptions) {
  const { attempts = 3, baseMs = 250, throttleBaseMs = 1_000, maxDelayMs = 20_000, budget = {} } = options
  if (!Number.isInteger(attempts)) throw new RangeError(`${owner}: attempts must be an integer, got ${attempts}`)
  checkRange(`${owner}: attempts`, attempts, 1, 1_000)
  for (const [name, value] of Object.entries({ baseMs, throttleBaseMs, maxDelayMs })) {
    checkRange(`${owner}: ${name}`, value, 1, longestMs)
  }
  if (budget !== false && (typeof budget !== 'object' || budget === null)) {
    throw new RangeError(`${owner}: budget must be false or an object, got ${budget}`)
  }
  return {
    attempts,
    baseMs,
    throttleBaseMs,
    maxDelayMs,
    budget: budget === false || 'take' in budget ? budget : createRetryBudget(budget),
    shouldRetry: options.shouldRetry,
    clock: options.clock ?? systemClock,
    random: options.random ?? Math.random,
  }
}
