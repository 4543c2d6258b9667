import { type Clock, sseHeartbeat } from '@sluice/core'

export interface HeartbeatOptions {
  /** How long the stream may be quiet. */
  everyMs: number
  /** How long what has been written may lie there before its reader counts as gone. */
  stalledMs: number
  /** Called once, when the reader has not read for so long. */
  onStalled: (reason: DOMException) => void
  clock: Clock
}

/** Keeps a quiet stream of server-sent events alive with comments, and watches whether anybody reads it. */
export interface Heartbeat {
  start(controller: ReadableStreamDefaultController<Uint8Array>): void
  /** Something else has been written. */
  wrote(): void
  stop(): void
}

const bytes = /* @__PURE__ */ new TextEncoder()

export function createHeartbeat({ everyMs, stalledMs, onStalled, clock }: HeartbeatOptions): Heartbeat {
  let quietSinceMs = clock.monotonic()
  let isOver = false
  let callOff = () => {}

  /** One timer for the whole stream: a new one for every chunk would cost more than the chunk. */
  function lookLater(controller: ReadableStreamDefaultController<Uint8Array>, delayMs: number): void {
    callOff = clock.after(delayMs, () => {
      look(controller)
      if (!isOver) lookLater(controller, Math.min(untilMs(everyMs), untilMs(stalledMs)))
    })
  }
  function look(controller: ReadableStreamDefaultController<Uint8Array>): void {
    const quietMs = clock.monotonic() - quietSinceMs
    // Whoever reads empties the queue first. Only then is more written, so the last write is also the last read.
    const isUnread = (controller.desiredSize ?? 0) <= 0
    if (isUnread && quietMs >= stalledMs) {
      isOver = true
      onStalled(new DOMException('The client reads no further.', 'AbortError'))
    } else if (!isUnread && quietMs >= everyMs) {
      // Only into an empty queue: a client that does not read gets no more to read.
      quietSinceMs = clock.monotonic()
      controller.enqueue(bytes.encode(sseHeartbeat))
    }
  }
  /** How long until the stream has been quiet for so long; if it has been already, once more as long. */
  function untilMs(limitMs: number): number {
    const quietMs = clock.monotonic() - quietSinceMs
    return quietMs >= limitMs ? limitMs : limitMs - quietMs
  }

  return {
    start: (controller) => lookLater(controller, Math.min(everyMs, stalledMs)),
    wrote() {
      quietSinceMs = clock.monotonic()
    },
    stop() {
      isOver = true
      callOff()
    },
  }
}
