import type { CallCost, TicketOutcome } from './call-cost.ts'
import type { Priority } from './waiting-queue.ts'

/** Leave to make one call. */
export interface Ticket {
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
}
