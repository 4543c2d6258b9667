import { type ChatError, isChatError } from '../chat/errors.ts'
import { isRecord } from '../chat/record.ts'
import type { TicketOutcome } from './call-cost.ts'

/** What the failure of a call says of the provider's load, and whether any work was done for it. */
export function outcomeOf(error: unknown): TicketOutcome {
  if (!isChatError(error)) return {}
  switch (error.code) {
    case 'rate-limited':
      return { isRefused: true }
    case 'overloaded':
      return { isRefused: true, congestion: 'strong' }
    case 'timeout':
      return ofTimeout(error)
    case 'server':
      // A conflict was refused; whatever else failed had been begun.
      return { isRefused: causeOf(error).status === 409, congestion: 'weak' }
    case 'network':
      return { isRefused: true, congestion: 'weak' }
    case 'interrupted':
      return { congestion: 'weak' }
    case 'bad-request':
    case 'auth':
    case 'not-found':
    case 'forbidden':
    case 'quota-exceeded':
    case 'context-too-long':
    case 'content-filtered':
      return { isRefused: true }
    default:
      return {}
  }
}

/** A provider that does not begin is overloaded; one that stops, or says itself that it took too long, perhaps. */
function ofTimeout(error: ChatError): TicketOutcome {
  const { clock, status } = causeOf(error)
  // The caller's own deadline says nothing of the provider.
  if (clock === 'call') return {}
  if (clock === 'headers' || clock === 'first-token') return { congestion: 'strong' }
  return { isRefused: status === 408, congestion: 'weak' }
}

function causeOf({ cause }: ChatError): Readonly<Record<string, unknown>> {
  return isRecord(cause) ? cause : {}
}
