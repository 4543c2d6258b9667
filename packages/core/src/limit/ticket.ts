import type { Reservation } from '../store/reservation.ts'
import type { CallCost, TicketOutcome } from './call-cost.ts'
import type { Congestion } from './concurrency-limit.ts'
import type { Gate } from './gate.ts'
import type { LimiterSettings } from './limiter-options.ts'
import type { Amounts } from './rates.ts'
import type { Priority } from './waiting-queue.ts'

/** Leave to make one call. */
export interface Ticket {
  /** The provider has taken the call: after a refusal the next ones need not wait for its end. Only the first time counts. */
  accepted(): void
  /** The call has ended. Only the first time counts. */
  release(outcome?: TicketOutcome): void
}

/** Who asks for leave, and how long it may take. */
export interface AcquireOptions {
  /** 0 goes first. @default 1 */
  priority?: Priority | undefined
  cost?: CallCost | undefined
  /** Ends the wait. */
  signal?: AbortSignal | undefined
  /** On the monotonic clock. A call that cannot start by then is refused. */
  deadline?: number | undefined
  /** It had its turn and was sent back: it goes before the others of its class, and may always wait. */
  isAtHead?: boolean | undefined
  /** What else is taken in the moment in which it starts; without it, it is refused. Counted in the limiter's own `store`. */
  reservation?: Reservation | undefined
  /** When it first asked, on the monotonic clock: the order of those that were sent back. @default now */
  firstAskedMs?: number | undefined
}

/** Whom tickets belong to. */
export interface TicketOwner {
  readonly settings: Pick<LimiterSettings, 'clock' | 'concurrency'>
  readonly gate: Gate
  /** Calls in flight, this one included. */
  inFlight(): number
  /** Whether nobody waits. */
  isLast(): boolean
  onAccepted(): void
  onReleased(cost: Amounts, lease: string | undefined, outcome: TicketOutcome): void
}

/** For a call that starts now. It keeps little: there may be many (bench/queue). */
export function createTicket(owner: TicketOwner, cost: Amounts, lease: string | undefined, startedMs: number): Ticket {
  const round = owner.gate.enter()
  let isReleased = false
  let isInside = true

  return {
    accepted() {
      if (!isInside) return
      isInside = false
      owner.gate.leave(round, { isGood: true, isLast: owner.isLast() })
      owner.onAccepted()
    },
    release(outcome = {}) {
      if (isReleased) return
      isReleased = true
      const { congestion, isUnsent, isRefused } = outcome
      if (congestion !== undefined) sample(owner, outcome, congestion, startedMs)
      const isGood = !isUnsent && !isRefused && (congestion ?? 'none') === 'none'
      if (isInside) owner.gate.leave(round, { isGood, isLast: owner.isLast() })
      isInside = false
      owner.onReleased(cost, lease, outcome)
    },
  }
}

function sample(owner: TicketOwner, { latencyMs }: TicketOutcome, congestion: Congestion, startedMs: number): void {
  const { clock, concurrency } = owner.settings
  if (concurrency.onSample === undefined) return
  const endedMs = clock.monotonic()
  const inFlight = owner.inFlight()
  concurrency.onSample({ startedMs, endedMs, latencyMs: latencyMs ?? endedMs - startedMs, inFlight, congestion })
}
