import { describe, expect, it } from 'vitest'
import { collect } from '../chat/collect.ts'
import { ChatError } from '../chat/errors.ts'
import type { ChatEvent } from '../chat/event.ts'
import { type CallContextInit, createCallContext } from '../chat/handler.ts'
import { simulatedProvider } from '../testing/simulated-provider.ts'
import type { Fetch } from './http.ts'
import { type OpenAIChatOptions, openaiChat } from './openai-chat.ts'

const request = { messages: [{ role: 'user', content: 'hi' }] } as const
const type = (type: string) => ({ headers: { 'content-type': type } })
const events = type('text/event-stream')

function call(fetch: Fetch, init: CallContextInit = {}, options: Partial<OpenAIChatOptions> = {}) {
  return openaiChat({ model: 'gpt', fetch, ...options })(request, createCallContext(init))
}
const ask = (...all: Parameters<typeof call>) => collect(call(...all))
const replying =
  (body: BodyInit | null, init?: ResponseInit): Fetch =>
  async () =>
    new Response(body, init)

const hello = 'data: {"choices":[{"delta":{"content":"Hello"}}]}\n\n'
const stop = 'data: {"choices":[{"delta":{},"finish_reason":"stop"}]}\n\n'
const done = 'data: [DONE]\n\n'

describe('the request', () => {
  async function requestOf(options: Partial<OpenAIChatOptions> = {}): Promise<Request> {
    const requests: Request[] = []
    await ask(
      async (url, init) => {
        requests.push(new Request(url, init))
        return new Response(hello + stop + done, events)
      },
      {},
      options,
    )
    return requests[0]!
  }

  it('goes to OpenAI by itself, as JSON', async () => {
    const sent = await requestOf()
    expect(sent).toMatchObject({ url: 'https://api.openai.com/v1/chat/completions', method: 'POST' })
    expect(sent.headers.get('content-type')).toBe('application/json')
    expect(sent.headers.has('authorization')).toBe(false)
    expect(await sent.json()).toMatchObject({ model: 'gpt', stream: true })
  })

  it.each(['https://example.com/v2', 'https://example.com/v2//'])('goes below the base address %s', async (baseUrl) => {
    expect((await requestOf({ baseUrl })).url).toBe('https://example.com/v2/chat/completions')
  })

  it('carries headers, more fields and a credential', async () => {
    const sent = await requestOf({
      headers: { 'x-own': '1' },
      extraBody: { enable_thinking: true },
      authorize: {
        async apply(request) {
          expect(JSON.parse(request.body)).toMatchObject({ model: 'gpt', enable_thinking: true })
          request.headers.set('authorization', 'Bearer key')
          return { ...request, url: `${request.url}?signed=1` }
        },
      },
    })
    expect(sent.url).toBe('https://api.openai.com/v1/chat/completions?signed=1')
    expect(sent.headers.get('x-own')).toBe('1')
    expect(sent.headers.get('authorization')).toBe('Bearer key')
    expect(await sent.json()).toMatchObject({ enable_thinking: true })
  })

  it('is not made before somebody reads', async () => {
    const provider = simulatedProvider()
    const reading = call(provider)[Symbol.asyncIterator]()
    await Promise.resolve()
    expect(provider.calls).toHaveLength(0)
    expect(await reading.next()).toMatchObject({ value: { type: 'start', provider: 'openai', model: 'gpt' } })
    await reading.return?.()
    expect(provider.calls).toMatchObject([{ ending: 'cancelled' }])
  })
})

