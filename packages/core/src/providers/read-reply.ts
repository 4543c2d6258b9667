import type { Clock } from '../chat/clock.ts'
import { ChatError } from '../chat/errors.ts'
import type { ChatEvent } from '../chat/event.ts'
import { createBareJson } from '../stream/bare-json.ts'
import { mapSse, type SseEvent } from '../stream/sse-decoder.ts'
import { discard, readText } from './http.ts'
import { isEventStream, isJson, isPage, notAnAnswer, parseEvent } from './reply-body.ts'
import type { WireReply } from './wire-reply.ts'

/** The events of one read at a time. */
export type Batches = AsyncIterator<readonly ChatEvent[], void>

export interface ReadReplyOptions {
  signal: AbortSignal
  clock: Clock
  /** Whether the answer was wished for in pieces. */
  isStreaming: boolean
  /** Told of whatever the provider says. */
  hear: (said: unknown) => void
  /** Says what to throw for a failure of the stream. */
  toError: (error: unknown) => unknown
  /** Called when reading has ended, however it ended. */
  onEnd: () => void
}

// Far more than any answer has, and still nothing that could hurt a server.
const maxReplyBytes = 16 * 1_048_576

/** Reads a reply as what it is: not every server labels it rightly, or answers in the form that was wished for. */
export async function readReply(response: Response, reply: WireReply, options: ReadReplyOptions): Promise<Batches> {
  const { body } = response
  if (body === null || isPage(response)) {
    discard(response)
    throw new ChatError('server', 'The provider sent something that is not an answer.')
  }
  if (isEventStream(response) || (options.isStreaming && !isJson(response))) return readStream(body, reply, options)
  const [beginning, whole] = body.tee()
  const isStream = await beginsLikeStream(beginning, options.signal).catch(() => false)
  if (isStream) return readStream(whole, reply, options)
  const said = await readText(new Response(whole), maxReplyBytes, options.signal)
  options.onEnd()
  return once(readWhole(said, reply, options.hear))
}

function readStream(
  body: ReadableStream<Uint8Array>,
  reply: WireReply,
  { signal, clock, hear, toError, onEnd }: ReadReplyOptions,
): Batches {
  const read = (event: SseEvent) => {
    if (isDone(event.data)) {
      reply.done?.()
      return []
    }
    if (isKeepAlive(event)) return []
    const said = parseEvent(event)
    hear(said)
    return reply.read(said, event.event)
  }
  return mapSse(body, read, {
    signal,
    clock,
    toError,
    onEnd,
    isLast: ({ data }) => reply.state() === 'over' || isDone(data),
    isComplete: () => reply.state() !== 'open',
    atEnd: reply.end,
    bareJson: createBareJson,
  })
}

function isDone(data: string): boolean {
  return data.length < 20 && data.trim() === '[DONE]'
}

/** Some servers keep the connection alive with events instead of comments. */
function isKeepAlive({ data, event }: SseEvent): boolean {
  return event === 'ping' || (data.length < 20 && data.trim() === '')
}

function readWhole(data: string, reply: WireReply, hear: ReadReplyOptions['hear']): readonly ChatEvent[] {
  const said = parseEvent({ data })
  hear(said)
  const events = reply.readWhole(said)
  if (events === undefined) throw notAnAnswer(data)
  return events
}

/** No JSON of an answer begins like a field of an event, or a comment. */
async function beginsLikeStream(body: ReadableStream<Uint8Array>, signal: AbortSignal): Promise<boolean> {
  const reader = body.getReader()
  const decoder = new TextDecoder()
  // The other branch tells of a failure, and cancelling waits for it.
  const cancel = () => void reader.cancel().catch(() => undefined)
  signal.addEventListener('abort', cancel, { once: true })
  try {
    for (;;) {
      const { done, value } = await reader.read()
      const first = decoder.decode(value, { stream: !done }).trimStart().charAt(0)
      if (done || first !== '') return first !== '' && 'deir:'.includes(first)
    }
  } finally {
    signal.removeEventListener('abort', cancel)
    cancel()
  }
}

async function* once(events: readonly ChatEvent[]): AsyncGenerator<readonly ChatEvent[], void> {
  yield events
}
