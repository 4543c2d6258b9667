import type { Clock, RunPart } from '@sluice/core'
import { createHeartbeat } from './heartbeat.ts'

/** Where the parts of a run come from. */
export interface PartSource {
  /** The next parts; none at the end. */
  read(): Promise<readonly RunPart[]>
  /** Called when the reader has gone before the end. */
  leave(): void
  /** Called when the reader has got everything. */
  onDelivered(): void
}

export interface PartStreamOptions {
  runId: string
  source: PartSource
  /** The HTTP request that is answered. */
  http: Request
  heartbeatMs: number
  /** How long what is written may go unread before the reader counts as gone. */
  stalledMs: number
  clock: Clock
}

/** The part of a stream after which clients read no further. */
export const donePart: RunPart = { data: '[DONE]' }

const bytes = /* @__PURE__ */ new TextEncoder()

/** The body of a response: the parts of a run as server-sent events, written only as fast as they are read. */
export function partStream(options: PartStreamOptions): ReadableStream<Uint8Array> {
  const { runId, source, http, heartbeatMs, stalledMs, clock } = options
  const heartbeat = createHeartbeat({
    everyMs: heartbeatMs,
    stalledMs,
    onStalled: (reason) => leave(reason),
    clock,
  })
  let isOver = false
  /** Whether the last chunk that was written is the marker after which clients read no further. */
  let isDone = false
  let leave = (_: unknown) => {}
  const onAbort = () => leave(http.signal.reason)

  /** Says whether this was the end. */
  function end(): boolean {
    if (isOver) return false
    isOver = true
    heartbeat.stop()
    http.signal.removeEventListener('abort', onAbort)
    return true
  }

  return new ReadableStream<Uint8Array>({
    start(controller) {
      heartbeat.start(controller)
      leave = (reason) => {
        if (end()) source.leave()
        controller.error(reason)
      }
      if (http.signal.aborted) onAbort()
      else http.signal.addEventListener('abort', onAbort, { once: true })
    },
    async pull(controller) {
      // Now the marker has been taken. Some clients leave with it, and do not wait for us to close.
      if (isDone) source.onDelivered()
      isDone = false
      const parts = await source.read()
      if (isOver) return
      if (parts.length > 0) {
        isDone = parts.at(-1) === donePart
        heartbeat.wrote()
        controller.enqueue(bytes.encode(toEvents(runId, parts)))
      } else {
        end()
        controller.close()
      }
    },
    cancel() {
      if (end()) source.leave()
    },
  })
}

function toEvents(runId: string, parts: readonly RunPart[]): string {
  let text = ''
  for (const { seq, data } of parts) {
    text += seq === undefined ? `data: ${data}\n\n` : `id: ${runId}.${seq}\ndata: ${data}\n\n`
  }
  return text
}
