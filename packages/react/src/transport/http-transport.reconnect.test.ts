import { createTestClock } from '@sluice/core/testing'
import type { UIMessageChunk } from '@sluice/core/ui'
import { describe, expect, it, vi } from 'vitest'
import { answering, eventStream, events, loggedEvents } from '../test-support/answering.ts'
import { gather } from '../test-support/gather.ts'
import { settled } from '../test-support/settled.ts'
import { batches, type ReconnectOptions, type SendMessagesOptions } from './chat-transport.ts'
import { type HttpTransportOptions, httpTransport } from './http-transport.ts'

const rest: UIMessageChunk[] = [
  { type: 'text-delta', id: '0', delta: 'lo' },
  { type: 'finish', finishReason: 'stop' },
]
const send: SendMessagesOptions = {
  trigger: 'submit-message',
  chatId: 'thread',
  messageId: undefined,
  messages: [],
  abortSignal: undefined,
}
const nothing = () => new Response(null, { status: 204 })

async function reconnect(options: HttpTransportOptions, more: Partial<ReconnectOptions> = {}, respond = nothing) {
  const { fetch, asked } = answering(respond)
  const stream = await httpTransport({ fetch, ...options }).reconnectToStream({ chatId: 'thread', ...more })
  return { stream, asked: asked[0]! }
}

describe('rejoining an answer', () => {
  it('asks for the stream of the chat, after the event that was read last', async () => {
    const { asked } = await reconnect({}, { lastEventId: 'run-1.7' })
    expect([asked.url, asked.init.method, asked.body]).toEqual(['/api/chat/thread/stream', 'GET', undefined])
    expect(Object.fromEntries(asked.headers)).toEqual({ 'last-event-id': 'run-1.7' })
  })

  it('asks for whatever there is if no event was read', async () => {
    expect((await reconnect({})).asked.headers.has('last-event-id')).toBe(false)
  })

  it('reads what follows, and goes on counting events', async () => {
    const respond = () => eventStream([loggedEvents('run-1', 8, ...rest)]).response
    const { stream } = await reconnect({}, { lastEventId: 'run-1.7' }, respond)
    expect((await gather(batches(stream!))).flat()).toEqual(rest)
    expect(stream).toMatchObject({ lastEventId: 'run-1.9', isLogged: true })
  })

  it('is null where there is nothing to rejoin', async () => {
    const clock = createTestClock()
    expect((await reconnect({ clock })).stream).toBe(null)
    expect(clock.pendingTimers).toBe(0)
  })

  it.each([
    ['/api/chat', '/api/chat/thread/stream'],
    ['/api/chat/', '/api/chat/thread/stream'],
    ['/api/chat?plan=free&a=/', '/api/chat/thread/stream?plan=free&a=/'],
    ['/api/chat/?plan=free', '/api/chat/thread/stream?plan=free'],
    ['https://example.com/chat#top', 'https://example.com/chat/thread/stream#top'],
    ['https://example.com/', 'https://example.com/thread/stream'],
  ])('keeps the query of its address in place: %s', async (api, url) => {
    expect((await reconnect({ api })).asked.url).toBe(url)
  })

  it.each([
    ['a/b?c#d', 'a%2Fb%3Fc%23d'],
    ['你好 👋', '%E4%BD%A0%E5%A5%BD%20%F0%9F%91%8B'],
    ['$1', '%241'],
    ['...', '...'],
  ])('takes any id of a chat: %s', async (chatId, encoded) => {
    expect((await reconnect({}, { chatId })).asked.url).toBe(`/api/chat/${encoded}/stream`)
  })

  it.each(['.', '..'])('refuses the id %s, which would lead elsewhere', async (chatId) => {
    const { fetch, asked } = answering(nothing)
    const error = { name: 'ChatError', code: 'bad-request', message: `A chat cannot be called "${chatId}".` }
    await expect(httpTransport({ fetch }).reconnectToStream({ chatId })).rejects.toMatchObject(error)
    expect(asked).toEqual([])
  })

  it('takes headers and credentials from the options and the request', async () => {
    const { asked } = await reconnect(
      { headers: async () => ({ 'X-A': '1', 'x-b': '1' }), credentials: () => 'include' },
      { headers: { 'x-b': '2' } },
    )
    expect(Object.fromEntries(asked.headers)).toEqual({ 'x-a': '1', 'x-b': '2' })
    expect(asked.init.credentials).toBe('include')
  })

  it('is refused with the error that the server names', async () => {
    const error = { code: 'forbidden', message: 'Not yours.', requestId: 'r1' }
    await expect(reconnect({}, {}, () => Response.json({ error }, { status: 403 }))).rejects.toMatchObject(error)
  })

  it('takes no page for an answer', async () => {
    const respond = () => new Response('<html>', { headers: { 'content-type': 'text/html' } })
    await expect(reconnect({}, {}, respond)).rejects.toMatchObject({ code: 'server' })
  })

  it('fails at once where the server cannot be reached: whoever rejoins tries again', async () => {
    const cause = new TypeError('Failed to fetch')
    const fetch = vi.fn(() => Promise.reject(cause))
    const transport = httpTransport({ fetch, resend: true })
    await expect(transport.reconnectToStream({ chatId: 'thread' })).rejects.toMatchObject({ code: 'network', cause })
    expect(fetch).toHaveBeenCalledTimes(1)
  })

  it('ends when the server is silent for idleTimeoutMs, or with its signal', async () => {
    const clock = createTestClock()
    const { fetch } = answering(() => eventStream([events(rest[0]!)], 'silence').response)
    const transport = httpTransport({ fetch, clock, idleTimeoutMs: 1_000 })
    const silent = gather(batches((await transport.reconnectToStream({ chatId: 'thread' }))!)).catch((error) => error)
    await settled()
    await clock.advance(1_000)
    expect(await silent).toMatchObject({ code: 'interrupted' })
    const { signal, abort } = abortable()
    const stopped = gather(batches((await transport.reconnectToStream({ chatId: 'thread', abortSignal: signal }))!))
    await settled()
    abort('stop')
    await expect(stopped).rejects.toBe('stop')
    expect(clock.pendingTimers).toBe(0)
  })
})

