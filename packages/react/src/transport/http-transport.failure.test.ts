import { type ChatError, isChatError } from '@sluice/core'
import { createTestClock } from '@sluice/core/testing'
import { describe, expect, it, vi } from 'vitest'
import { answering, eventStream, events } from '../test-support/answering.ts'
import { gather } from '../test-support/gather.ts'
import { settled } from '../test-support/settled.ts'
import { batches, type SendMessagesOptions } from './chat-transport.ts'
import { httpTransport } from './http-transport.ts'

const send: SendMessagesOptions = {
  trigger: 'submit-message',
  chatId: 'thread',
  messageId: undefined,
  messages: [],
  abortSignal: undefined,
}
const hello = events({ type: 'text-delta', id: '0', delta: 'Hel' })

/** What a response makes of a send that should fail. */
async function failureOf(response: Response | Promise<Response>): Promise<ChatError> {
  const { fetch } = answering(() => response)
  const read = async () => gather(batches(await httpTransport({ fetch }).sendMessages(send)))
  const error: unknown = await read().catch((thrown: unknown) => thrown)
  if (!isChatError(error)) throw new Error(`No ChatError: ${error}`)
  return error
}

describe('a refusal', () => {
  it('is the error that the server names', async () => {
    const error = { code: 'rate-limited', message: 'Slowly.', retryAfterMs: 1_500, requestId: 'r1' }
    const nested = await failureOf(Response.json({ error }, { status: 429, headers: { 'retry-after': '9' } }))
    expect(nested).toMatchObject(error)
    expect(await failureOf(Response.json(error, { status: 429 }))).toMatchObject(error)
  })

  it('takes the waiting time from the header where the body has none', async () => {
    const body = { error: { code: 'overloaded', message: 'Busy.', requestId: 'r1' } }
    const error = await failureOf(Response.json(body, { status: 503, headers: { 'retry-after': '2' } }))
    expect(error).toMatchObject({ code: 'overloaded', message: 'Busy.', retryAfterMs: 2_000, requestId: 'r1' })
  })

  it.each([
    [400, 'bad-request'],
    [401, 'unauthenticated'],
    [402, 'over-budget'],
    [403, 'forbidden'],
    [404, 'not-found'],
    [405, 'bad-request'],
    [413, 'context-too-long'],
    [429, 'rate-limited'],
    [500, 'internal'],
    [502, 'server'],
    [503, 'overloaded'],
    [504, 'timeout'],
    [520, 'server'],
  ])('with status %i and no JSON is %s', async (status, code) => {
    const error = await failureOf(new Response('<html>', { status }))
    expect(error).toMatchObject({ code, message: `The server refused the request (${status}).` })
  })

  it('does not believe a code that it does not know', async () => {
    const error = await failureOf(Response.json({ error: { code: 'teapot', message: 'No.' } }, { status: 404 }))
    expect(error).toMatchObject({ code: 'not-found', message: 'No.' })
  })
})

describe('something that is no answer', () => {
  it('is not read any further', async () => {
    const { response, cancelled } = eventStream(['<html>'], 'silence')
    response.headers.set('content-type', 'text/html')
    await failureOf(response)
    expect(cancelled).toHaveLength(1)
  })

  it('may be an event that is no JSON', async () => {
    expect((await failureOf(eventStream(['data: oops\n\n']).response)).code).toBe('server')
  })
})

describe('a connection', () => {
  it('that cannot be made is a network failure', async () => {
    const cause = new TypeError('Failed to fetch')
    expect(await failureOf(Promise.reject(cause))).toMatchObject({ code: 'network', cause })
  })

  it('that breaks is an interruption', async () => {
    expect((await failureOf(eventStream([hello], 'break').response)).code).toBe('interrupted')
  })

  it('that ends within an event is an interruption', async () => {
    expect((await failureOf(eventStream([hello, hello.slice(0, 20)]).response)).code).toBe('interrupted')
  })
})

describe('a server that falls silent', () => {
  async function listen(options: { idleTimeoutMs?: number } = {}) {
    const clock = createTestClock()
    const stream = eventStream([hello], 'silence')
    const { fetch } = answering(() => stream.response)
    const answer = await httpTransport({ fetch, clock, ...options }).sendMessages(send)
    const outcome = { error: undefined as unknown }
    void gather(batches(answer)).catch((error: unknown) => {
      outcome.error = error
    })
    await settled()
    return { clock, stream, outcome }
  }

  it('is given up after a minute', async () => {
    const { clock, stream, outcome } = await listen()
    await clock.advance(59_999)
    expect(outcome.error).toBe(undefined)
    await clock.advance(1)
    await settled()
    expect(outcome.error).toMatchObject({ code: 'interrupted' })
    expect(stream.cancelled).toHaveLength(1)
    expect(clock.pendingTimers).toBe(0)
  })

  it('is alive as long as it sends heartbeats', async () => {
    const { clock, stream, outcome } = await listen({ idleTimeoutMs: 1_000 })
    for (let beat = 0; beat < 5; beat++) {
      await clock.advance(900)
      stream.push(': keep-alive\n\n')
      await settled()
    }
    expect(outcome.error).toBe(undefined)
    await clock.advance(1_000)
    await settled()
    expect(outcome.error).toMatchObject({ code: 'interrupted' })
  })
})

