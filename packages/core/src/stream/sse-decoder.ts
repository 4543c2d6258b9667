import { createParser } from 'eventsource-parser'
import { type Clock, systemClock } from '../chat/clock.ts'
import { ChatError } from '../chat/errors.ts'
import type { BareJson } from './bare-json.ts'

/** One server-sent event. */
export interface SseEvent {
  data: string
  /** The event's name, where it has one. */
  event?: string | undefined
  id?: string | undefined
  /** The stream ended before the blank line that ends an event: `data` may be cut short. */
  unterminated?: true
}

export interface SseDecoderOptions {
  /** Ends reading at once: the body is cancelled and the signal's reason thrown. */
  signal?: AbortSignal | undefined
  /** Recognises the event after which the server has nothing to say. Reading ends there. */
  isLast?: ((event: SseEvent) => boolean) | undefined
  /** Says whether all has come that matters: the server then has a second left for what else it wants to say. */
  isComplete?: (() => boolean) | undefined
  /** Called for every read, also of comments: a sign of life. */
  onRead?: (() => void) | undefined
  /** Says what to throw for an error of the body, of `map` or of an abort. @default the error itself */
  toError?: ((error: unknown) => unknown) | undefined
  /** Called when reading has ended, however it ended. */
  onEnd?: (() => void) | undefined
  /** The longest event, in characters: nothing a server sends may fill our memory. @default 1_048_576 */
  maxEventLength?: number | undefined
  /**
   * Takes JSON that stands on lines of its own, without `data:`, for an event: some servers tell a failure so. A function and
   * no flag, so that browsers do not load what only providers need. @default it is dropped
   */
  bareJson?: (() => BareJson) | undefined
  clock?: Clock | undefined
}

// How long a server may take to close after its last event before we close the connection ourselves.
const closingMs = 1_000

/**
 * Decodes a body of server-sent events; each batch holds the events that one read completed.
 *
 * Comments and unknown fields are dropped. A last event without its blank line is delivered all the same, marked
 * `unterminated`: real servers forget the line, and the standard would drop the event. The body is cancelled when
 * reading stops early.
 *
 * @throws ChatError `server` for an event over the size limit; whatever reading the body throws.
 */
export function decodeSse(
  body: ReadableStream<Uint8Array>,
  options: SseDecoderOptions = {},
): AsyncIterableIterator<readonly SseEvent[], void> {
  return mapSse(body, (event) => [event], options)
}

/**
 * Decodes a body of server-sent events into what `map` makes of them. What came before an event that `map` throws at
 * is delivered before the error.
 *
 * A hand-written iterator, and `map` in it instead of around it: an async generator costs as much as parsing the event.
 */
export function mapSse<Value>(
  body: ReadableStream<Uint8Array>,
  map: (event: SseEvent) => readonly Value[],
  options: SseDecoderOptions & {
    /** Says what follows the last event. May throw: then the stream was not complete. */
    atEnd?: (() => readonly Value[]) | undefined
  } = {},
): AsyncIterableIterator<readonly Value[], void> {
  const { signal, isLast, isComplete, onRead, onEnd, atEnd, clock = systemClock } = options
  const maxEventLength = options.maxEventLength ?? 1_048_576
  let isTooLong = false
  const bare = options.bareJson?.()
  const parser = createParser({
    onEvent: take,
    onError(error) {
      isTooLong ||= error.type === 'max-buffer-size-exceeded'
      if (error.type !== 'unknown-field') return
      const json = bare?.add(error.line ?? '')
      if (json !== undefined) take({ data: json })
    },
    maxBufferSize: maxEventLength,
  })
  const decoder = new TextDecoder()
  const reader = body.getReader()
  const cancel = () => ignoreFailure(reader.cancel(signal?.reason))
  let state = 'reading' as 'reading' | 'last' | 'ended'
  let values: Value[] = []
  let callOffClosing: (() => void) | undefined
  let failure: { error: unknown } | undefined
  let isFinished = false

  function take(event: SseEvent): void {
    // The parser's own limit is for what is not yet an event; an event must not depend on how it was cut.
    isTooLong ||= event.data.length > maxEventLength
    if (isTooLong || state === 'last') return
    if (state === 'ended') event.unterminated = true
    for (const value of map(event)) values.push(value)
    if (isLast?.(event)) state = 'last'
  }

  /** Takes in what a read gave. */
  function accept({ done, value }: ReadableStreamReadResult<Uint8Array>): void {
    signal?.throwIfAborted()
    onRead?.()
    const text = done ? decoder.decode() : decoder.decode(value, { stream: true })
    parser.feed(bare?.hold(text) ?? text)
    if (done) {
      if (state === 'reading') state = 'ended'
      // An event that nothing ended ends here.
      parser.feed(bare?.hold('\n\n') ?? '\n\n')
    }
    if (isTooLong) throw new ChatError('server', 'The server sent more at once than can be accepted.')
    // Some servers send their last word and never close; some go on after what looked like it.
    if (state === 'reading' && isComplete?.()) callOffClosing ??= clock.after(closingMs, cancel)
    else if (callOffClosing !== undefined) {
      callOffClosing()
      callOffClosing = undefined
    }
    if (state !== 'reading') for (const last of atEnd?.() ?? []) values.push(last)
  }
  function takeValues(): readonly Value[] {
    const taken = values
    values = []
    return taken
  }
  function finish(): void {
    if (isFinished) return
    isFinished = true
    callOffClosing?.()
    signal?.removeEventListener('abort', cancel)
    if (state === 'reading') cancel()
    if (state === 'last') ignoreFailure(awaitClose(reader, clock))
    onEnd?.()
  }
  function fail(error: unknown): never {
    finish()
    throw options.toError === undefined ? error : options.toError(error)
  }

  signal?.addEventListener('abort', cancel, { once: true })
  return {
    async next() {
      if (isFinished) return { done: true, value: undefined }
      if (failure !== undefined) fail(failure.error)
      try {
        signal?.throwIfAborted()
        // No function of its own: awaiting another promise is a fifteenth of what decoding costs (bench wires).
        while (state === 'reading') {
          const read = await reader.read()
          // The reader has left meanwhile.
          if (isFinished) return { done: true, value: undefined }
          accept(read)
          if (values.length > 0) return { done: false, value: takeValues() }
        }
      } catch (error) {
        if (values.length === 0 || signal?.aborted) fail(error)
        // What came before the failure is delivered before it.
        failure = { error }
        return { done: false, value: takeValues() }
      }
      finish()
      return { done: true, value: undefined }
    },
    async return() {
      finish()
      return { done: true, value: undefined }
    },
    [Symbol.asyncIterator]() {
      return this
    },
  }
}

/** Lets the server close by itself, so that its connection can serve again, but not for ever. */
async function awaitClose(reader: ReadableStreamDefaultReader<Uint8Array>, clock: Clock): Promise<void> {
  const cancel = () => ignoreFailure(reader.cancel())
  const callOff = clock.after(closingMs, cancel)
  try {
    const { done } = await reader.read()
    if (!done) cancel()
  } finally {
    callOff()
  }
}

/** For the end of a stream that nobody reads any more: neither its success nor its failure matters. */
function ignoreFailure(promise: Promise<unknown>): void {
  promise.catch(() => undefined)
}