function abortable() {
  const controller = new AbortController()
  return { signal: controller.signal, abort: (reason: unknown) => controller.abort(reason) }
}

describe('prepareReconnectToStreamRequest', () => {
  it('is given what would be asked', async () => {
    const prepareReconnectToStreamRequest = vi.fn(() => ({}))
    await reconnect(
      { api: '/chat', headers: { 'x-a': '1' }, body: { a: 1 }, credentials: 'omit', prepareReconnectToStreamRequest },
      { body: { b: 2 }, metadata: 'm' },
    )
    expect(prepareReconnectToStreamRequest).toHaveBeenCalledWith({
      id: 'thread',
      api: '/chat',
      headers: { 'x-a': '1' },
      body: { a: 1, b: 2 },
      credentials: 'omit',
      requestMetadata: 'm',
    })
  })

  it('may say where and how to ask; the event that was read last still goes along', async () => {
    const { asked } = await reconnect(
      {
        headers: { 'x-old': '1' },
        prepareReconnectToStreamRequest: async ({ id }) => ({
          api: `/streams/${id}`,
          headers: new Headers({ 'x-new': '1' }),
          credentials: 'include',
        }),
      },
      { chatId: '..', lastEventId: 'run-1.7' },
    )
    expect(asked).toMatchObject({ url: '/streams/..', init: { credentials: 'include' } })
    expect(Object.fromEntries(asked.headers)).toEqual({ 'x-new': '1', 'last-event-id': 'run-1.7' })
  })
})

