import type { Clock, MaybePromise } from '@sluice/core'

export interface UnreadWatchOptions {
  /** For how long nobody has been reading the run out of the log; `undefined` while somebody is. */
  unreadMs: () => MaybePromise<number | undefined>
  /** For how long it may go unread. */
  continueMs: number
  clock: Clock
  /** Called once, when it has been unread for so long. */
  onUnread: () => void
}

/** Watches whether anybody still reads a run, once the one who asked for it has gone. */
export interface UnreadWatch {
  start(): void
  stop(): void
}

// Readers elsewhere do not say when they go, so they have to be asked for.
const leastWaitMs = 1_000

export function createUnreadWatch({ unreadMs, continueMs, clock, onUnread }: UnreadWatchOptions): UnreadWatch {
  let startedMs = 0
  let isStarted = false
  let isOver = false
  let callOff = () => {}

  async function look(): Promise<void> {
    const inLogMs = await unreadMs()
    if (isOver) return
    const ms = inLogMs === undefined ? undefined : Math.min(inLogMs, clock.monotonic() - startedMs)
    if (ms !== undefined && ms >= continueMs) {
      isOver = true
      return onUnread()
    }
    const waitMs = ms === undefined ? Math.max(continueMs, leastWaitMs) : continueMs - ms
    callOff = clock.after(waitMs, () => void look())
  }

  return {
    start() {
      if (isStarted || isOver) return
      isStarted = true
      startedMs = clock.monotonic()
      void look()
    },
    stop() {
      isOver = true
      callOff()
    },
  }
}
