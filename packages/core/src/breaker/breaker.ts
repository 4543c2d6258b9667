import type { ChatError } from '../chat/errors.ts'
import { untilAborted } from '../chat/until-aborted.ts'
import { type BreakerOptions, resolveBreakerOptions } from './breaker-options.ts'
import { type BreakerSnapshot, type BreakerState, parseBreakerSnapshot } from './breaker-state.ts'
import { type Admission, createCircuit, type Outcome } from './circuit.ts'
import { createFitWaiters, type FitWaitOptions } from './fit-waiters.ts'

/** Stops asking a provider that keeps failing, and finds out when it is well again. */
export interface Breaker {
  /**
   * Calls `task` unless the circuit is open. The task is given the signal, or one that never aborts, and heeds it; a
   * probe is left at once.
   */
  run<Value>(task: (signal: AbortSignal) => Promise<Value>, options?: FitWaitOptions): Promise<Value>
  /** Why a call would be refused now. Takes no permit. */
  check(): ChatError | undefined
  /** Takes a permit for one call. Throws `circuit-open`, with the time until the next probe and the last failure's code. */
  admit(): BreakerPermit
  /** Resolves, for all who wait, when a call may be tried; throws `circuit-open` if that is not before the deadline. */
  whenFit(options?: FitWaitOptions): Promise<void>
  state(): BreakerState
  snapshot(): BreakerSnapshot
  /** Goes on from a snapshot. What is none is ignored. Calls under way no longer count. */
  restore(snapshot: unknown): void
}

/** Leave to make one call, to be told of its ending. The first word counts. */
export interface BreakerPermit {
  success(): void
  failure(error?: unknown): void
  /** It told nothing of the provider: it was refused for itself, or aborted. */
  ignore(): void
}

/**
 * A breaker. It has a timer only while somebody waits.
 *
 * @throws RangeError for an option that makes no sense.
 */
export function createBreaker(options: BreakerOptions = {}): Breaker {
  const settings = resolveBreakerOptions(options)
  const { isFailure } = settings
  const circuit = createCircuit(settings, () => waiters.review())
  const waiters = createFitWaiters(settings.clock, circuit.look, circuit.createRefusal)
  let unusedSignal: AbortSignal | undefined

  /** A signal that never aborts. It costs as much as all else, so one is made only for a task that takes it. */
  function ownSignal(task: { readonly length: number }): AbortSignal {
    if (task.length > 0) return new AbortController().signal
    unusedSignal ??= new AbortController().signal
    return unusedSignal
  }

  function outcomeOf(error: unknown, signal: AbortSignal | undefined): Outcome {
    if (signal?.aborted) return 'ignored'
    try {
      return isFailure(error) ? 'failure' : 'ignored'
    } catch {
      // An error that cannot even be looked at is none that we know.
      return 'failure'
    }
  }

  /** The task's own promise, watched from the side: one more `await` would cost half as much as the call. */
  function watch<Value>(
    task: (signal: AbortSignal) => Promise<Value>,
    signal: AbortSignal | undefined,
    admission: Admission,
  ): Promise<Value> {
    let answer: Promise<Value>
    try {
      answer = Promise.resolve(task(signal ?? ownSignal(task)))
    } catch (error) {
      answer = Promise.reject(error)
    }
    answer.then(
      () => circuit.leave(admission, 'success'),
      (error) => circuit.leave(admission, outcomeOf(error, signal), error),
    )
    return answer
  }

  async function runInDoubt<Value>(
    task: (signal: AbortSignal) => Promise<Value>,
    wait: FitWaitOptions,
  ): Promise<Value> {
    const { signal } = wait
    signal?.throwIfAborted()
    // Whoever woke with us may have taken the permit.
    if (options.whenOpen === 'wait') while (!circuit.look().isFit) await waiters.wait(wait)
    const admission = circuit.enter()
    const answer = watch(task, signal, admission)
    if (signal === undefined) return answer
    try {
      return await untilAborted(answer, signal)
    } catch (error) {
      // A task that does not heed its signal may not keep the permit.
      if (signal.aborted) circuit.leave(admission, 'ignored')
      throw error
    }
  }

  function admit(): BreakerPermit {
    const admission = circuit.enter()
    let isEnded = false
    const end = (outcome: Outcome, error?: unknown) => {
      if (isEnded) return
      isEnded = true
      circuit.leave(admission, outcome, error)
    }
    return {
      success: () => end('success'),
      failure: (error) => end('failure', error),
      ignore: () => end('ignored'),
    }
  }

  return {
    run(task, wait) {
      const signal = wait?.signal
      if (circuit.isClosed() && !signal?.aborted) return watch(task, signal, circuit.enter())
      return runInDoubt(task, wait ?? {})
    },
    check: () => (circuit.look().isFit ? undefined : circuit.createRefusal()),
    admit,
    whenFit: (wait = {}) => waiters.wait(wait),
    state: circuit.state,
    snapshot: circuit.snapshot,
    restore(value) {
      const snapshot = parseBreakerSnapshot(value)
      if (snapshot !== undefined) circuit.restore(snapshot)
    },
  }
}
