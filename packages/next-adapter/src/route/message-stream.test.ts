import { type ChatError, type ChatEvent, ChatError as ChatFailure, type Handler } from '@sluice/core'
import { createTestClock, type ScriptStep, scripted } from '@sluice/core/testing'
import { createChunkEncoder } from '@sluice/core/ui'
import { describe, expect, it } from 'vitest'
import { readParts, textOf } from '../../../../tests/support/chat-http.ts'
import { messageStream } from './message-stream.ts'
import { createRun } from './run.ts'

const text = (text: string): ChatEvent => ({ type: 'text-delta', text })
const usage: ChatEvent = { type: 'usage', usage: { inputTokens: 1, outputTokens: 1 } }
const finish: ChatEvent = { type: 'finish', reason: 'stop' }
const turn = () => new Promise((resolve) => setTimeout(resolve, 0))
const heartbeat = ': keep-alive\n\n'

function streamOf(handler: Handler, isReady = true) {
  const clock = createTestClock()
  const http = new AbortController()
  const ends: (ChatError | undefined)[] = []
  const request = { messages: [] }
  const run = createRun({
    handler,
    request,
    caller: undefined,
    requestId: 'r1',
    http: new Request('http://app.test/', { signal: http.signal }),
    clock,
  })
  const encoder = createChunkEncoder({ messageId: 'm1', requestId: 'r1' })
  const onEnd = async (failure: ChatError | undefined) => {
    ends.push(failure)
  }
  const body = messageStream({
    run,
    encoder,
    isReady,
    requestId: 'r1',
    heartbeatMs: 15_000,
    stalledMs: 60_000,
    clock,
    onEnd,
  })
  return { body, run, http, clock, ends }
}
const playing = (...steps: ScriptStep[]) => streamOf(scripted(...steps))
const never = () => new Promise(() => undefined)

function reading(body: ReadableStream<Uint8Array>) {
  const reader = body.getReader()
  const decoder = new TextDecoder()
  const next = async () => {
    const { done, value } = await reader.read()
    return done ? undefined : decoder.decode(value)
  }
  return { reader, next }
}

