import type { Clock } from '../chat/clock.ts'
import type { Observer } from '../chat/handler.ts'
import type { Logger } from '../chat/logger.ts'

// A store that is down fails every call: it is enough to hear of it once in a while.
const quietMs = 60_000

/** Logs what somebody should see to though no call has failed for it, each kind once a minute; unknown prices each once. */
export function reportTrouble(logger: Logger, clock: Clock): Observer {
  const saidAtMs = new Map<string, number>()

  function say(type: string, message: string, error: unknown): void {
    const nowMs = clock.monotonic()
    if (nowMs - (saidAtMs.get(type) ?? Number.NEGATIVE_INFINITY) < quietMs) return
    saidAtMs.set(type, nowMs)
    logger.error(message, error)
  }

  return (observation) => {
    switch (observation.type) {
      case 'price-unknown': {
        const { provider, model } = observation
        logger.warn(`No price is known for ${provider} ${model}: its calls are recorded without a cost.`)
        return
      }
      case 'ledger-failed':
        return say(observation.type, 'Usage records could not be kept.', observation.error)
      case 'budget-failed':
        return say(observation.type, 'What a call has cost could not be booked in its budgets.', observation.error)
      case 'store-failed':
        return say(observation.type, 'The store of limits failed: they may be wrong for a while.', observation.error)
      default:
        return
    }
  }
}
