import { isChatError } from '../chat/errors.ts'
import { untilAborted } from '../chat/until-aborted.ts'
import { announce } from './announce.ts'
import { beginPause } from './pause.ts'
import { createRetryPlan, isRetryable, type RetryPlanOptions } from './retry-plan.ts'

export interface RetryOptions extends RetryPlanOptions {
  /** Told of every repetition before the wait for it. */
  onRetry?: ((retry: ScheduledRetry) => void) | undefined
}

/** A repetition that has been decided upon. */
export interface ScheduledRetry {
  /** The attempt to come: 2 is the first repetition. */
  readonly attempt: number
  readonly delayMs: number
  /** Why: how the attempt before failed. */
  readonly error: unknown
}

/** Repeats what fails for a passing reason. */
export interface Retry {
  /**
   * Runs a task until it succeeds, fails for good, or nothing allows another attempt; then throws its last error.
   *
   * A `ChatError` is repeated if its code says that this can help, any other error always, an `AbortError` never.
   */
  run<T>(task: (attempt: RetryAttempt) => Promise<T>, options?: RetryRunOptions): Promise<T>
}

export interface RetryAttempt {
  /** From 1. */
  readonly number: number
  /** The signal given to `run`, or one that never aborts. */
  readonly signal: AbortSignal
}

export interface RetryRunOptions {
  /** Ends the run at once with its reason, also where the task takes no notice. */
  signal?: AbortSignal | undefined
  /** When it must be over, on the clock's monotonic time. No wait is begun that would end later. */
  deadline?: number | undefined
}

/**
 * Repetition for plain promises.
 *
 * @throws RangeError for an option out of range.
 */
export function createRetry(options: RetryOptions = {}): Retry {
  const plan = createRetryPlan('createRetry', options, isWorthRepeating)
  return {
    async run(task, { signal = new AbortController().signal, deadline } = {}) {
      for (let number = 1; ; number++) {
        signal.throwIfAborted()
        try {
          const value = await untilAborted(Promise.resolve(task({ number, signal })), signal)
          if (plan.budget) plan.budget.deposit()
          return value
        } catch (error) {
          signal.throwIfAborted()
          const delayMs = plan.delayMs(error, number, deadline)
          if (delayMs === undefined) throw error
          announce(options.onRetry, { attempt: number + 1, delayMs, error })
          await beginPause(delayMs, plan.clock, signal).over
        }
      }
    },
  }
}

function isWorthRepeating(error: unknown): boolean {
  if (isChatError(error)) return isRetryable(error)
  return !(error instanceof Error && error.name === 'AbortError')
}
