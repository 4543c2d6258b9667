import { describe, expect, it, vi } from 'vitest'
import { createTestClock } from '../testing/test-clock.ts'
import { decodeSse, type SseDecoderOptions, type SseEvent } from './sse-decoder.ts'

const encoder = new TextEncoder()

/** Reads a text that arrives in the given pieces; events without the fields that they do not have. */
async function decode(pieces: readonly (string | Uint8Array)[], options?: SseDecoderOptions): Promise<SseEvent[]> {
  const events = await readAll(decodeSse(bodyOf(pieces), options))
  return events.map((event) => JSON.parse(JSON.stringify(event)))
}

async function readAll(batches: AsyncIterable<readonly SseEvent[]>): Promise<SseEvent[]> {
  const events: SseEvent[] = []
  for await (const batch of batches) events.push(...batch)
  return events
}

function bodyOf(pieces: readonly (string | Uint8Array)[]): ReadableStream<Uint8Array> {
  const rest = [...pieces]
  return new ReadableStream(
    {
      pull(controller) {
        const piece = rest.shift()
        if (piece === undefined) controller.close()
        else controller.enqueue(typeof piece === 'string' ? encoder.encode(piece) : piece)
      },
    },
    { highWaterMark: 0 },
  )
}

/** A body that says `pieces` and then neither more nor that it is over, whatever is asked of it. */
function silentBody(...pieces: readonly string[]) {
  const cancelled: unknown[] = []
  const rest = [...pieces]
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      const piece = rest.shift()
      if (piece !== undefined) controller.enqueue(encoder.encode(piece))
      return piece === undefined ? new Promise(() => {}) : undefined
    },
    cancel: (reason) => void cancelled.push(reason),
  })
  return { body, cancelled }
}

const isDone = (event: SseEvent) => event.data === '[DONE]'

describe('decodeSse', () => {
  it.each([
    ['an event', 'data: a\n\n', [{ data: 'a' }]],
    ['several lines of data', 'data: a\ndata:b\ndata:\ndata:  c\n\n', [{ data: 'a\nb\n\n c' }]],
    ['name and id', 'event: ping\nid: 7\ndata: a\n\n', [{ data: 'a', event: 'ping', id: '7' }]],
    ['empty data', 'data\n\n', [{ data: '' }]],
    ['lines that end with CR', 'data: a\rdata: b\r\rdata: c\r\r', [{ data: 'a\nb' }, { data: 'c' }]],
    ['lines that end with CRLF', 'data: a\r\ndata: b\r\n\r\ndata: c\r\n\r\n', [{ data: 'a\nb' }, { data: 'c' }]],
    ['line ends of all kinds', 'data: a\r\ndata: b\n\rdata: c\r\n\n', [{ data: 'a\nb' }, { data: 'c' }]],
    ['a byte order mark', '\ufeffdata: a\n\n', [{ data: 'a' }]],
    ['comments and unknown fields', ': keep-alive\n\nfoo: bar\nretry: 5\n: x\ndata: a\n\n', [{ data: 'a' }]],
    ['a name without data', 'event: ping\n\ndata: a\n\n', [{ data: 'a' }]],
    ['text of many bytes', 'data: 你好 👋🏽 é\n\n', [{ data: '你好 👋🏽 é' }]],
    ['an event that nothing ends', 'data: a\n\ndata: b', [{ data: 'a' }, { data: 'b', unterminated: true }]],
    ['an event without its blank line', 'data: a\n', [{ data: 'a', unterminated: true }]],
    ['an event that ends with CR', 'data: a\r', [{ data: 'a', unterminated: true }]],
    ['an unterminated field that is no data', 'data: a\n\nevent: p', [{ data: 'a' }]],
    ['nothing', '', []],
  ])('reads %s the same wherever it is cut', async (_, text, events) => {
    const bytes = encoder.encode(text)
    expect(await decode([text])).toEqual(events)
    expect(await decode([...bytes].map((byte) => Uint8Array.of(byte)))).toEqual(events)
    for (let cut = 0; cut <= bytes.length; cut++) {
      expect(await decode([bytes.slice(0, cut), bytes.slice(cut)])).toEqual(events)
    }
  })

  it('gives the events of one read together, and none of an empty one', async () => {
    const batches: (readonly SseEvent[])[] = []
    for await (const batch of decodeSse(bodyOf(['data: a\n\ndata: b\n\nda', 'ta: c', '\n\n']))) batches.push(batch)
    expect(batches.map((batch) => batch.map((event) => event.data))).toEqual([['a', 'b'], ['c']])
  })

  it('throws what reading the body throws', async () => {
    const failure = new TypeError('terminated')
    const body = new ReadableStream<Uint8Array>({ start: (controller) => controller.error(failure) })
    await expect(decodeSse(body).next()).rejects.toBe(failure)
  })

  it('accepts an event as long as allowed and refuses a longer one, in one line or many', async () => {
    const maxEventLength = 30
    const pieces = (line: string) => [line, '\n', '\n']
    expect(await decode(pieces(`data: ${'a'.repeat(24)}`), { maxEventLength })).toHaveLength(1)
    await expect(decode(pieces(`data: ${'a'.repeat(40)}`), { maxEventLength })).rejects.toMatchObject({
      code: 'server',
    })
    const lines = Array.from({ length: 5 }, () => 'data: 12345678\n')
    await expect(decode(lines, { maxEventLength })).rejects.toMatchObject({ code: 'server' })
  })

  it('ends the body when an event is too long', async () => {
    const { body, cancelled } = silentBody(`data: ${'a'.repeat(100)}`)
    await expect(decodeSse(body, { maxEventLength: 50 }).next()).rejects.toMatchObject({ code: 'server' })
    expect(cancelled).toHaveLength(1)
  })

  it('ends the body when its reader leaves', async () => {
    const { body, cancelled } = silentBody('data: a\n\n')
    for await (const _ of decodeSse(body)) break
    expect(cancelled).toHaveLength(1)
  })
})

