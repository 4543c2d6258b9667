import { createTestClock } from '@sluice/core/testing'
import type { UIMessage } from '@sluice/core/ui'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { answering, eventStream } from '../test-support/answering.ts'
import { gather } from '../test-support/gather.ts'
import { textMessage } from '../test-support/transcript.ts'
import type { SendMessagesOptions } from './chat-transport.ts'
import { type HttpTransportOptions, httpTransport } from './http-transport.ts'

const done = 'data: [DONE]\n\n'
const send: SendMessagesOptions = {
  trigger: 'submit-message',
  chatId: 'thread',
  messageId: undefined,
  messages: [textMessage('user', 'hi')],
  abortSignal: undefined,
}

afterEach(() => {
  vi.unstubAllGlobals()
})

/** Sends twice and gives what was asked. */
async function askTwice(options: HttpTransportOptions, more: Partial<SendMessagesOptions> = {}) {
  const { fetch, asked } = answering(() => eventStream([done]).response)
  const transport = httpTransport({ fetch, ...options })
  await transport.sendMessages({ ...send, ...more })
  await transport.sendMessages({ ...send, ...more })
  return asked
}
async function ask(options: HttpTransportOptions, more?: Partial<SendMessagesOptions>) {
  const [asked] = await askTwice(options, more)
  return asked!
}

describe('the options of a transport over HTTP', () => {
  it('api says where to post', async () => {
    expect((await ask({ api: 'https://example.com/chat?v=2' })).url).toBe('https://example.com/chat?v=2')
    expect((await ask({})).url).toBe('/api/chat')
  })

  it.each<[string, HttpTransportOptions['headers']]>([
    ['a record', { 'X-Plan': 'free' }],
    ['Headers', new Headers({ 'x-plan': 'free' })],
    ['a list', [['x-plan', 'free']]],
    ['a function', () => ({ 'x-plan': 'free' })],
    ['an async function', async () => new Headers({ 'x-plan': 'free' })],
  ])('headers may be %s', async (_, headers) => {
    const { headers: sent } = await ask({ headers })
    expect([sent.get('x-plan'), sent.get('content-type')]).toEqual(['free', 'application/json'])
  })

  it.each<[string, HttpTransportOptions['body']]>([
    ['an object', { model: 'gpt' }],
    ['a function', () => ({ model: 'gpt' })],
    ['an async function', async () => ({ model: 'gpt' })],
  ])('body may be %s', async (_, body) => {
    expect((await ask({ body })).body).toEqual({
      model: 'gpt',
      id: 'thread',
      messages: send.messages,
      trigger: 'submit-message',
    })
  })

  it.each<[string, HttpTransportOptions['credentials']]>([
    ['a word', 'include'],
    ['a function', () => 'include'],
    ['an async function', async () => 'include' as const],
  ])('credentials may be %s', async (_, credentials) => {
    expect((await ask({ credentials })).init.credentials).toBe('include')
  })

  it.each<[string, unknown]>([
    ['a record', { 'x-plan': undefined, 'x-a': '1' }],
    [
      'a list',
      [
        ['x-plan', undefined],
        ['x-a', '1'],
      ],
    ],
  ])('a header of %s that is undefined is not sent', async (_, given) => {
    const headers = given as Record<string, string>
    const prepareSendMessagesRequest = () => ({ headers, body: {} })
    const ways = [await ask({ headers }), await ask({}, { headers }), await ask({ prepareSendMessagesRequest })]
    for (const { headers: sent } of ways) expect([sent.has('x-plan'), sent.get('x-a')]).toEqual([false, '1'])
  })

  it('a header that is undefined for one request leaves that of all requests as it is', async () => {
    const none = { 'x-plan': undefined } as never
    expect((await ask({ headers: { 'x-plan': 'free' } }, { headers: none })).headers.get('x-plan')).toBe('free')
  })

  it('headers, body and credentials as functions are asked at every request', async () => {
    let count = 0
    const asked = await askTwice({
      headers: () => ({ 'x-count': String(++count) }),
      body: () => ({ count }),
      credentials: () => (count === 1 ? 'omit' : 'include'),
    })
    expect(asked.map(({ headers }) => headers.get('x-count'))).toEqual(['1', '2'])
    expect(asked).toMatchObject([
      { body: { count: 1 }, init: { credentials: 'omit' } },
      { body: { count: 2 }, init: { credentials: 'include' } },
    ])
  })

  it('headers that cannot be had fail the send as they failed', async () => {
    const error = new Error('no token')
    const headers = () => Promise.reject(error)
    await expect(httpTransport({ headers }).sendMessages(send)).rejects.toBe(error)
  })

  it('fetch is what is asked; without it the global one of the moment', async () => {
    const [first, second] = [
      answering(() => eventStream([done]).response),
      answering(() => eventStream([done]).response),
    ]
    const transport = httpTransport()
    vi.stubGlobal('fetch', first.fetch)
    await transport.sendMessages(send)
    vi.stubGlobal('fetch', second.fetch)
    await transport.sendMessages(send)
    expect([first.asked.length, second.asked.length]).toEqual([1, 1])
    await ask({ fetch: first.fetch })
    expect([first.asked.length, second.asked.length]).toEqual([3, 1])
  })
})

