import type { ChatEvent } from '../chat/event.ts'

/** Reads one reply. */
export interface WireReply {
  /**
   * The events of the next chunk of a stream; `name` is the event's, where it has one.
   *
   * @throws ChatError for a failure told in the stream.
   */
  read(chunk: unknown, name: string | undefined): readonly ChatEvent[]
  /**
   * All events of a reply that came in one piece.
   *
   * @throws ChatError for a failure told in it, or `undefined` returned if it is no answer at all.
   */
  readWhole(body: unknown): readonly ChatEvent[] | undefined
  /** Told of `[DONE]`. */
  done?(): void
  /**
   * The events that end the answer.
   *
   * @throws ChatError `interrupted` if the reply never said that it was complete.
   */
  end(): readonly ChatEvent[]
  /** Whether all has come that matters, and whether nothing can follow. */
  state(): 'open' | 'complete' | 'over'
}
