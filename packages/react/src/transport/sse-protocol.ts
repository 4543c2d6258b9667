import { ChatError, isChatError, mapSse, type SseEvent } from '@sluice/core'
import type { UIMessageChunk } from '@sluice/core/ui'
import type { ChunkBatches } from './chat-transport.ts'
import type { HttpProtocol, ReadOptions } from './http-protocol.ts'

/** An answer as server-sent events, each one a chunk in JSON. */
export const sseProtocol: HttpProtocol = {
  contentType: /text\/event-stream/i,
  read: readEvents,
}

function readEvents(body: ReadableStream<Uint8Array>, { watch, clock, onLogged }: ReadOptions): ChunkBatches {
  const { signal, onRead, end: onEnd } = watch
  let lastEventId: string | undefined
  let isLogged: boolean | undefined

  function parse(event: SseEvent): readonly UIMessageChunk[] {
    if (isDone(event)) return []
    const chunk = parseChunk(event)
    const hasId = Boolean(event.id)
    if (hasId) lastEventId = event.id
    // What only passes by has no id anywhere.
    if (hasId !== isLogged && (hasId || !Object(chunk).transient)) {
      isLogged = hasId
      onLogged(hasId)
    }
    // A newer server may send types that we do not know; whoever reads them ignores those.
    return isChunk(chunk) ? [chunk] : []
  }
  function toError(cause: unknown): unknown {
    if (signal.aborted) return signal.reason
    return isChatError(cause) ? cause : new ChatError('interrupted', 'The answer broke off before its end.', { cause })
  }
  // A file that a model has made travels as one event.
  const maxEventLength = 32 * 1_048_576
  const batches = mapSse(body, parse, { signal, onRead, onEnd, toError, isLast: isDone, maxEventLength, clock })
  return {
    // What has been parsed is handed out at once, so this is the last event that a reader has.
    get lastEventId() {
      return lastEventId
    },
    get isLogged() {
      return isLogged
    },
    [Symbol.asyncIterator]: () => batches,
  }
}

function parseChunk(event: SseEvent): unknown {
  try {
    return JSON.parse(event.data)
  } catch (cause) {
    if (event.unterminated) throw new ChatError('interrupted', 'The answer broke off before its end.', { cause })
    throw new ChatError('server', 'The server sent something that is not an answer.', { cause })
  }
}

function isChunk(value: unknown): value is UIMessageChunk {
  return typeof Object(value).type === 'string'
}

function isDone(event: SseEvent): boolean {
  return event.data === '[DONE]'
}
