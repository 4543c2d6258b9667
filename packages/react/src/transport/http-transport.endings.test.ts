import { createTestClock } from '@sluice/core/testing'
import type { UIMessageChunk } from '@sluice/core/ui'
import { describe, expect, it } from 'vitest'
import { createChatStore } from '../store/chat-store.ts'
import { answering, eventStream, events } from '../test-support/answering.ts'
import { settled } from '../test-support/settled.ts'
import { type HttpTransportOptions, httpTransport } from './http-transport.ts'

/* Every way in which an answer can end badly, as the user of a chat is told of it. */

const hello: UIMessageChunk[] = [
  { type: 'start', messageId: 'm1' },
  { type: 'start-step' },
  { type: 'text-start', id: '0' },
  { type: 'text-delta', id: '0', delta: 'Hel' },
]
const html = { 'content-type': 'text/html; charset=utf-8' }

function ask(respond: () => Response | Promise<Response>, options: HttpTransportOptions = {}) {
  const chat = createChatStore({ id: 'thread' })
  chat.configure({ transport: httpTransport({ ...answering(respond), ...options }), throttle: 0 })
  return { chat, sent: chat.sendMessage({ text: 'hi' }) }
}
/** The error that a chat shows after an answer like this. */
async function failureOf(response: Response) {
  const { chat, sent } = ask(() => response)
  await sent
  const { status, error } = chat.getState()
  expect(status).toBe('error')
  return error
}
function refused(body: unknown, init: ResponseInit) {
  return failureOf(typeof body === 'string' ? new Response(body, init) : Response.json(body, init))
}

describe('an answer over HTTP that ends badly', () => {
  it('truncation: the stream ends without its finish', async () => {
    const { chat, sent } = ask(() => eventStream([events(...hello), 'data: [DONE]\n\n']).response)
    await sent
    const { status, error, messages } = chat.getState()
    expect({ status, error }).toMatchObject({
      status: 'error',
      error: { code: 'interrupted', message: 'The answer broke off before its end.' },
    })
    expect(messages[1]).toMatchObject({ parts: [{}, { text: 'Hel' }], metadata: { sluice: { ending: 'interrupted' } } })
  })

  it('an HTML login page with status 200', async () => {
    expect(await failureOf(new Response('<html>Sign in', { headers: html }))).toMatchObject({
      code: 'server',
      message: 'The server sent something that is not an answer.',
    })
  })

  it('a redirect to a login page', async () => {
    const page = new Response('<html>Sign in', { headers: { ...html, 'x-request-id': 'r1' } })
    // What `fetch` says of a response that it was led to.
    Object.defineProperty(page, 'redirected', { value: true })
    expect(await failureOf(page)).toMatchObject({
      code: 'unauthenticated',
      message: 'Please sign in again.',
      requestId: 'r1',
    })
  })

  it('a redirect to something else that is no answer', async () => {
    const other = Response.json({})
    Object.defineProperty(other, 'redirected', { value: true })
    expect(await failureOf(other)).toMatchObject({ code: 'server' })
  })

  it('a redirect to another route that answers is none', async () => {
    const { response } = eventStream([events(...hello, { type: 'finish' })])
    Object.defineProperty(response, 'redirected', { value: true })
    const { chat, sent } = ask(() => response)
    await sent
    expect(chat.getState()).toMatchObject({ status: 'ready', error: undefined })
  })

  it('JSON with status 200', async () => {
    expect(await failureOf(Response.json({ text: 'hi' }))).toMatchObject({ code: 'server' })
  })

  it.each(['text/plain', 'application/octet-stream', 'application/x-ndjson', ''])(
    'the wrong content type, even for what would be an answer: %j',
    async (type) => {
      const { response } = eventStream([events(...hello, { type: 'finish' })])
      response.headers.set('content-type', type)
      expect(await failureOf(response)).toMatchObject({ code: 'server' })
    },
  )

  it('an empty body, with and without a type', async () => {
    const headers = { 'content-type': 'text/event-stream' }
    expect(await failureOf(new Response(null, { headers }))).toMatchObject({ code: 'server' })
    expect(await failureOf(new Response(null))).toMatchObject({ code: 'server' })
    expect(await failureOf(new Response(null, { status: 204 }))).toMatchObject({ code: 'server' })
    // A proxy that breaks off right after the headers.
    expect(await failureOf(eventStream([]).response)).toMatchObject({ code: 'interrupted' })
    expect(await failureOf(eventStream([': keep-alive\n\n']).response)).toMatchObject({ code: 'interrupted' })
  })

  it('an idle stream', async () => {
    const clock = createTestClock()
    const { chat, sent } = ask(() => eventStream([events(...hello)], 'silence').response, { clock })
    await settled()
    await clock.advance(60_000)
    await sent
    expect(chat.getState()).toMatchObject({
      status: 'error',
      error: { code: 'interrupted', message: 'The server has been silent for too long.' },
    })
  })

  it('a connection that breaks', async () => {
    expect(await failureOf(eventStream([events(...hello)], 'break').response)).toMatchObject({ code: 'interrupted' })
  })
})

