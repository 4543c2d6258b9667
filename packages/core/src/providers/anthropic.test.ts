import { describe, expect, it } from 'vitest'
import { collect } from '../chat/collect.ts'
import { createCallContext } from '../chat/handler.ts'
import { createTestClock } from '../testing/test-clock.ts'
import { type AnthropicOptions, anthropicMessages } from './anthropic.ts'
import type { Fetch } from './http.ts'

const request = { messages: [{ role: 'user', content: 'hi' }] } as const
const events = { headers: { 'content-type': 'text/event-stream' } }
const frame = (event: { type: string }) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`
const hello =
  frame({ type: 'message_start', message: { usage: { input_tokens: 3, output_tokens: 1 } } } as { type: string }) +
  frame({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'Hello' } } as { type: string })
const stop = frame({ type: 'message_delta', delta: { stop_reason: 'end_turn' } } as { type: string })
const over = frame({ type: 'message_stop' })

const ask = (fetch: Fetch, options: Partial<AnthropicOptions> = {}) =>
  collect(anthropicMessages({ model: 'claude', fetch, ...options })(request, createCallContext({ requestId: 'r1' })))
const replying =
  (body: BodyInit | null, init: ResponseInit = events): Fetch =>
  async () =>
    new Response(body, init)
const failing =
  (status: number, type: string, message = 'no'): Fetch =>
  async () =>
    Response.json({ type: 'error', error: { type, message } }, { status })

async function requestOf(options: Partial<AnthropicOptions> = {}): Promise<Request> {
  const requests: Request[] = []
  const fetch: Fetch = async (url, init) => {
    requests.push(new Request(url, init))
    return new Response(hello + stop + over, events)
  }
  await ask(fetch, options)
  return requests[0]!
}

describe('the request', () => {
  it('goes to Anthropic by itself, in the version we know', async () => {
    const sent = await requestOf()
    expect(sent).toMatchObject({ url: 'https://api.anthropic.com/v1/messages', method: 'POST' })
    expect(sent.headers.get('anthropic-version')).toBe('2023-06-01')
    expect(sent.headers.has('anthropic-beta')).toBe(false)
    expect(await sent.json()).toMatchObject({ model: 'claude', max_tokens: 4_096, stream: true })
  })

  it.each(['https://example.com/v2', 'https://example.com/v2//'])('goes below the base address %s', async (baseUrl) => {
    expect((await requestOf({ baseUrl })).url).toBe('https://example.com/v2/messages')
  })

  it('carries beta features, headers, more fields, a length and a credential', async () => {
    const sent = await requestOf({
      beta: ['one', 'two'],
      headers: { 'x-own': '1' },
      extraBody: { top_k: 20 },
      maxOutputTokens: 1,
      authorize: {
        async apply(request) {
          request.headers.set('x-api-key', 'key')
          return request
        },
      },
    })
    expect(Object.fromEntries(sent.headers)).toMatchObject({
      'anthropic-beta': 'one,two',
      'x-own': '1',
      'x-api-key': 'key',
    })
    expect(await sent.json()).toMatchObject({ top_k: 20, max_tokens: 1 })
  })

  it.each([0, -1, 1.5, Number.NaN])('cannot be made for an answer of %s tokens', (maxOutputTokens) => {
    expect(() => anthropicMessages({ model: 'claude', maxOutputTokens })).toThrow(RangeError)
  })

  it('that the wire cannot express is not made', async () => {
    const handler = anthropicMessages({
      model: 'claude',
      fetch: async () => {
        throw new Error('was made')
      },
    })
    await expect(collect(handler({ ...request, seed: 1 }, createCallContext()))).rejects.toMatchObject({
      code: 'bad-request',
      message: expect.stringContaining('seed'),
      provider: 'anthropic',
    })
  })
})

describe('the reply', () => {
  it('is an answer, streamed or not, with or without its last event', async () => {
    const expected = { text: 'Hello', finishReason: 'stop', provider: 'anthropic', model: 'claude' }
    expect(await ask(replying(hello + stop + over))).toMatchObject({ ...expected, usage: { inputTokens: 3 } })
    expect(await ask(replying(hello + stop))).toMatchObject(expected)
    const whole = { type: 'message', content: [{ type: 'text', text: 'Hello' }], stop_reason: 'end_turn' }
    expect(await ask(async () => Response.json(whole))).toMatchObject(expected)
  })

  it('is over with its last event, though the connection stays open', async () => {
    const clock = createTestClock()
    let isCancelled = false
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(new TextEncoder().encode(hello + stop + over)),
      cancel: () => {
        isCancelled = true
      },
    })
    const answer = ask(replying(body), { clock })
    await clock.advance(1_001)
    expect(await answer).toMatchObject({ text: 'Hello' })
    expect(isCancelled).toBe(true)
    expect(clock.pendingTimers).toBe(0)
  })

  it.each([
    ['a stream cut between events', replying(hello), 'interrupted'],
    ['a stream cut inside an event', replying(hello + stop.slice(0, -9)), 'interrupted'],
    ['an empty stream', replying(''), 'interrupted'],
    ['JSON of another kind', async () => Response.json({ ok: true }), 'server'],
    ['an error in a stream', replying(`${hello}event: error\ndata: {"error":{"type":"api_error"}}\n\n`), 'server'],
    ['a refused key', failing(401, 'authentication_error'), 'auth'],
    [
      'a conversation that is too long',
      failing(400, 'invalid_request_error', 'prompt is too long: 9 > 8'),
      'context-too-long',
    ],
    [
      'a conversation that leaves no room for the answer',
      failing(400, 'invalid_request_error', 'input length and `max_tokens` exceed context limit: 9 + 9 > 10'),
      'context-too-long',
    ],
    ['an empty account', failing(400, 'invalid_request_error', 'Your credit balance is too low'), 'quota-exceeded'],
    [
      'a limit of the organisation',
      failing(400, 'invalid_request_error', 'You have reached your specified API usage limits.'),
      'quota-exceeded',
    ],
    [
      'a blocked answer',
      failing(400, 'invalid_request_error', 'Output blocked by content filtering policy'),
      'content-filtered',
    ],
    ['a conflict', failing(409, 'conflict_error'), 'server'],
    ['an overload', failing(529, 'overloaded_error'), 'overloaded'],
    ['a type that is new', failing(400, 'something_new'), 'bad-request'],
  ])('that is %s fails, and the error says where', async (_, fetch, code) => {
    await expect(ask(fetch)).rejects.toMatchObject({ code, provider: 'anthropic', model: 'claude', requestId: 'r1' })
  })

  it('says how long to wait', async () => {
    const reset = {
      'anthropic-ratelimit-requests-remaining': '0',
      'anthropic-ratelimit-requests-reset': '1970-01-01T00:00:07Z',
    }
    const fetch: Fetch = async () => Response.json({}, { status: 429, headers: reset })
    await expect(ask(fetch, { clock: createTestClock(0) })).rejects.toMatchObject({
      code: 'rate-limited',
      retryAfterMs: 7_000,
    })
  })

  it('is called by the name we give the provider', async () => {
    expect(await ask(replying(hello + stop + over), { provider: 'mine' })).toMatchObject({ provider: 'mine' })
  })
})
