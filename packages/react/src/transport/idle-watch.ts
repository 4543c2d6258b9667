import { ChatError, type Clock } from '@sluice/core'

/** Watches that a server is not silent for too long. */
export interface IdleWatch {
  /** Aborted when it has been, or with the outer signal. */
  readonly signal: AbortSignal
  /** To be called at every sign of life. */
  onRead(): void
  end(): void
}

/** Begins to watch. */
export function watchIdle(idleTimeoutMs: number, clock: Clock, outer: AbortSignal | undefined): IdleWatch {
  const controller = new AbortController()
  let lastReadMs = clock.monotonic()
  let callOff = () => {}
  const wait = (delayMs: number) => {
    callOff = clock.after(delayMs, () => {
      const leftMs = lastReadMs + idleTimeoutMs - clock.monotonic()
      if (leftMs > 0) wait(leftMs)
      else controller.abort(new ChatError('interrupted', 'The server has been silent for too long.'))
    })
  }
  const onAbort = () => controller.abort(outer?.reason)
  outer?.addEventListener('abort', onAbort)
  if (outer?.aborted) onAbort()
  wait(idleTimeoutMs)
  return {
    signal: controller.signal,
    onRead() {
      lastReadMs = clock.monotonic()
    },
    end() {
      callOff()
      outer?.removeEventListener('abort', onAbort)
    },
  }
}
