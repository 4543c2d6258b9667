import type { UIMessageChunk } from '@sluice/core/ui'
import type { ChunkBatches } from '../transport/chat-transport.ts'

/** Chunks that are handed out as they are added. */
export interface TestStream extends ChunkBatches {
  /** Adds a chunk, with the id of its event if it has one. */
  add(chunk: UIMessageChunk, eventId: string | undefined): void
  /** Ends the stream after what was added. */
  close(): void
  /** Ends the stream at once. */
  abort(reason: unknown): void
  /** Whether it has ended: what is added is lost. */
  readonly isOver: boolean
}

/** A stream that is empty as yet. */
export function createTestStream(): TestStream {
  const waiting: { chunk: UIMessageChunk; eventId: string | undefined }[] = []
  let isOver = false
  let failure: { reason: unknown } | undefined
  let wake = () => {}
  let lastEventId: string | undefined
  let isLogged: boolean | undefined

  async function* read(): AsyncGenerator<readonly UIMessageChunk[], void> {
    try {
      for (;;) {
        if (failure !== undefined) throw failure.reason
        const next = waiting.shift()
        if (next !== undefined) {
          lastEventId = next.eventId ?? lastEventId
          if (next.eventId !== undefined || !isTransient(next.chunk)) isLogged = next.eventId !== undefined
          yield [next.chunk]
        } else if (isOver) return
        else {
          await new Promise<void>((resolve) => {
            wake = resolve
          })
        }
      }
    } finally {
      isOver = true
    }
  }

  return {
    get lastEventId() {
      return lastEventId
    },
    get isLogged() {
      return isLogged
    },
    get isOver() {
      return isOver
    },
    add(chunk, eventId) {
      if (!isOver) waiting.push({ chunk, eventId })
      wake()
    },
    close() {
      isOver = true
      wake()
    },
    abort(reason) {
      if (isOver) return
      failure = { reason }
      isOver = true
      wake()
    },
    [Symbol.asyncIterator]: read,
  }
}

/** Whether it only passes by: such events have no id anywhere. */
export function isTransient(chunk: UIMessageChunk): boolean {
  return 'transient' in chunk && chunk.transient === true
}
