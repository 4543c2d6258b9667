import { ChatError } from '../chat/errors.ts'
import type { Observer, Policy } from '../chat/handler.ts'
import { refuse } from '../chat/refuse.ts'

/** Knows the calls in flight and can end the service of new ones. */
export interface InFlight {
  /** Counts by what is said of calls anyway: one more policy around every event would cost more. */
  observer: Observer
  /** Refuses calls once closed. */
  gate: Policy
  /** How many calls are being answered. */
  readonly active: number
  /** Refuses new calls from now on. Resolves when those in flight are over. */
  close(): Promise<void>
}

export function createInFlight(): InFlight {
  let active = 0
  let isClosed = false
  let idle: Promise<void> | undefined
  let onIdle: (() => void) | undefined

  const settle = () => {
    if (active === 0) onIdle?.()
  }
  return {
    observer({ type }) {
      if (type === 'call-started') active++
      if (type === 'call-ended') active--
      settle()
    },
    gate: (next) => {
      const refused = refuse(() => new ChatError('overloaded', 'This server is shutting down.'))
      return (request, context) => (isClosed ? refused : next)(request, context)
    },
    get active() {
      return active
    },
    close() {
      isClosed = true
      idle ??= new Promise((resolve) => {
        onIdle = resolve
      })
      settle()
      return idle
    },
  }
}
