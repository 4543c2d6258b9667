import type { CallCost, TicketOutcome } from './call-cost.ts'
import type { Gate } from './gate.ts'
import type { LimiterSettings } from './limiter-options.ts'
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
}

/** For a call that starts now. */
export function createTicket(
  { settings, gate, inFlight, isLast, onAccepted }: TicketOwner,
  startedMs: number,
  onReleased: (outcome: TicketOutcome) => void,
): Ticket {
  const { clock, concurrency } = settings
  const round = gate.enter()
  let isReleased = false
  let isInside = true

  function leaveGate(isGood: boolean): void {
    if (isInside) gate.leave(round, { isGood, isLast: isLast() })
    isInside = false
  }

  return {
    accepted() {
      if (!isInside) return
      leaveGate(true)
      onAccepted()
    },
    release(outcome = {}) {
      if (isReleased) return
      isReleased = true
      const { congestion, isUnsent, isRefused, latencyMs } = outcome
      if (congestion !== undefined && concurrency.onSample !== undefined) {
        const endedMs = clock.monotonic()
        const sample = { startedMs, endedMs, inFlight: inFlight(), congestion }
        concurrency.onSample({ ...sample, latencyMs: latencyMs ?? endedMs - startedMs })
      }
      leaveGate(!isUnsent && !isRefused && (congestion ?? 'none') === 'none')
      onReleased(outcome)
    },
  }
}