describe('stopping an answer at the server', () => {
  async function stop(options: HttpTransportOptions, respond = nothing) {
    const { fetch, asked } = answering(respond)
    await httpTransport({ fetch, ...options }).stopRun({ chatId: 'a b', idempotencyKey: 'k1', headers: { 'x-b': '1' } })
    return asked
  }

  it('asks for it where the answer is rejoined, by the name of its send, and outlives the page', async () => {
    const asked = await stop({ api: '/chat?v=1', headers: { 'x-a': '1' }, credentials: 'include' })
    expect(asked).toMatchObject([
      { url: '/chat/a%20b/stream?v=1', init: { method: 'DELETE', keepalive: true, credentials: 'include' } },
    ])
    expect(Object.fromEntries(asked[0]!.headers)).toEqual({ 'x-a': '1', 'x-b': '1', 'idempotency-key': 'k1' })
    const prepared = await stop({ prepareReconnectToStreamRequest: () => ({ api: '/streams/1' }) })
    expect(prepared).toMatchObject([{ url: '/streams/1' }])
  })

  it.each([404, 405, 500, 200])('is content with whatever the server answers: %i', async (status) => {
    const clock = createTestClock()
    expect(await stop({ clock }, () => new Response('no', { status }))).toHaveLength(1)
    expect(clock.pendingTimers).toBe(0)
  })

  it('is asked for once for each send, unless that failed', async () => {
    const replies = [() => new Response('no', { status: 503 }), nothing, nothing, nothing]
    const { fetch, asked } = answering(() => replies.shift()!())
    const transport = httpTransport({ fetch })
    const stopSend = (idempotencyKey?: string) => transport.stopRun({ chatId: 'thread', idempotencyKey })
    await stopSend('k1')
    await Promise.all([stopSend('k1'), stopSend('k1')])
    await stopSend('k1')
    expect(asked).toHaveLength(2)
    await stopSend('k2')
    expect(asked[2]?.headers.get('idempotency-key')).toBe('k2')
  })

  it('is asked for each time where the send is not known', async () => {
    const { fetch, asked } = answering(nothing)
    const transport = httpTransport({ fetch })
    await transport.stopRun({ chatId: 'thread' })
    await transport.stopRun({ chatId: 'thread' })
    expect(asked).toHaveLength(2)
  })

  it('never fails', async () => {
    const offline = () => Promise.reject(new TypeError('Failed to fetch'))
    const clock = createTestClock()
    await httpTransport({ fetch: offline, clock, resend: true }).stopRun({ chatId: 'thread' })
    await httpTransport({ clock, headers: () => Promise.reject(new Error('no token')) }).stopRun({ chatId: 'thread' })
    await httpTransport({ clock }).stopRun({ chatId: '..' })
    expect(clock.pendingTimers).toBe(0)
  })

  it('does not wait for a server that never answers', async () => {
    const clock = createTestClock()
    const fetch = (_: unknown, init?: RequestInit) =>
      new Promise<Response>((_resolve, reject) => {
        init?.signal?.addEventListener('abort', () => reject(init.signal?.reason))
      })
    const stopped = httpTransport({ fetch, clock, idleTimeoutMs: 1_000 }).stopRun({ chatId: 'thread' })
    await clock.advance(1_000)
    await stopped
  })

  it('is left out where an answer has shown that the server logs nothing', async () => {
    const { fetch, asked } = answering(() => eventStream([events(...rest)]).response)
    const transport = httpTransport({ fetch })
    await gather(batches(await transport.sendMessages(send)))
    await transport.stopRun({ chatId: 'thread' })
    expect(asked.map(({ init }) => init.method)).toEqual(['POST'])
  })

  it('is asked again once an answer has shown that it does log', async () => {
    const bodies = [events(...rest), loggedEvents('run-1', 1, rest[0]!) + events(rest[1]!)]
    const { fetch, asked } = answering(() => eventStream([bodies.shift() ?? '']).response)
    const transport = httpTransport({ fetch })
    await gather(batches(await transport.sendMessages(send)))
    // The second outgrows its log on the way.
    await gather(batches(await transport.sendMessages(send)))
    await transport.stopRun({ chatId: 'thread' })
    expect(asked.map(({ init }) => init.method)).toEqual(['POST', 'POST', 'DELETE'])
  })
})
