import type { Clock } from '../chat/clock.ts'

/** A wait that can be ended. */
export interface Pause {
  /** Resolves in time, or early by `end()` or an abort. Never rejects. */
  readonly over: Promise<void>
  end(): void
}

/** Begins to wait. Leaves nothing behind, neither timer nor listener, whatever ended it. */
export function beginPause(delayMs: number, clock: Clock, signal: AbortSignal): Pause {
  let end = () => {}
  const over = new Promise<void>((resolve) => {
    end = () => {
      cancel()
      signal.removeEventListener('abort', end)
      resolve()
    }
    const cancel = clock.after(delayMs, end)
    signal.addEventListener('abort', end, { once: true })
    if (signal.aborted) end()
  })
  return { over, end }
}
