import type { MaybePromise } from '../store/counter-store.ts'
import { createAbortWatch } from './abort-watch.ts'
import type { Ticket } from './ticket.ts'
import type { Waiter } from './waiter.ts'
import type { WaitingQueue } from './waiting-queue.ts'

/** How those that wait come to know what became of them. */
export interface WaitingRoom {
  /** What has become of it, or the promise of it; then an abort ends its wait. */
  answerOf(waiter: Waiter): MaybePromise<Ticket>
  /** It waits no longer. */
  dismiss(waiter: Waiter): void
  /** For one that was dismissed. */
  grant(waiter: Waiter, ticket: Ticket): void
  fail(waiter: Waiter, error: unknown): void
}

/** `onLeft` is told after some of them went away. */
export function createWaitingRoom(queue: WaitingQueue<Waiter>, onLeft: () => void): WaitingRoom {
  const watch = createAbortWatch<Waiter>((waiters, reason) => {
    for (const waiter of waiters) fail(waiter, reason)
    onLeft()
  })

  function dismiss(waiter: Waiter): void {
    waiter.isWaiting = false
    queue.remove(waiter)
    if (waiter.signal !== undefined) watch.remove(waiter.signal, waiter)
  }

  function fail(waiter: Waiter, error: unknown): void {
    if (!waiter.isWaiting) return
    dismiss(waiter)
    if (waiter.resolve === undefined) waiter.early = { error }
    else waiter.resolve(Promise.reject(error))
  }

  return {
    answerOf(waiter) {
      const { signal } = waiter
      // Whoever was told of something meanwhile may have aborted it.
      if (signal?.aborted && waiter.isWaiting) {
        fail(waiter, signal.reason)
        onLeft()
      }
      const { early } = waiter
      if (early !== undefined) {
        if ('error' in early) throw early.error
        return early
      }
      if (signal !== undefined) watch.add(signal, waiter)
      return new Promise((resolve) => {
        waiter.resolve = resolve
      })
    },
    dismiss,
    grant(waiter, ticket) {
      if (waiter.resolve === undefined) waiter.early = ticket
      else waiter.resolve(ticket)
    },
    fail,
  }
}
