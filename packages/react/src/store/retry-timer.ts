import type { ChatError } from '@sluice/core'

/** Sends again when a server that refused for now says to. */
export interface RetryTimer {
  /** Takes a failure down. Says whether it will be tried again. */
  failed(error: ChatError, again: () => void): boolean
  /** Calls off what is due. */
  cancel(): void
  /** An answer has come: the next failure is a first one. */
  succeeded(): void
}

const mostRetries = 3
const longestWaitMs = 120_000

export function createRetryTimer(): RetryTimer {
  let retries = 0
  let timer: ReturnType<typeof setTimeout> | undefined
  return {
    failed({ code, retryAfterMs }, again) {
      const isForNow = code === 'rate-limited' || code === 'overloaded' || code === 'circuit-open'
      if (!isForNow || retryAfterMs === undefined || retryAfterMs > longestWaitMs || retries >= mostRetries)
        return false
      retries++
      timer = setTimeout(again, retryAfterMs)
      return true
    },
    cancel() {
      clearTimeout(timer)
      timer = undefined
    },
    succeeded() {
      retries = 0
    },
  }
}