describe('an abort while decoding', () => {
  it('is thrown at once although the source goes on', async () => {
    const { body, cancelled } = silentBody()
    const controller = new AbortController()
    const next = decodeSse(body, { signal: controller.signal }).next()
    controller.abort('stop')
    expect(await settledSoon(next)).toEqual({ rejected: 'stop' })
    expect(cancelled).toEqual(['stop'])
  })

  it('is thrown at the next read when it came between two', async () => {
    const { body, cancelled } = silentBody('data: a\n\n')
    const controller = new AbortController()
    const batches = decodeSse(body, { signal: controller.signal })
    await batches.next()
    controller.abort('stop')
    expect(cancelled).toEqual(['stop'])
    expect(await settledSoon(batches.next())).toEqual({ rejected: 'stop' })
  })

  it('is thrown when it came before the first read', async () => {
    const { body, cancelled } = silentBody()
    const next = decodeSse(body, { signal: AbortSignal.abort('stop') }).next()
    expect(await settledSoon(next)).toEqual({ rejected: 'stop' })
    expect(cancelled).toEqual(['stop'])
  })

  it('means nothing once all was read, and is not listened for', async () => {
    const controller = new AbortController()
    const removed = vi.spyOn(controller.signal, 'removeEventListener')
    const batches = decodeSse(bodyOf(['data: a\n\n']), { signal: controller.signal })
    await readAll(batches)
    expect(removed).toHaveBeenCalledWith('abort', expect.any(Function))
    controller.abort()
    expect(await batches.next()).toEqual({ done: true, value: undefined })
  })
})

describe('the last event', () => {
  it('ends reading, and what follows is dropped wherever it was cut', async () => {
    const text = 'data: a\n\ndata: [DONE]\n\ndata: b\n\n'
    for (let cut = 0; cut <= text.length; cut++) {
      const events = await decode([text.slice(0, cut), text.slice(cut)], { isLast: isDone })
      expect(events.map((event) => event.data)).toEqual(['a', '[DONE]'])
    }
  })

  it('lets the server close, for its connection to serve again', async () => {
    const clock = createTestClock()
    let cancelled = false
    let close: () => void = () => {}
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        controller.enqueue(encoder.encode('data: [DONE]\n\n'))
        close = () => controller.close()
      },
      cancel() {
        cancelled = true
      },
    })
    await readAll(decodeSse(body, { isLast: isDone, clock }))
    await clock.advance(999)
    close()
    await clock.advance(10_000)
    expect(cancelled).toBe(false)
    expect(clock.pendingTimers).toBe(0)
  })

  it('makes the connection be closed after a second when the server does not', async () => {
    const clock = createTestClock()
    const { body, cancelled } = silentBody('data: [DONE]\n\n')
    await readAll(decodeSse(body, { isLast: isDone, clock }))
    await clock.advance(999)
    expect(cancelled).toHaveLength(0)
    await clock.advance(1)
    expect(cancelled).toHaveLength(1)
  })

  it('leaves the connection open when the server goes on after what looked like it', async () => {
    const clock = createTestClock()
    let isComplete = true
    const more = new TransformStream<Uint8Array, Uint8Array>()
    const writer = more.writable.getWriter()
    const reading = decodeSse(more.readable, { isComplete: () => isComplete, clock })
    void writer.write(encoder.encode('data: a\n\n'))
    await reading.next()
    expect(clock.pendingTimers).toBe(1)
    isComplete = false
    void writer.write(encoder.encode('data: b\n\n'))
    expect(await reading.next()).toMatchObject({ value: [{ data: 'b' }] })
    expect(clock.pendingTimers).toBe(0)
    await reading.return?.()
  })

  it('makes the connection be closed at once when the server goes on', async () => {
    const clock = createTestClock()
    const { body, cancelled } = silentBody('data: [DONE]\n\n', 'data: more\n\n')
    await readAll(decodeSse(body, { isLast: isDone, clock }))
    await clock.advance(0)
    expect(cancelled).toHaveLength(1)
    expect(clock.pendingTimers).toBe(0)
  })
})

/** What became of a promise before any timer could have fired. */
async function settledSoon(promise: Promise<unknown>): Promise<unknown> {
  let outcome: unknown = 'still pending'
  promise.then(
    (value) => {
      outcome = { resolved: value }
    },
    (error) => {
      outcome = { rejected: error }
    },
  )
  for (let turn = 0; turn < 20; turn++) await Promise.resolve()
  return outcome
}