describe('idleTimeoutMs', () => {
  it('is measured on the clock of the options', async () => {
    const clock = createTestClock()
    const { fetch } = answering(() => eventStream([], 'silence').response)
    const answer = await httpTransport({ fetch, clock, idleTimeoutMs: 250 }).sendMessages(send)
    const failed = gather(answer).catch((error: unknown) => error)
    await clock.advance(249)
    expect(clock.pendingTimers).toBe(1)
    await clock.advance(1)
    expect(await failed).toMatchObject({ code: 'interrupted' })
  })
})

describe('prepareSendMessagesRequest', () => {
  it('is given what would be sent', async () => {
    const prepare = vi.fn(() => ({ body: {} }))
    await ask(
      {
        api: '/chat',
        headers: { 'X-A': '1', 'x-b': '1' },
        body: { a: 1, b: 1 },
        credentials: 'include',
        prepareSendMessagesRequest: prepare,
      },
      { headers: { 'x-b': '2' }, body: { b: 2 }, metadata: { plan: 'free' }, messageId: 'm1' },
    )
    expect(prepare).toHaveBeenCalledWith({
      id: 'thread',
      api: '/chat',
      messages: send.messages,
      headers: { 'x-a': '1', 'x-b': '2' },
      body: { a: 1, b: 2 },
      credentials: 'include',
      requestMetadata: { plan: 'free' },
      trigger: 'submit-message',
      messageId: 'm1',
    })
  })

  it('says the whole body, and the rest stays as it is', async () => {
    const asked = await ask({
      headers: { 'x-a': '1' },
      body: { a: 1 },
      credentials: 'include',
      prepareSendMessagesRequest: ({ id, messages }) => ({ body: { id, message: messages.at(-1) } }),
    })
    expect(asked).toMatchObject({ url: '/api/chat', init: { credentials: 'include' } })
    expect(asked.body).toEqual({ id: 'thread', message: send.messages[0] })
    expect(Object.fromEntries(asked.headers)).toEqual({ 'content-type': 'application/json', 'x-a': '1' })
  })

  it('may say where to post, with which headers and credentials, also later than at once', async () => {
    const asked = await ask({
      api: '/old',
      headers: { 'x-old': '1' },
      credentials: 'omit',
      prepareSendMessagesRequest: async () => ({
        api: '/new',
        headers: [['X-New', '1']],
        credentials: 'include',
        body: {},
      }),
    })
    expect(asked).toMatchObject({ url: '/new', init: { credentials: 'include' } })
    expect(Object.fromEntries(asked.headers)).toEqual({ 'content-type': 'application/json', 'x-new': '1' })
  })

  it('does not take the name of the send away', async () => {
    const prepareSendMessagesRequest = () => ({ headers: {}, body: {} })
    const { headers } = await ask({ prepareSendMessagesRequest }, { idempotencyKey: 'k1' })
    expect(headers.get('idempotency-key')).toBe('k1')
  })

  it('is asked at every send, and not for an answer that is rejoined', async () => {
    const prepare = vi.fn(() => ({ body: {} }))
    await askTwice({ prepareSendMessagesRequest: prepare })
    expect(prepare).toHaveBeenCalledTimes(2)
    const { fetch } = answering(() => new Response(null, { status: 204 }))
    await httpTransport({ fetch, prepareSendMessagesRequest: prepare }).reconnectToStream({ chatId: 'thread' })
    expect(prepare).toHaveBeenCalledTimes(2)
  })

  it('knows the messages by the application’s type', async () => {
    type Message = UIMessage<{ plan: string }>
    const transport = httpTransport<Message>({
      prepareSendMessagesRequest: ({ messages }) => ({ body: { plan: messages[0]?.metadata?.plan } }),
      ...answering(() => eventStream([done]).response),
    })
    await transport.sendMessages(send)
  })
})

describe('the name of a send', () => {
  it('goes along as Idempotency-Key', async () => {
    expect((await ask({}, { idempotencyKey: 'k1' })).headers.get('idempotency-key')).toBe('k1')
    expect((await ask({})).headers.has('idempotency-key')).toBe(false)
  })
})