describe('the reply', () => {
  it('is an answer, streamed or not', async () => {
    const expected = { text: 'hi', finishReason: 'stop', provider: 'openai', model: 'gpt' }
    const streamed = await ask(simulatedProvider())
    expect(streamed).toMatchObject(expected)
    const handler = openaiChat({ model: 'gpt', fetch: simulatedProvider() })
    expect(await collect(handler({ ...request, stream: false }, createCallContext()))).toEqual(streamed)
  })

  it('may be JSON although a stream was asked for', async () => {
    const body = { choices: [{ message: { content: 'Hello' }, finish_reason: 'stop' }] }
    expect(await ask(async () => Response.json(body))).toMatchObject({ text: 'Hello', finishReason: 'stop' })
    expect(await ask(replying(JSON.stringify(body), type('Application/JSON; charset=utf-8')))).toMatchObject({
      text: 'Hello',
    })
  })

  it('is a stream whatever else its type is called', async () => {
    for (const name of ['text/plain', 'application/octet-stream', 'text/event-stream;charset=UTF-8']) {
      expect(await ask(replying(hello + stop + done, type(name)))).toMatchObject({ text: 'Hello' })
    }
  })

  it('is whole when it gave its reason but no marker, and when it gave the marker but no reason', async () => {
    expect(await ask(replying(hello + stop, events))).toMatchObject({ finishReason: 'stop' })
    expect(await ask(replying(hello + done, events))).toMatchObject({ finishReason: 'other' })
  })

  it('is whole when only the blank line after its last event is missing', async () => {
    expect(await ask(replying(hello + stop.trimEnd(), events))).toMatchObject({ text: 'Hello', finishReason: 'stop' })
    expect(await ask(replying(hello + done.trimEnd(), events))).toMatchObject({ text: 'Hello', finishReason: 'other' })
  })

  it.each([
    ['a web page', replying('<html>Sign in</html>', type('text/html; charset=utf-8')), 'server'],
    ['nothing at all', replying(null, { status: 200 }), 'server'],
    ['an empty stream', replying('', events), 'interrupted'],
    ['JSON that is none', replying('{"choices":', type('application/json')), 'server'],
    ['an error in a 200', async () => Response.json({ error: { code: 'insufficient_quota' } }), 'quota-exceeded'],
    ['a stream cut between events', replying(hello, events), 'interrupted'],
    ['a stream cut inside an event', replying(hello + stop.slice(0, -9), events), 'interrupted'],
    ['garbage', replying(`${hello}data: <oops\n\n`, events), 'server'],
    ['an error in a stream', replying(`${hello}data: {"error":{"type":"overloaded_error"}}\n\n`, events), 'overloaded'],
    ['an HTML error page', replying('<h1>502</h1>', { status: 502, ...type('text/html') }), 'server'],
    ['a refusal', async () => Response.json({ error: { code: 'invalid_api_key' } }, { status: 401 }), 'auth'],
  ])('that is %s fails, and the error says where', async (_, fetch, code) => {
    await expect(ask(fetch, { requestId: 'r1' })).rejects.toMatchObject({
      code,
      provider: 'openai',
      model: 'gpt',
      requestId: 'r1',
    })
  })

  it('says how long to wait', async () => {
    const fetch = replying('{}', { status: 429, headers: { 'retry-after': '7' } })
    await expect(ask(fetch)).rejects.toMatchObject({ code: 'rate-limited', retryAfterMs: 7_000 })
  })

  it('that sends us elsewhere is not followed', async () => {
    const requests: RequestInit[] = []
    const fetch: Fetch = async (_, init) => {
      requests.push(init)
      return new Response(null, { status: 307, headers: { location: 'https://evil.example/' } })
    }
    await expect(ask(fetch)).rejects.toMatchObject({ code: 'server' })
    expect(requests.map((request) => request.redirect)).toEqual(['manual'])
  })

  it('that never comes is a network failure, its cause kept', async () => {
    const cause = new TypeError('fetch failed')
    const fetch: Fetch = () => Promise.reject(cause)
    await expect(ask(fetch)).rejects.toMatchObject({ code: 'network', cause, retryable: true })
  })

  it('that tears is interrupted, with what had come', async () => {
    const fetch = simulatedProvider({ answer: () => 'one two three', faults: { type: 'cut', after: 2, isTorn: true } })
    await expect(ask(fetch)).rejects.toMatchObject({ code: 'interrupted', partial: { text: 'one two' } })
  })
})

describe('an abort', () => {
  const reasons = [new DOMException('stopped', 'AbortError'), 'stop', new ChatError('timeout', 'Too slow.')]
  const never = () => new Promise<never>(() => {})

  it.each(reasons)('before the call makes no request and is thrown as it is: %s', async (reason) => {
    const provider = simulatedProvider()
    await expect(readAll(call(provider, { signal: AbortSignal.abort(reason) }))).rejects.toBe(reason)
    expect(provider.calls).toHaveLength(0)
  })

  it.each(reasons)('while waiting for a reply is thrown as it is: %s', async (reason) => {
    const controller = new AbortController()
    const fetch: Fetch = (_, init) => {
      const failed = new Promise<never>((_, reject) => {
        init.signal?.addEventListener('abort', () => reject(new TypeError('some other error')))
      })
      controller.abort(reason)
      return failed
    }
    await expect(readAll(call(fetch, { signal: controller.signal }))).rejects.toBe(reason)
  })

  it.each(reasons)('while reading is thrown as it is, and ends a body that goes on: %s', async (reason) => {
    const controller = new AbortController()
    const cancelled: unknown[] = []
    const body = new ReadableStream({
      start: (body) => body.enqueue(new TextEncoder().encode(hello)),
      pull: never,
      cancel: (why) => void cancelled.push(why),
    })
    const read: ChatEvent[] = []
    const reading = (async () => {
      for await (const event of call(replying(body, events), { signal: controller.signal })) {
        read.push(event)
        if (event.type === 'text-delta') controller.abort(reason)
      }
    })()
    await expect(reading).rejects.toBe(reason)
    expect(read.map((event) => event.type)).toEqual(['start', 'text-delta'])
    expect(cancelled).toEqual([reason])
  })

  it.each([200, 500])('while a JSON reply with status %i is read is thrown as it is', async (status) => {
    const controller = new AbortController()
    const body = new ReadableStream({
      pull() {
        controller.abort('stop')
        return never()
      },
    })
    const fetch = replying(body, { status, ...type('application/json') })
    await expect(ask(fetch, { signal: controller.signal })).rejects.toBe('stop')
  })

  it('just after the reply came is not overlooked', async () => {
    const controller = new AbortController()
    const fetch: Fetch = async () => {
      const response = new Response(new ReadableStream({ pull: never }), events)
      controller.abort('stop')
      return response
    }
    await expect(ask(fetch, { signal: controller.signal })).rejects.toBe('stop')
  })
})

async function readAll(events: AsyncIterable<ChatEvent>): Promise<ChatEvent[]> {
  const read: ChatEvent[] = []
  for await (const event of events) read.push(event)
  return read
}
