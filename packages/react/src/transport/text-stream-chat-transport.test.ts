import { createTestClock } from '@sluice/core/testing'
import type { UIMessageChunk } from '@sluice/core/ui'
import { describe, expect, it } from 'vitest'
import { createChatStore } from '../store/chat-store.ts'
import { answering } from '../test-support/answering.ts'
import { gather } from '../test-support/gather.ts'
import { settled } from '../test-support/settled.ts'
import { batches, type SendMessagesOptions } from './chat-transport.ts'
import type { HttpTransportOptions } from './http-transport.ts'
import { TextStreamChatTransport } from './text-stream-chat-transport.ts'

const send: SendMessagesOptions = {
  trigger: 'submit-message',
  chatId: 'thread',
  messageId: undefined,
  messages: [],
  abortSignal: undefined,
}
const greeting = 'Grüß dich, 世界 👋🏽!'
const greetingBytes = new TextEncoder().encode(greeting)

/** A body in the given pieces; `end` says what comes after them. */
function bodyOf(pieces: readonly Uint8Array<ArrayBuffer>[], end: 'close' | 'break' | 'silence' = 'close') {
  const cancelled: unknown[] = []
  const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
    start(controller) {
      for (const piece of pieces) controller.enqueue(piece)
      if (end === 'close') controller.close()
    },
    pull(controller) {
      if (end === 'break') controller.error(new TypeError('terminated'))
    },
    cancel: (reason) => void cancelled.push(reason),
  })
  return { body, cancelled }
}
function open(response: Response | (() => Response), options: HttpTransportOptions = {}, more = {}) {
  const { fetch, asked } = answering(typeof response === 'function' ? response : () => response)
  const transport = new TextStreamChatTransport({ fetch, ...options })
  return { transport, asked, answer: transport.sendMessages({ ...send, ...more }) }
}
async function chunksOf(response: Response): Promise<UIMessageChunk[]> {
  return (await gather(batches(await open(response).answer))).flat()
}
const deltas = (chunks: readonly UIMessageChunk[]) =>
  chunks.map((chunk) => (chunk.type === 'text-delta' ? chunk.delta : ''))

describe('a text transport', () => {
  it('makes one message of a text', async () => {
    const id = expect.any(String)
    expect(await chunksOf(new Response('Hello'))).toEqual([
      { type: 'start' },
      { type: 'start-step' },
      { type: 'text-start', id },
      { type: 'text-delta', id, delta: 'Hello' },
      { type: 'text-end', id },
      { type: 'finish-step' },
      { type: 'finish' },
    ])
  })

  it('never cuts a character, wherever the bytes are cut', async () => {
    for (let cut = 0; cut <= greetingBytes.length; cut++) {
      const { body } = bodyOf([greetingBytes.slice(0, cut), greetingBytes.slice(cut)])
      const texts = deltas(await chunksOf(new Response(body)))
      expect(texts.join('')).toBe(greeting)
      for (const text of texts) expect(text.isWellFormed()).toBe(true)
    }
    const single = bodyOf([...greetingBytes].map((byte) => Uint8Array.of(byte)))
    expect(deltas(await chunksOf(new Response(single.body))).join('')).toBe(greeting)
  })

  it('shows that a text ends within a character', async () => {
    const { body } = bodyOf([greetingBytes.slice(0, 3)])
    expect(deltas(await chunksOf(new Response(body))).join('')).toBe('Gr�')
  })

  it('takes an empty answer for a failure: there is no other way to tell of one', async () => {
    for (const response of [new Response(''), new Response(null), new Response(bodyOf([new Uint8Array()]).body)]) {
      await expect(chunksOf(response)).rejects.toMatchObject({ name: 'ChatError', code: 'server' })
    }
  })

  it.each(['text/html', 'application/json', 'text/event-stream', 'Application/Problem+JSON; charset=utf-8'])(
    'refuses what is no text: %s',
    async (type) => {
      const response = new Response('hello', { headers: { 'content-type': type } })
      await expect(chunksOf(response)).rejects.toMatchObject({ code: 'server' })
    },
  )

  it.each(['text/plain; charset=utf-8', 'text/markdown', 'application/octet-stream', undefined])(
    'accepts text under whatever name: %s',
    async (type) => {
      const headers = type === undefined ? {} : { 'content-type': type }
      const { body } = bodyOf([new TextEncoder().encode('hello')])
      expect(deltas(await chunksOf(new Response(body, { headers }))).join('')).toBe('hello')
    },
  )

  it('is interrupted when the connection breaks', async () => {
    const { body } = bodyOf([greetingBytes], 'break')
    await expect(chunksOf(new Response(body))).rejects.toMatchObject({ code: 'interrupted' })
  })

  it('ends when the server is silent for idleTimeoutMs', async () => {
    const clock = createTestClock()
    const { body, cancelled } = bodyOf([greetingBytes], 'silence')
    const read = gather(await open(new Response(body), { clock, idleTimeoutMs: 1_000 }).answer).catch((error) => error)
    await settled()
    await clock.advance(1_000)
    expect(await read).toMatchObject({ code: 'interrupted' })
    expect([cancelled.length, clock.pendingTimers]).toEqual([1, 0])
  })

  it('ends with its signal, and when nobody reads on', async () => {
    const clock = createTestClock()
    const controller = new AbortController()
    const first = bodyOf([greetingBytes], 'silence')
    const options = { abortSignal: controller.signal }
    const reading = gather(await open(new Response(first.body), { clock }, options).answer)
    await settled()
    controller.abort('stop')
    await expect(reading).rejects.toBe('stop')
    const second = bodyOf([greetingBytes], 'silence')
    for await (const _ of await open(new Response(second.body), { clock }).answer) break
    expect([first.cancelled, second.cancelled.length, clock.pendingTimers]).toEqual([['stop'], 1, 0])
  })

  it('takes the options of any transport over HTTP', async () => {
    const { asked, answer } = open(new Response('hi'), {
      api: '/text',
      headers: () => ({ 'x-a': '1' }),
      body: { model: 'gpt' },
      credentials: 'include',
    })
    await gather(await answer)
    expect(asked).toMatchObject([{ url: '/text', init: { credentials: 'include' }, body: { model: 'gpt' } }])
    expect(asked[0]?.headers.get('x-a')).toBe('1')
  })

  it('rejoins a text, and has nothing to stop at a server that logs nothing', async () => {
    const { transport, asked, answer } = open(() => new Response('hi'))
    await gather(await answer)
    expect(deltas((await gather((await transport.reconnectToStream({ chatId: 'thread' }))!)).flat()).join('')).toBe(
      'hi',
    )
    await transport.stopRun({ chatId: 'thread' })
    expect(asked.map(({ init, url }) => [init.method, url])).toEqual([
      ['POST', '/api/chat'],
      ['GET', '/api/chat/thread/stream'],
    ])
  })

  it('carries a conversation', async () => {
    const chat = createChatStore({ id: 'thread' })
    const { transport } = open(() => new Response(greeting))
    chat.configure({ transport, throttle: 0 })
    await chat.sendMessage({ text: 'hi' })
    const { status, messages } = chat.getState()
    expect(status).toBe('ready')
    expect(messages[1]?.parts.at(-1)).toMatchObject({ type: 'text', text: greeting, state: 'done' })
  })
})
