import { isChatError } from '../chat/errors.ts'
import type { RateHint } from '../chat/rate-hint.ts'
import { untilAborted } from '../chat/until-aborted.ts'
import type { MaybePromise } from '../store/counter-store.ts'
import { createAdmission } from './admission.ts'
import { type CallCost, costOf, type TicketOutcome } from './call-cost.ts'
import { outcomeOf } from './call-outcome.ts'
import { createGate } from './gate.ts'
import { type LimiterOptions, resolveLimiterOptions } from './limiter-options.ts'
import type { AcquireOptions, Ticket } from './ticket.ts'

/** Keeps the calls of one provider account within what the provider grants. */
export interface Limiter {
  /**
   * Runs the task when its turn has come. Its failure tells of the load; one for coming too fast closes the gate. An abort
   * ends the run at once; a task that takes no notice of it keeps its place until it ends.
   */
  run<Value>(task: Task<Value>, options?: AcquireOptions): Promise<Value>
  /**
   * Leave to make one call: a ticket at once if that is possible, else the promise of one.
   *
   * @throws ChatError `rate-limited` if that would be too late, or the signal's reason; at once if that is known at once.
   */
  acquire(options?: AcquireOptions): MaybePromise<Ticket>
  /** How long such a call would wait now, as far as rates and the gate tell. `Infinity` if it can never be made. */
  waitMs(cost?: CallCost): number
  /** The provider said that calls come too fast: none starts for so long, a year at most, then one at first. */
  closeGate(forMs: number): void
  /** Goes by what the provider says is left, where that is less. */
  clamp(hint: RateHint): void
  /** Looks again who may start and whose wait is over; for runtimes where a timer dies with the request that set it. */
  wake(): void
  /** Whether a store elsewhere is being asked, so that those who wait may not have to for long. */
  readonly isAsking: boolean
  /** Calls that wait. */
  readonly queued: number
  /** Calls in flight. */
  readonly active: number
  /** For dashboards. */
  snapshot(): LimiterSnapshot
}

export interface LimiterSnapshot {
  readonly queued: number
  readonly active: number
  /** How many may be in flight; `Infinity` if that is not limited. */
  readonly concurrency: number
  /** For how long the gate stays closed. */
  readonly gateClosedForMs: number
}

type Task<Value> = (signal: AbortSignal) => Promise<Value>

// For a provider that does not say for how long it is too much.
const defaultGateMs = 1_000
const longestGateMs = 365 * 24 * 3_600_000
const ordinary: AcquireOptions = {}
const wentWell: TicketOutcome = { congestion: 'none' }

/**
 * Lets calls through one by one: by rates, by how many are in flight, in the order of their classes.
 *
 * @throws RangeError for an option that makes no sense.
 */
export function createLimiter(options: LimiterOptions = {}): Limiter {
  const settings = resolveLimiterOptions(options)
  const { clock, rates, concurrency, tell } = settings
  const gate = createGate()
  let uses = 0
  let shared: AbortSignal | undefined
  const admission = createAdmission(settings, gate)

  function closeGate(forMs: number): void {
    const isTime = typeof forMs === 'number' && !Number.isNaN(forMs)
    const checkedMs = isTime ? Math.min(Math.max(0, forMs), longestGateMs) : defaultGateMs
    gate.close(clock.monotonic() + checkedMs)
    tell?.({ type: 'gate-closed', forMs: checkedMs })
    admission.onGateClosed()
  }

  // One for many: it costs as much as a turn. Not for all, because whoever forgets a listener on it would leave it there.
  function unending(): AbortSignal {
    if (shared === undefined || ++uses % 64 === 0) shared = new AbortController().signal
    return shared
  }

  function carryOut<Value>(ticket: Ticket, task: Task<Value>, ownSignal: AbortSignal | undefined): Promise<Value> {
    const signal = ownSignal ?? unending()
    if (signal.aborted) {
      ticket.release({ isUnsent: true })
      throw signal.reason
    }
    const fail = (error: unknown): never => {
      if (isChatError(error) && error.code === 'rate-limited') closeGate(error.retryAfterMs ?? defaultGateMs)
      ticket.release(signal.aborted ? {} : outcomeOf(error))
      throw error
    }
    const succeed = (value: Value) => {
      ticket.release(wentWell)
      return value
    }
    try {
      const answer = Promise.resolve(task(signal)).then(succeed, fail)
      return ownSignal === undefined ? answer : untilAborted(answer, ownSignal)
    } catch (error) {
      return fail(error)
    }
  }

  return {
    // Not async functions: one that waits keeps twice as much, and a long queue costs what it keeps (bench/queue).
    run(task, acquireOptions = ordinary) {
      const { signal } = acquireOptions
      try {
        const leave = admission.acquire(acquireOptions)
        return 'release' in leave
          ? carryOut(leave, task, signal)
          : leave.then((ticket) => carryOut(ticket, task, signal))
      } catch (error) {
        return Promise.reject(error)
      }
    },
    acquire: (acquireOptions = ordinary) => admission.acquire(acquireOptions),
    waitMs: (cost) => admission.waitMs(costOf(cost)),
    closeGate,
    clamp: (hint) => rates.clamp(hint, admission.active),
    wake: admission.wake,
    get isAsking() {
      return admission.isAsking
    },
    get queued() {
      return admission.queued
    },
    get active() {
      return admission.active
    },
    snapshot: () => ({
      queued: admission.queued,
      active: admission.active,
      concurrency: concurrency.limit,
      gateClosedForMs: Math.max(0, gate.opensAtMs - clock.monotonic()),
    }),
  }
}
