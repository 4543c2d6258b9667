import { createPipeline } from '@sluice/core'
import { simulatedProvider } from '@sluice/core/testing'
import { createChatRoute } from '@sluice/next-adapter'
import {
  type ChatStore,
  type ChatTransport,
  createChatStore,
  type ForeignTransport,
  httpTransport,
} from '@sluice/react'
import {
  convertToModelMessages,
  DefaultChatTransport,
  simulateReadableStream,
  streamText,
  type ToolSet,
  tool,
} from 'ai'
import { MockLanguageModelV4 } from 'ai/test'
import { afterEach, describe, expect, it } from 'vitest'
import * as z from 'zod'
import { simulated, until } from '../support/chat-http.ts'
import { type Served, serve } from '../support/serve.ts'

/* Our client against the server of Vercel's AI SDK, and with its transport. */

type StreamPart = Parameters<typeof simulateReadableStream<Part>>[0]['chunks'][number]
type Part =
  Awaited<ReturnType<MockLanguageModelV4['doStream']>>['stream'] extends ReadableStream<infer Each> ? Each : never

const usage = {
  inputTokens: { total: 3, noCache: 3, cacheRead: undefined, cacheWrite: undefined },
  outputTokens: { total: 2, text: 2, reasoning: undefined },
}
const end = (unified: 'stop' | 'tool-calls'): StreamPart => ({
  type: 'finish',
  finishReason: { unified, raw: unified },
  usage,
})
const words = (...deltas: string[]): StreamPart[] => [
  { type: 'text-start', id: '1' },
  ...deltas.map((delta) => ({ type: 'text-delta' as const, id: '1', delta })),
  { type: 'text-end', id: '1' },
]

const open: Served[] = []
afterEach(async () => {
  for (const served of open.splice(0)) await served.close()
})

/** A route as their documentation has it. */
async function theirRoute(replies: StreamPart[][], chunkDelayInMs: number | null = null): Promise<string> {
  const model = new MockLanguageModelV4({
    doStream: async () => ({ stream: simulateReadableStream({ chunks: replies.shift()!, chunkDelayInMs }) }),
  })
  const served = await serve(async (request) => {
    const { messages } = (await request.json()) as { messages: Parameters<typeof convertToModelMessages>[0] }
    // Their types do not expect `exactOptionalPropertyTypes`.
    const tools = { weather: tool({ inputSchema: z.object({ city: z.string() }) }) } as unknown as ToolSet
    const result = streamText({ model, tools, messages: await convertToModelMessages(messages), onError: () => {} })
    return result.toUIMessageStreamResponse({ messageMetadata: () => ({ from: 'ai' }), onError: () => 'It failed.' })
  })
  open.push(served)
  return `${served.url}/api/chat`
}

function storeWith(transport: ChatTransport | ForeignTransport) {
  const chat = createChatStore({ id: 'chat-1' })
  chat.configure({ transport, throttle: 0 })
  return chat
}
const texts = (chat: ChatStore) =>
  chat.getState().messages.map(({ parts }) => parts.map((part) => (part.type === 'text' ? part.text : '')).join(''))

