import { describe, expect, it } from 'vitest'
import type { ChatEvent } from '../chat/event.ts'
import { createCallContext } from '../chat/handler.ts'
import type { Fetch } from './http.ts'
import { type OpenAIChatOptions, openaiChat } from './openai-chat.ts'

const request = { messages: [{ role: 'user', content: 'hi' }] } as const
const feedback = { apply: (request: never) => request, feedback: () => false }

/** Lets promises, also those inside web streams, have their turn. */
const settle = () => new Promise((resolve) => setTimeout(resolve, 0))

/** A provider whose body says nothing, and a call to it. */
function silent(type: string, options: Partial<OpenAIChatOptions> = {}, status = 200) {
  const seen = { requests: 0, aborted: 0, cancelled: 0 }
  const fetch: Fetch = async (_, { signal }) => {
    seen.requests += 1
    signal?.addEventListener('abort', () => {
      seen.aborted += 1
    })
    const body = new ReadableStream({
      pull: () => new Promise(() => {}),
      cancel() {
        seen.cancelled += 1
      },
    })
    return new Response(body, { status, headers: { 'content-type': type } })
  }
  return { seen, ...call(fetch, options) }
}

function call(fetch: Fetch, options: Partial<OpenAIChatOptions> = {}) {
  const listeners = { count: 0 }
  const { signal } = new AbortController()
  const [add, remove] = [signal.addEventListener.bind(signal), signal.removeEventListener.bind(signal)]
  signal.addEventListener = (...all: [never, never]) => {
    listeners.count += 1
    add(...all)
  }
  signal.removeEventListener = (...all: [never, never]) => {
    listeners.count -= 1
    remove(...all)
  }
  const handler = openaiChat({ model: 'gpt', fetch, ...options })
  const reading: AsyncIterator<ChatEvent> = handler(request, createCallContext({ signal }))[Symbol.asyncIterator]()
  return { reading, listeners }
}

describe('a reader that leaves before anything has come', () => {
  it('sends nothing when it has not read, then or later', async () => {
    const { seen, reading } = silent('text/event-stream')
    await reading.return?.()
    expect(await reading.next()).toEqual({ done: true, value: undefined })
    expect(seen.requests).toBe(0)
  })

  it('does not wait for a reply, and ends the request', async () => {
    const signals: (AbortSignal | null | undefined)[] = []
    const { reading } = call((_, { signal }) => {
      signals.push(signal)
      return new Promise(() => {})
    })
    const first = reading.next()
    await settle()
    await reading.return?.()
    expect(await first).toEqual({ done: true, value: undefined })
    expect(signals).toMatchObject([{ aborted: true }])
  })

  it.each([
    ['a stream', 'text/event-stream', {}, 200],
    ['a stream whose first frame is waited for', 'text/event-stream', { authorize: feedback }, 200],
    ['an answer in one piece', 'application/json', {}, 200],
    ['the reason of a refusal', 'application/json', {}, 500],
  ] as const)('does not wait for %s, and cancels it', async (_, type, options, status) => {
    const { seen, reading, listeners } = silent(type, options, status)
    const first = reading.next()
    await settle()
    await reading.return?.()
    expect(await first).toEqual({ done: true, value: undefined })
    await settle()
    expect(seen).toMatchObject({ requests: 1, cancelled: 1 })
    expect(listeners.count).toBeLessThanOrEqual(0)
  })

  it('leaves quietly after a failure', async () => {
    const { reading, listeners } = call(async () => new Response('', { status: 500 }))
    await expect(reading.next()).rejects.toMatchObject({ code: 'server' })
    expect(await reading.return?.()).toEqual({ done: true, value: undefined })
    expect(await reading.next()).toEqual({ done: true, value: undefined })
    expect(listeners.count).toBeLessThanOrEqual(0)
  })
})

describe('the caller’s signal', () => {
  const answer = { choices: [{ message: { content: 'a' }, finish_reason: 'stop' }] }

  it.each([
    ['a stream', () => new Response(`data: ${JSON.stringify(answer)}\n\n`)],
    ['an answer in one piece', () => Response.json(answer)],
  ])('has nobody listening after %s', async (_, reply) => {
    const { reading, listeners } = call(async () => reply())
    while (!(await reading.next()).done);
    expect(listeners.count).toBeLessThanOrEqual(0)
  })
})