describe('reading that ends early', () => {
  it('because of an abort while the server is asked throws its reason', async () => {
    const controller = new AbortController()
    const { fetch } = answering(({ signal }) => {
      controller.abort('stop')
      throw signal?.reason
    })
    const sent = httpTransport({ fetch }).sendMessages({ ...send, abortSignal: controller.signal })
    await expect(sent).rejects.toBe('stop')
  })

  it('because of an abort before it began throws its reason', async () => {
    const { fetch } = answering(({ signal }) => {
      signal?.throwIfAborted()
      return eventStream([hello]).response
    })
    const sent = httpTransport({ fetch }).sendMessages({ ...send, abortSignal: AbortSignal.abort('stop') })
    await expect(sent).rejects.toBe('stop')
  })

  it('because of an abort while a refusal is read throws its reason', async () => {
    const controller = new AbortController()
    const { fetch } = answering(({ signal }) => {
      const body = new ReadableStream({
        start: (refusal) => signal?.addEventListener('abort', () => refusal.error(signal.reason)),
      })
      return new Response(body, { status: 500 })
    })
    const sent = httpTransport({ fetch }).sendMessages({ ...send, abortSignal: controller.signal })
    await settled()
    controller.abort('stop')
    await expect(sent).rejects.toBe('stop')
  })

  it('leaves no listener on the signal, however it ends', async () => {
    const { signal } = new AbortController()
    const added = vi.spyOn(signal, 'addEventListener')
    const removed = vi.spyOn(signal, 'removeEventListener')
    const replies = [
      eventStream([hello]).response,
      eventStream([hello], 'break').response,
      Response.json({}, { status: 500 }),
    ]
    const { fetch } = answering(() => replies.shift()!)
    const transport = httpTransport({ fetch })
    for (let count = 1; count <= 3; count++) {
      const answer = transport.sendMessages({ ...send, abortSignal: signal })
      await answer.then((stream) => gather(batches(stream))).catch(() => undefined)
      expect([added.mock.calls.length, removed.mock.calls.length]).toEqual([count, count])
    }
  })

  it('because of an abort throws its reason, ends the body and leaves no timer', async () => {
    const controller = new AbortController()
    const clock = createTestClock()
    const { response, cancelled } = eventStream([hello], 'silence')
    const { fetch } = answering(() => response)
    const options = { ...send, abortSignal: controller.signal }
    const reading = gather(batches(await httpTransport({ fetch, clock }).sendMessages(options)))
    await settled()
    controller.abort('stop')
    await expect(reading).rejects.toBe('stop')
    expect(cancelled).toEqual(['stop'])
    expect(clock.pendingTimers).toBe(0)
  })

  it('because nobody reads on ends the body too', async () => {
    const clock = createTestClock()
    const { response, cancelled } = eventStream([hello], 'silence')
    const { fetch } = answering(() => response)
    for await (const _ of batches(await httpTransport({ fetch, clock }).sendMessages(send))) break
    expect(cancelled).toHaveLength(1)
    expect(clock.pendingTimers).toBe(0)
  })
})

describe('a server that does not even begin to answer', () => {
  it('is given up when it has been silent for too long', async () => {
    const clock = createTestClock()
    const fetch = (_: unknown, init?: RequestInit) =>
      new Promise<Response>((_resolve, reject) => {
        init?.signal?.addEventListener('abort', () => reject(init.signal?.reason))
      })
    const failed = httpTransport({ fetch, clock, idleTimeoutMs: 5_000 })
      .sendMessages(send)
      .catch((thrown: unknown) => thrown)
    await clock.advance(5_001)
    expect(await failed).toMatchObject({ code: 'interrupted' })
    expect(clock.pendingTimers).toBe(0)
  })
})

describe('a fetch that has a word of its own for an abort', () => {
  it('is understood all the same', async () => {
    const clock = createTestClock()
    const fetch = (_: unknown, init?: RequestInit) =>
      new Promise<Response>((_resolve, reject) => {
        init?.signal?.addEventListener('abort', () => reject(new Error('Aborted')))
      })
    const failed = httpTransport({ fetch, clock })
      .sendMessages(send)
      .catch((thrown: unknown) => thrown)
    await clock.advance(60_000)
    expect(await failed).toMatchObject({ code: 'interrupted' })
  })
})

describe('an idle time that is none', () => {
  it.each([0, -1, Number.NaN])('is refused: %d', (idleTimeoutMs) => {
    expect(() => httpTransport({ idleTimeoutMs })).toThrow(RangeError)
  })
})
