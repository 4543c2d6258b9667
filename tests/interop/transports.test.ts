import { Chat } from '@ai-sdk/react'
import { ChatError, type ChatEvent, type Handler } from '@sluice/core'
import { scripted } from '@sluice/core/testing'
import {
  type ChatTransport,
  createChatStore,
  DefaultChatTransport,
  DirectChatTransport,
  TextStreamChatTransport,
} from '@sluice/react'
import { simulateReadableStream, streamText, type ChatTransport as TheirTransport, type UIMessage } from 'ai'
import { MockLanguageModelV4 } from 'ai/test'
import { afterEach, describe, expect, it } from 'vitest'
import { type Served, serve } from '../support/serve.ts'

/* Our transports against servers as the AI SDK's documentation has them, and one of ours in its client. */

const open: Served[] = []
afterEach(async () => {
  for (const served of open.splice(0)) await served.close()
})

async function api(respond: (request: Request) => Response | Promise<Response>): Promise<string> {
  const served = await serve(async (request) => respond(request))
  open.push(served)
  return `${served.url}/api/chat`
}
function storeWith(transport: ChatTransport) {
  const chat = createChatStore({ id: 'chat-1' })
  chat.configure({ transport, throttle: 0 })
  return chat
}
const texts = (chat: { getState(): { messages: readonly { parts: readonly { type: string; text?: string }[] }[] } }) =>
  chat.getState().messages.map(({ parts }) => parts.map(({ text = '' }) => text).join(''))

/** A model that says the words. */
function model(...deltas: string[]) {
  const usage = {
    inputTokens: { total: 3, noCache: 3, cacheRead: undefined, cacheWrite: undefined },
    outputTokens: { total: 2, text: 2, reasoning: undefined },
  }
  return new MockLanguageModelV4({
    doStream: async () => ({
      stream: simulateReadableStream({
        chunkDelayInMs: null,
        chunks: [
          { type: 'text-start', id: '1' },
          ...deltas.map((delta) => ({ type: 'text-delta' as const, id: '1', delta })),
          { type: 'text-end', id: '1' },
          { type: 'finish', finishReason: { unified: 'stop', raw: 'stop' }, usage },
        ],
      }),
    }),
  })
}

describe('our transports against routes of the AI SDK', () => {
  it('DefaultChatTransport reads an answer, finds nothing to rejoin and does not ask for a stop that nobody knows', async () => {
    const asked: string[] = []
    const transport = new DefaultChatTransport({
      api: await api((request) => {
        asked.push(`${request.method} ${new URL(request.url).pathname}`)
        if (request.method === 'GET') return new Response(null, { status: 204 })
        return streamText({ model: model('你', '好'), prompt: 'Hi' }).toUIMessageStreamResponse()
      }),
    })
    const chat = storeWith(transport)
    await chat.sendMessage({ text: 'Hi' })
    expect(chat.getState()).toMatchObject({ status: 'ready', error: undefined })
    expect(texts(chat)).toEqual(['Hi', '你好'])
    expect(await transport.reconnectToStream({ chatId: 'chat-1' })).toBe(null)
    await transport.stopRun({ chatId: 'chat-1' })
    expect(asked).toEqual(['POST /api/chat', 'GET /api/chat/chat-1/stream'])
  })

  it('DefaultChatTransport rejoins what a route keeps, though its events have no ids', async () => {
    const kept = streamText({ model: model('你', '好'), prompt: 'Hi' }).toUIMessageStreamResponse()
    const transport = new DefaultChatTransport({ api: await api(() => kept) })
    const stream = await transport.reconnectToStream({ chatId: 'chat-1' })
    const types: string[] = []
    for await (const chunks of stream ?? []) types.push(...chunks.map(({ type }) => type))
    expect([types[0], types.at(-1)]).toEqual(['start', 'finish'])
    expect(stream).toMatchObject({ isLogged: false, lastEventId: undefined })
  })

  it('TextStreamChatTransport reads a text', async () => {
    const respond = () => streamText({ model: model('你', '好 👋🏽'), prompt: 'Hi' }).toTextStreamResponse()
    const chat = storeWith(new TextStreamChatTransport({ api: await api(respond) }))
    await chat.sendMessage({ text: 'Hi' })
    expect(chat.getState()).toMatchObject({ status: 'ready', error: undefined })
    expect(texts(chat)).toEqual(['Hi', '你好 👋🏽'])
  })

  it('TextStreamChatTransport sees that the provider failed, which such a route says by saying nothing', async () => {
    const failing = new MockLanguageModelV4({ doStream: () => Promise.reject(new Error('secret')) })
    const respond = () => streamText({ model: failing, prompt: 'Hi', onError: () => {} }).toTextStreamResponse()
    const chat = storeWith(new TextStreamChatTransport({ api: await api(respond) }))
    await chat.sendMessage({ text: 'Hi' })
    expect(chat.getState()).toMatchObject({ status: 'error', error: { name: 'ChatError', code: 'server' } })
  })
})

