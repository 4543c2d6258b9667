import type { Clock } from '@sluice/core'
import type { ChunkBatches } from './chat-transport.ts'
import type { IdleWatch } from './idle-watch.ts'

/** How an answer is written into the body of a response. */
export interface HttpProtocol {
  /** The types of bodies that may be an answer. */
  readonly contentType: RegExp
  /** Reads an answer. The watch is ended with it, however it ends. */
  read(body: ReadableStream<Uint8Array>, options: ReadOptions): ChunkBatches
}

export interface ReadOptions {
  watch: IdleWatch
  clock: Clock
  /** Told whether the server logs the run, as soon as that can be seen, and when it changes. */
  onLogged: (isLogged: boolean) => void
}
