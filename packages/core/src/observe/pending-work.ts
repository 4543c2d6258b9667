import type { Policy } from '../chat/handler.ts'

/** What calls have left to do when they are over, such as to bring records to a ledger or to book what they have cost. */
export interface PendingWork {
  /** Knows of it by what is handed to `waitUntil`. */
  policy: Policy
  /** Resolves when all of it is done, or has failed. */
  settled(): Promise<void>
}

export function createPendingWork(): PendingWork {
  const pending = new Set<Promise<unknown>>()
  return {
    policy: (next) => (request, context) => {
      const waitUntil = (work: Promise<unknown>) => {
        const done = () => void pending.delete(work)
        pending.add(work)
        work.then(done, done)
        context.waitUntil?.(work)
      }
      return next(request, { ...context, waitUntil })
    },
    async settled() {
      await Promise.allSettled(pending)
    },
  }
}