describe('our chat store against streamText().toUIMessageStreamResponse()', () => {
  it('reads an answer', async () => {
    const chat = storeWith(httpTransport({ api: await theirRoute([[...words('你', '好'), end('stop')]]) }))
    await chat.sendMessage({ text: 'Hi' })
    expect(chat.getState()).toMatchObject({ status: 'ready', error: undefined })
    expect(texts(chat)).toEqual(['Hi', '你好'])
    expect(chat.getState().messages[1]).toMatchObject({ role: 'assistant', metadata: { from: 'ai' } })
  })

  it('reads reasoning and sources', async () => {
    const parts: StreamPart[] = [
      { type: 'reasoning-start', id: 'r' },
      { type: 'reasoning-delta', id: 'r', delta: 'hm' },
      { type: 'reasoning-end', id: 'r' },
      { type: 'source', sourceType: 'url', id: 's', url: 'https://x.io', title: 'X' },
      ...words('Yes.'),
      end('stop'),
    ]
    const chat = storeWith(httpTransport({ api: await theirRoute([parts]) }))
    await chat.sendMessage({ text: 'Hi' })
    const types = chat.getState().messages[1]?.parts.map(({ type }) => type)
    expect(types).toEqual(expect.arrayContaining(['step-start', 'reasoning', 'text']))
    expect(chat.getState().messages[1]?.parts).toContainEqual({ type: 'reasoning', id: 'r', text: 'hm', state: 'done' })
  })

  it('reads a tool call', async () => {
    const call: StreamPart = { type: 'tool-call', toolCallId: 'c1', toolName: 'weather', input: '{"city":"Wien"}' }
    const chat = storeWith(httpTransport({ api: await theirRoute([[call, end('tool-calls')]]) }))
    await chat.sendMessage({ text: 'Weather?' })
    const part = chat.getState().messages[1]?.parts.at(-1)
    expect(part).toMatchObject({
      type: 'tool-weather',
      toolCallId: 'c1',
      state: 'input-available',
      input: { city: 'Wien' },
    })
  })

  it('is told of an error in the stream', async () => {
    const parts: StreamPart[] = [...words('One').slice(0, 2), { type: 'error', error: new Error('secret') }]
    const chat = storeWith(httpTransport({ api: await theirRoute([parts]) }))
    await chat.sendMessage({ text: 'Hi' })
    expect(chat.getState()).toMatchObject({ status: 'error', error: { code: 'server', message: 'It failed.' } })
    expect(texts(chat)[1]).toBe('One')
  })

  it('can be stopped', async () => {
    const api = await theirRoute([[...words(...Array.from({ length: 500 }, () => 'word ')), end('stop')]], 5)
    const chat = storeWith(httpTransport({ api }))
    const sending = chat.sendMessage({ text: 'Hi' })
    await until('content', () => chat.getState().status === 'streaming')
    await chat.stop()
    await sending
    expect(chat.getState()).toMatchObject({ status: 'ready', error: undefined })
    expect(texts(chat)[1]).toMatch(/^(word )+$/)
  })
})

describe("our chat store with the AI SDK's DefaultChatTransport", () => {
  async function ourRoute(options: Parameters<typeof simulatedProvider>[0] = {}) {
    const provider = simulatedProvider({ answer: ({ prompt }) => `You said: ${prompt}`, ...options })
    const silent = { warn: () => {}, error: () => {} }
    // What fails is to be seen at once.
    const limit = { gpt: { maxWaitMs: 0 } }
    const handler = createPipeline({ targets: { gpt: simulated(provider) }, retry: false, limit, logger: silent })
    const served = await serve(createChatRoute({ handler, logger: silent }).POST)
    open.push(served)
    // Their message type is wider than ours in fields that no server of ours sends.
    const transport = new DefaultChatTransport({ api: `${served.url}/api/chat` })
    return { provider, chat: storeWith(transport) }
  }

  it('sends, regenerates and carries the conversation', async () => {
    const { chat, provider } = await ourRoute()
    await chat.sendMessage({ text: 'Hi' })
    await chat.regenerate()
    await chat.sendMessage({ text: 'Again' })
    expect(texts(chat)).toEqual(['Hi', 'You said: Hi', 'Again', 'You said: Again'])
    expect(provider.calls[2]?.request.messages.map(({ role }) => role)).toEqual(['user', 'assistant', 'user'])
  })

  it('stops', async () => {
    const { chat, provider } = await ourRoute({ faults: { type: 'stall', after: 3 } })
    const sending = chat.sendMessage({ text: 'Hi' })
    await until('content', () => chat.getState().status === 'streaming')
    await chat.stop()
    await sending
    expect(chat.getState().status).toBe('ready')
    await until('the end of the call', () => provider.calls[0]?.ending === 'cancelled')
  })

  it.each<[string, Parameters<typeof simulatedProvider>[0]]>([
    ['before the stream', { faults: { type: 'status', status: 429 } }],
    ['after content', { faults: { type: 'cut', after: 3 } }],
  ])('ends in an error of ours for a failure %s', async (_, options) => {
    const { chat } = await ourRoute(options)
    await chat.sendMessage({ text: 'Hi' })
    expect(chat.getState()).toMatchObject({ status: 'error', error: { name: 'ChatError' } })
  })
})
