import type { MaybePromise } from '../store/counter-store.ts'
import type { Reservation } from '../store/reservation.ts'
import type { Amounts } from './rates.ts'
import type { AcquireOptions, Ticket } from './ticket.ts'
import type { Waiting } from './waiting-queue.ts'

/** A call that waits for its turn. */
export interface Waiter extends Waiting<Waiter> {
  readonly signal: AbortSignal | undefined
  readonly sinceMs: number
  readonly reservation: Reservation | undefined
  isWaiting: boolean
  /** From when on no smaller call may overtake it; not known until it was refused once. */
  keptFromMs: number | undefined
  /** How it ended, where that was before anybody had its promise. */
  early: Ticket | { readonly error: unknown } | undefined
  resolve: ((ticket: MaybePromise<Ticket>) => void) | undefined
}

export function createWaiter(options: AcquireOptions, cost: Amounts, sinceMs: number, maxWaitMs: number): Waiter {
  const { priority = 1, signal, deadline = Number.POSITIVE_INFINITY, isAtHead = false } = options
  const untilMs = Math.min(sinceMs + maxWaitMs, deadline)
  if (Number.isNaN(untilMs)) throw new RangeError(`limiter: deadline must be a number, got ${deadline}`)
  return {
    priority,
    cost,
    signal,
    sinceMs,
    reservation: options.reservation,
    untilMs,
    isAtHead,
    firstAskedMs: options.firstAskedMs ?? sinceMs,
    isWaiting: true,
    keptFromMs: undefined,
    early: undefined,
    resolve: undefined,
    previous: undefined,
    next: undefined,
  }
}
