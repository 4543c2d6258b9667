import { ChatError } from '../chat/errors.ts'
import type { Policy } from '../chat/handler.ts'
import { refuse } from '../chat/refuse.ts'
import { tap } from '../chat/tap.ts'

/** Knows the calls in flight and can end the service of new ones. */
export interface InFlight {
  policy: Policy
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
  const count = tap(() => {
    active++
    return {
      end() {
        active--
        settle()
      },
    }
  })
  return {
    policy: (next) => {
      const counted = count(next)
      const refused = refuse(() => new ChatError('overloaded', 'This server is shutting down.'))
      return (request, context) => (isClosed ? refused : counted)(request, context)
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
