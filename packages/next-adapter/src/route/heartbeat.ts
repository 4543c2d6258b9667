import { type Clock, sseHeartbeat } from '@sluice/core'

/** Keeps a quiet stream of server-sent events alive with comments. */
export interface Heartbeat {
  start(controller: ReadableStreamDefaultController<Uint8Array>): void
  /** Something else has been written. */
  wrote(): void
  stop(): void
}

const bytes = /* @__PURE__ */ new TextEncoder()

export function createHeartbeat({ everyMs, clock }: { everyMs: number; clock: Clock }): Heartbeat {
  let quietSinceMs = clock.monotonic()
  let callOff = () => {}

  /** One timer for the whole stream: a new one for every chunk would cost more than the chunk. */
  function beatLater(controller: ReadableStreamDefaultController<Uint8Array>, delayMs: number): void {
    callOff = clock.after(delayMs, () => {
      const quietMs = clock.monotonic() - quietSinceMs
      // Only into an empty queue: a client that does not read gets no more to read.
      if (quietMs >= everyMs && (controller.desiredSize ?? 0) > 0) {
        quietSinceMs = clock.monotonic()
        controller.enqueue(bytes.encode(sseHeartbeat))
      }
      beatLater(controller, quietMs >= everyMs ? everyMs : everyMs - quietMs)
    })
  }

  return {
    start: (controller) => beatLater(controller, everyMs),
    wrote() {
      quietSinceMs = clock.monotonic()
    },
    stop: () => callOff(),
  }
}