describe('a refusal', () => {
  it.each([
    [401, 'unauthenticated', 'Please sign in.'],
    [429, 'rate-limited', 'Slowly.'],
    [503, 'overloaded', 'Busy.'],
  ])('of status %i with JSON of ours is what it says', async (status, code, message) => {
    const error = { code, message, retryAfterMs: 1_500, requestId: 'r1' }
    expect(await refused({ error }, { status })).toMatchObject(error)
  })

  it.each([
    [401, 'unauthenticated'],
    [429, 'rate-limited'],
    [503, 'overloaded'],
  ])('of status %i in plain words, as routes of the AI SDK have it, says them', async (status, code) => {
    expect(await refused('Too many requests', { status })).toMatchObject({ code, message: 'Too many requests' })
    expect(await refused({ error: 'Too many requests' }, { status })).toMatchObject({
      code,
      message: 'Too many requests',
    })
    expect(await refused({ message: 'Too many requests' }, { status })).toMatchObject({
      code,
      message: 'Too many requests',
    })
  })

  it.each([
    [401, 'unauthenticated'],
    [429, 'rate-limited'],
    [503, 'overloaded'],
  ])('of status %i with a page says nothing of the page', async (status, code) => {
    const message = `The server refused the request (${status}).`
    expect(await refused('<!doctype html><html>', { status, headers: html })).toMatchObject({ code, message })
  })

  it.each([
    ['a trace', 'Error: boom\n    at handler (/app/route.js:1:1)'],
    ['a long text', 'x'.repeat(201)],
    ['JSON that was cut', '{"error":{"code":"rate-limited","mess'],
    ['JSON that says nothing', '{"ok":false}'],
    ['JSON that is no object', '17'],
    ['a list', '["no"]'],
    ['nothing', ''],
    ['white space', ' \n '],
  ])('does not show %s', async (_, body) => {
    const message = 'The server refused the request (500).'
    expect(await refused(body, { status: 500 })).toMatchObject({ code: 'internal', message })
  })

  it('whose body breaks off is told by its status', async () => {
    const { body } = eventStream(['{"error"'], 'break').response
    expect(await failureOf(new Response(body, { status: 503 }))).toMatchObject({
      code: 'overloaded',
      message: 'The server refused the request (503).',
    })
  })

  it.each([
    ['2', 2_000],
    ['0', 0],
    ['1.5', 1_500],
    ['Thu, 01 Jan 2026 00:00:30 GMT', 30_000],
    ['Thu, 01 Jan 2026 00:00:00 GMT', 0],
    ['Wed, 31 Dec 2025 23:59:59 GMT', undefined],
    ['soon', undefined],
    ['-1', undefined],
    ['', undefined],
  ])('reads Retry-After, in seconds or as a date: %j', async (value, retryAfterMs) => {
    const clock = createTestClock(Date.UTC(2026, 0, 1))
    const { chat, sent } = ask(() => new Response('', { status: 429, headers: { 'retry-after': value } }), { clock })
    await sent
    expect(chat.getState().error?.retryAfterMs).toBe(retryAfterMs)
  })

  it('reads a date in Retry-After by the server’s clock, where the server tells the time', async () => {
    const headers = { 'retry-after': 'Thu, 01 Jan 2026 00:00:30 GMT', date: 'Thu, 01 Jan 2026 00:00:20 GMT' }
    expect((await refused('', { status: 503, headers }))?.retryAfterMs).toBe(10_000)
  })

  it('believes the body before Retry-After', async () => {
    const init = { status: 429, headers: { 'retry-after': '9' } }
    expect((await refused({ error: { retryAfterMs: 1_500 } }, init))?.retryAfterMs).toBe(1_500)
  })

  it('knows its request by the body, x-request-id or x-sluice-run-id, in this order', async () => {
    const headers = { 'x-request-id': 'r2', 'x-sluice-run-id': 'r3' }
    expect((await refused({ error: { requestId: 'r1' } }, { status: 500, headers }))?.requestId).toBe('r1')
    expect((await refused('', { status: 500, headers }))?.requestId).toBe('r2')
    expect((await refused('', { status: 500, headers: { 'x-sluice-run-id': 'r3' } }))?.requestId).toBe('r3')
    expect((await refused('', { status: 500 }))?.requestId).toBe(undefined)
    expect((await refused('<html>', { headers: { ...html, ...headers } }))?.requestId).toBe('r2')
  })
})
