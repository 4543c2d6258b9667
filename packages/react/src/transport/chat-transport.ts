import type { UIMessage, UIMessageChunk } from '@sluice/core/ui'

/** Brings a conversation to whoever answers and the answer back. */
export interface ChatTransport {
  /**
   * Sends a conversation. Resolves when the answer begins.
   *
   * @throws ChatError for a refusal; the signal's reason if aborted.
   */
  sendMessages(options: SendMessagesOptions): Promise<ChunkStream>
}

/**
 * A transport of Vercel's AI SDK, version 7 and later. Its messages are the same in another type's words, so what it
 * takes is not looked at here.
 */
export interface ForeignTransport {
  sendMessages(options: never): Promise<ReadableStream<{ type: string }>>
}

/** What there is to send. */
export interface SendMessagesOptions {
  trigger: 'submit-message' | 'regenerate-message'
  chatId: string
  /** The message that is edited or answered anew. */
  messageId: string | undefined
  messages: UIMessage[]
  abortSignal: AbortSignal | undefined
  /** Of this request only. */
  headers?: Record<string, string> | Headers | undefined
  /** More fields for the body of this request. */
  body?: object | undefined
  /** Passed through for the application. */
  metadata?: unknown
}

/** An answer's chunks: one at a time as a web stream, or as many as were read together. */
export type ChunkStream = ReadableStream<UIMessageChunk> | AsyncIterable<readonly UIMessageChunk[]>

/**
 * The chunks of either kind of stream, in batches. A web stream is cancelled when reading stops early, and by the
 * signal also while it says nothing.
 */
export function batches(stream: ChunkStream, signal?: AbortSignal): AsyncIterable<readonly UIMessageChunk[]> {
  // Not `for await` over a web stream: Safari's cannot be iterated.
  return 'getReader' in stream ? readBatches(stream, signal) : stream
}

async function* readBatches(
  stream: ReadableStream<UIMessageChunk>,
  signal: AbortSignal | undefined,
): AsyncGenerator<readonly UIMessageChunk[]> {
  const reader = stream.getReader()
  // Nobody reads on, so nobody is interested in how the source takes it.
  const cancel = () => void reader.cancel(signal?.reason).catch(() => undefined)
  signal?.addEventListener('abort', cancel, { once: true })
  let isDone = false
  try {
    for (;;) {
      const { done, value } = await reader.read()
      isDone = done
      if (done) return
      yield [value]
    }
  } finally {
    signal?.removeEventListener('abort', cancel)
    if (!isDone) cancel()
  }
}
