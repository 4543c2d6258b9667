import { type ChatError, toChatError } from '../chat/errors.ts'
import type { Reservation } from '../store/reservation.ts'

// Whoever reserves may throw where it only had to listen. A call that stayed in the queue for it would block all others.

/** Why it was not taken, or what was thrown instead of telling. */
export function refusalOf(reservation: Reservation, index: number, waitMs: number): ChatError {
  try {
    return reservation.refuse(index, waitMs)
  } catch (error) {
    return toChatError(error)
  }
}

/** Tells that it was taken. Returns why it cannot be kept, where that is so. */
export function keepReserved(reservation: Reservation | undefined, lease: string): ChatError | undefined {
  try {
    reservation?.onTaken(lease)
    return undefined
  } catch (error) {
    return toChatError(error)
  }
}

/** Ends it, where there is any. */
export function dropReserved(
  reservation: Reservation | undefined,
  lease: string,
  onError: (error: unknown) => void,
): void {
  try {
    reservation?.onUnused(lease)
  } catch (error) {
    onError(error)
  }
}
