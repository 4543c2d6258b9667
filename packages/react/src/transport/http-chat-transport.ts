import type { ChunkBatches, ReconnectOptions, SendMessagesOptions, StopRunOptions } from './chat-transport.ts'
import type { HttpTransport } from './http-connection.ts'

/** A transport over HTTP as a class, as the AI SDK has them: one that can be made with `new` and extended. */
export abstract class HttpChatTransport implements HttpTransport {
  readonly #transport: HttpTransport

  constructor(transport: HttpTransport) {
    this.#transport = transport
  }

  sendMessages(options: SendMessagesOptions): Promise<ChunkBatches> {
    return this.#transport.sendMessages(options)
  }

  reconnectToStream(options: ReconnectOptions): Promise<ChunkBatches | null> {
    return this.#transport.reconnectToStream(options)
  }

  stopRun(options: StopRunOptions): Promise<void> {
    return this.#transport.stopRun(options)
  }
}