describe('the stream of a message', () => {
  it('goes on after events that the client does not get to see', async () => {
    const { body, ends } = playing(
      usage,
      turn,
      text('a'),
      turn,
      usage,
      turn,
      usage,
      turn,
      text('b'),
      turn,
      usage,
      turn,
      finish,
    )
    expect(textOf(await readParts(new Response(body)))).toBe('ab')
    expect(ends).toEqual([undefined])
  })

  it('begins the message at once when nothing is ready', async () => {
    const { body } = streamOf(scripted(never), false)
    expect(await reading(body).next()).toMatch(/^data: \{"type":"start".*\n\ndata: \{"type":"start-step"\}\n\n$/)
  })

  it('ends a failure with an error part and its marker', async () => {
    const { body, ends } = playing(text('a'), turn, new ChatFailure('overloaded', 'Busy.', { retryAfterMs: 5 }))
    const parts = await readParts(new Response(body))
    expect(parts.at(-1)).toEqual({
      type: 'error',
      errorText: 'Busy.',
      code: 'overloaded',
      retryAfterMs: 5,
      requestId: 'r1',
    })
    expect(ends).toMatchObject([{ code: 'overloaded', requestId: 'r1' }])
  })

  it.each<[string, ScriptStep[]]>([
    ['with the finish', []],
    ['in the same breath', [usage]],
    ['later', [turn, usage, turn, usage]],
  ])('has its marker once, also where more comes after the finish: %s', async (_, more) => {
    const { body } = playing(text('a'), finish, ...more)
    const sent = await new Response(body).text()
    expect(sent.split('data: [DONE]')).toHaveLength(2)
    expect(sent.endsWith('data: [DONE]\n\n')).toBe(true)
  })

  it('does not add an error to an answer that was complete, but says so to the server', async () => {
    const { body, ends } = playing(
      text('a'),
      finish,
      turn,
      new ChatFailure('server', 'The account could not be written.'),
    )
    expect((await readParts(new Response(body))).at(-1)?.type).toBe('finish')
    expect(ends).toMatchObject([{ code: 'server' }])
  })

  it('is closed only when the end is settled', async () => {
    const clock = createTestClock()
    const run = createRun({
      handler: scripted(finish),
      request: { messages: [] },
      caller: undefined,
      requestId: 'r1',
      http: new Request('http://app.test/'),
      clock,
    })
    const settled = Promise.withResolvers<void>()
    const encoder = createChunkEncoder({ messageId: 'm1', requestId: 'r1' })
    const body = messageStream({
      run,
      encoder,
      isReady: true,
      requestId: 'r1',
      heartbeatMs: 1,
      stalledMs: 60_000,
      clock,
      onEnd: () => settled.promise,
    })
    const { next } = reading(body)
    expect(await next()).toMatch(/"finish".*\n\ndata: \[DONE\]\n\n$/)
    const closing = next()
    expect(await Promise.race([closing, turn().then(() => 'open')])).toBe('open')
    settled.resolve()
    expect(await closing).toBeUndefined()
  })
})

describe('its heartbeat', () => {
  it('beats only when it is quiet', async () => {
    const { body, clock } = playing(
      text('a'),
      async () => clock.advance(14_000),
      text('b'),
      async () => clock.advance(14_000),
      text('c'),
      never,
    )
    const { next } = reading(body)
    for (const word of ['a', 'b', 'c']) expect(await next()).toContain(`"delta":"${word}"`)
    const beat = next()
    await clock.advance(14_999)
    expect(await Promise.race([beat, turn().then(() => 'quiet')])).toBe('quiet')
    await clock.advance(1)
    expect(await beat).toBe(heartbeat)
    const second = next()
    await clock.advance(15_000)
    expect(await second).toBe(heartbeat)
  })

  it('gives a client that does not read no more to read', async () => {
    const { body, clock } = playing(text('a'), never)
    await clock.advance(59_999)
    const { next } = reading(body)
    expect(await next()).toContain('"delta":"a"')
    expect(await Promise.race([next(), turn().then(() => 'quiet')])).toBe('quiet')
  })

  it('ends with the stream, however that ends', async () => {
    const finished = playing(finish)
    await readParts(new Response(finished.body))
    const failed = playing(text('a'), new Error('no'))
    await readParts(new Response(failed.body))
    const cancelled = streamOf(waiting)
    await cancelled.body.cancel()
    const aborted = streamOf(waiting)
    aborted.http.abort()
    await turn()
    for (const { clock } of [finished, failed, cancelled, aborted]) expect(clock.pendingTimers).toBe(0)
  })
})

describe('its reader going away', () => {
  it.each<[string, (stream: ReturnType<typeof streamOf>) => unknown]>([
    ['by cancelling', ({ body }) => body.cancel()],
    ['by the request signal', ({ http }) => http.abort()],
    ['by both', ({ body, http }) => [http.abort(), body.cancel().catch(() => undefined)]],
  ])('ends the call once, %s, also when nobody reads', async (_, leave) => {
    const stream = streamOf(waiting)
    await turn()
    leave(stream)
    await turn()
    expect(stream.run.signal.aborted).toBe(true)
    expect(stream.ends).toEqual([undefined])
  })

  it('fails a read that is still waiting, so that nobody waits for ever', async () => {
    const { body, http } = streamOf(waiting)
    const { reader } = reading(body)
    const pending = reader.read()
    http.abort(new DOMException('Gone.', 'AbortError'))
    await expect(pending).rejects.toMatchObject({ name: 'AbortError' })
  })

  it('is noticed also where it only never reads: 60 s after there was something to read', async () => {
    const { body, run, clock, ends } = playing(text('a'), never)
    await clock.advance(59_999)
    expect(run.signal.aborted).toBe(false)
    await clock.advance(1)
    expect(run.signal.aborted).toBe(true)
    // This handler does not heed it.
    await clock.advance(1_000)
    expect(ends).toEqual([undefined])
    await expect(reading(body).next()).rejects.toMatchObject({ name: 'AbortError' })
    expect(clock.pendingTimers).toBe(0)
  })

  it('is not taken for granted of one that reads slowly, or waits', async () => {
    const { body, run, clock } = playing(text('a'), turn, text('b'), turn, text('c'), never)
    const { next } = reading(body)
    for (const word of ['a', 'b', 'c']) {
      await clock.advance(59_000)
      expect(await next()).toContain(`"delta":"${word}"`)
    }
    for (let beats = 0; beats < 20; beats++) {
      const beat = next()
      await clock.advance(15_000)
      expect(await beat).toBe(heartbeat)
    }
    expect(run.signal.aborted).toBe(false)
  })

  it('does not count as a failure', async () => {
    const { body, ends, http } = playing(text('a'), () => http.abort(), text('b'), finish)
    const { next } = reading(body)
    await next().catch(() => undefined)
    await turn()
    expect(ends).toEqual([undefined])
  })
})

/** A provider that has nothing to say until it is stopped. */
const waiting: Handler = async function* (_, { signal }) {
  if (signal.aborted) throw signal.reason
  yield await new Promise<ChatEvent>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
}
