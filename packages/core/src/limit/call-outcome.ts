import { isChatError } from '../chat/errors.ts'
import type { TicketOutcome } from './call-cost.ts'

/** What the failure of a call says of the provider's load. */
export function outcomeOf(error: unknown): TicketOutcome {
  if (!isChatError(error)) return {}
  switch (error.code) {
    case 'rate-limited':
      return { isRefused: true }
    case 'overloaded':
      return { isRefused: true, congestion: 'strong' }
    case 'timeout':
      return { congestion: 'strong' }
    case 'server':
    case 'network':
    case 'interrupted':
      return { congestion: 'weak' }
    case 'bad-request':
    case 'auth':
    case 'not-found':
    case 'forbidden':
    case 'quota-exceeded':
    case 'context-too-long':
      return { isRefused: true }
    default:
      return {}
  }
}
