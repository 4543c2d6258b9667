import { type ChatError, type Clock, sseDone, toChatError, withDetails } from '@sluice/core'
import type { ChunkEncoder, UIMessageChunk } from '@sluice/core/ui'
import { figuresOf } from './chat-call.ts'
import { encodeChunk } from './encode-chunk.ts'
import { createHeartbeat } from './heartbeat.ts'
import type { Run } from './run.ts'

export interface MessageStreamOptions {
  run: Run
  encoder: ChunkEncoder
  /** Whether the run has something to send now. If not, the message is begun without it. */
  isReady: boolean
  requestId: string
  heartbeatMs: number
  /** How long what is written may go unread before the client counts as gone. */
  stalledMs: number
  clock: Clock
  /** Sees every chunk that is sent. */
  onChunk?: ((chunk: UIMessageChunk) => void) | undefined
  /** Called once, when the run is over. The stream is closed when it has settled. */
  onEnd: (failure: ChatError | undefined) => Promise<void>
}

// Without state, so one does for all; making one costs more than encoding a chunk.
const bytes = /* @__PURE__ */ new TextEncoder()

type Controller = ReadableStreamDefaultController<Uint8Array>

/** The body of a response: the run as a UI message stream, written only as fast as it is read. */
export function messageStream(options: MessageStreamOptions): ReadableStream<Uint8Array> {
  const { run, encoder, requestId, heartbeatMs, stalledMs, clock, onChunk, onEnd } = options
  /** Whether the marker has been written after which clients read no further. */
  let isComplete = false
  let isOver = false
  const heartbeat = createHeartbeat({ everyMs: heartbeatMs, stalledMs, onStalled: run.hangUp, clock })

  /** Says whether there was anything to write. */
  function write(controller: Controller, chunks: readonly UIMessageChunk[], ending = ''): boolean {
    let text = ''
    for (const chunk of chunks) {
      onChunk?.(chunk)
      text += encodeChunk(chunk)
    }
    heartbeat.wrote()
    text += ending
    if (text !== '') controller.enqueue(bytes.encode(text))
    return text !== ''
  }

  async function end(failure?: ChatError): Promise<void> {
    if (isOver) return
    isOver = true
    heartbeat.stop()
    await onEnd(failure)
  }

  return new ReadableStream<Uint8Array>({
    start(controller) {
      if (!options.isReady) write(controller, encoder.begin())
      heartbeat.start(controller)
      // Also when nobody waits for the next chunk, and so nobody would notice. Whoever still does waits no longer.
      const onHangUp = async () => {
        heartbeat.stop()
        await run.whenReleased()
        await end()
        controller.error(run.signal.reason)
      }
      if (run.signal.aborted) onHangUp()
      else run.signal.addEventListener('abort', onHangUp, { once: true })
    },
    async pull(controller) {
      try {
        for (let events = await run.read(); events.length > 0; events = await run.read()) {
          // With the last words, and not in a write of its own.
          const ending = run.isFinished() && !isComplete ? sseDone : ''
          isComplete = run.isFinished()
          // Some events say nothing to a client, and a pull that writes nothing would be the last.
          if (write(controller, events.flatMap(encoder.encode), ending)) return
        }
        await end()
      } catch (error) {
        // The handler ends with the abort; there is nobody left to tell.
        if (run.signal.aborted) return
        const failure = withDetails(toChatError(error), { requestId })
        if (!isComplete) write(controller, encoder.fail(failure, figuresOf(run)), sseDone)
        await end(failure)
      }
      controller.close()
    },
    cancel(reason) {
      run.hangUp(reason)
    },
  })
}
