import type { UIMessage, UIMessageChunk } from '@sluice/core/ui'

/** Brings a conversation to whoever answers and the answer back. */
export interface ChatTransport {
  /**
   * Sends a conversation. Resolves when the answer begins.
   *
   * @throws ChatError for a refusal; the signal's reason if aborted.
   */
  sendMessages(options: SendMessagesOptions): Promise<ChunkStream>
  /**
   * Rejoins the answer under way; `null` if there is none to rejoin.
   *
   * @throws ChatError for a refusal; the signal's reason if aborted.
   */
  reconnectToStream?(options: ReconnectOptions): Promise<ChunkStream | null>
  /** Tells the server to stop the answer: hanging up is no stop where a run goes on without its reader. */
  stopRun?(options: StopRunOptions): Promise<void>
  /** Whether an answer that is rejoined without `lastEventId` comes from its beginning. @default true */
  readonly resumeStreamIsReplay?: boolean | undefined
  /** Lets go of what the transport holds open. */
  close?(): void
}

/**
 * A transport of Vercel's AI SDK, version 7 and later. Its messages are the same in another type's words, so what it
 * takes is not looked at here.
 */
export interface ForeignTransport {
  sendMessages(options: never): Promise<ReadableStream<{ type: string }>>
  reconnectToStream?(options: never): Promise<ReadableStream<{ type: string }> | null>
  readonly resumeStreamIsReplay?: boolean | undefined
  close?(): void
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
  /** Names this send: a server that logs runs answers a send that comes twice only once. */
  idempotencyKey?: string | undefined
}

/** Which answer to rejoin. */
export interface ReconnectOptions {
  chatId: string
  abortSignal?: AbortSignal | undefined
  headers?: Record<string, string> | Headers | undefined
  body?: object | undefined
  metadata?: unknown
  /** The last event that was read: only what follows is wanted. A number of 0 at its end asks for the whole run. */
  lastEventId?: string | undefined
  /** The send that asked for the answer, where nothing of it has been read: no other answer is wanted. */
  idempotencyKey?: string | undefined
}

/** Which answer to stop. */
export interface StopRunOptions extends Pick<ReconnectOptions, 'chatId' | 'headers' | 'metadata'> {
  /** The send that asked for the answer, which may not have reached the server yet. */
  idempotencyKey?: string | undefined
}

/** An answer's chunks: one at a time as a web stream, or as many as were read together. */
export type ChunkStream = ReadableStream<UIMessageChunk> | ChunkBatches

/** Chunks in batches, with the place in the server's log that they have come to. */
export interface ChunkBatches extends AsyncIterable<readonly UIMessageChunk[]> {
  /** The id of the last event that was given; `undefined` as long as none had one. */
  readonly lastEventId?: string | undefined
  /** Whether the server logs the run; `undefined` as long as that is not known. */
  readonly isLogged?: boolean | undefined
}

/**
 * The chunks of either kind of stream, in batches. A web stream is cancelled when reading stops early, and by the
 * signal also while it says nothing.
 */
export function batches(stream: ChunkStream, signal?: AbortSignal): AsyncIterable<readonly UIMessageChunk[]> {
  // Not `for await` over a web stream: Safari's cannot be iterated.
  return 'getReader' in stream ? readBatches(stream, signal) : stream
}

/** A web stream in batches of one. After an abort it ends as if it were complete. */
export async function* readBatches<Item>(
  stream: ReadableStream<Item>,
  signal: AbortSignal | undefined,
): AsyncGenerator<readonly Item[]> {
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