describe('what a route answers that refuses', () => {
  it('is the code and message of a chat’s error', async () => {
    const headers = { 'retry-after': '2', 'x-request-id': 'r1' }
    const limited = await api(() => new Response('Too many requests', { status: 429, headers }))
    const chat = storeWith(new DefaultChatTransport({ api: limited }))
    await chat.sendMessage({ text: 'Hi' })
    const error = { code: 'rate-limited', message: 'Too many requests', retryAfterMs: 2_000, requestId: 'r1' }
    expect(chat.getState()).toMatchObject({ status: 'error', error })
  })

  it('asks to sign in where it leads to a page', async () => {
    const page = () => new Response('<html>', { headers: { 'content-type': 'text/html' } })
    const guarded = await api(({ url }) =>
      url.endsWith('/login') ? page() : Response.redirect(new URL('/login', url)),
    )
    const chat = storeWith(new DefaultChatTransport({ api: guarded }))
    await chat.sendMessage({ text: 'Hi' })
    expect(chat.getState()).toMatchObject({ status: 'error', error: { code: 'unauthenticated' } })
  })
})

describe("DirectChatTransport in the AI SDK's client", () => {
  const text = (delta: string): ChatEvent => ({ type: 'text-delta', text: delta })
  const finish: ChatEvent = { type: 'finish', reason: 'stop' }

  function chatWith(handler: Handler) {
    // Their types do not expect `exactOptionalPropertyTypes`.
    const transport = new DirectChatTransport({ handler }) as unknown as TheirTransport<UIMessage>
    return new Chat<UIMessage>({ id: 'chat-1', transport })
  }
  const textsOf = ({ messages }: Chat<UIMessage>) =>
    messages.map(({ parts }) => parts.map((part) => (part.type === 'text' ? part.text : '')).join(''))

  it('answers with what a handler says', async () => {
    const handler = scripted(text('Hel'), text('lo'), finish)
    const chat = chatWith(handler)
    await chat.sendMessage({ text: 'Hi' })
    await chat.sendMessage({ text: 'Again' })
    expect([chat.status, textsOf(chat)]).toEqual(['ready', ['Hi', 'Hello', 'Again', 'Hello']])
    expect(handler.requests[1]?.messages.map(({ role }) => role)).toEqual(['user', 'assistant', 'user'])
  })

  it('fails as the handler fails, and finds nothing to resume', async () => {
    const chat = chatWith(scripted(text('Hel'), new ChatError('overloaded', 'Busy.')))
    await chat.resumeStream()
    expect(chat.status).toBe('ready')
    await chat.sendMessage({ text: 'Hi' })
    expect([chat.status, chat.error?.message, textsOf(chat)]).toEqual(['error', 'Busy.', ['Hi', 'Hel']])
  })

  it('stops', async () => {
    let isReleased = false
    const chat = chatWith(async function* (_, { signal }) {
      try {
        yield text('Hel')
        await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
      } finally {
        isReleased = true
      }
    })
    const sending = chat.sendMessage({ text: 'Hi' })
    await expect.poll(() => chat.status, { interval: 2 }).toBe('streaming')
    await chat.stop()
    await sending
    expect([chat.status, textsOf(chat), isReleased]).toEqual(['ready', ['Hi', 'Hel'], true])
  })
})
