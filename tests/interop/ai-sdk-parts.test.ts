import { Chat } from '@ai-sdk/react'
import { type ChatStore, createChatStore, httpTransport } from '@sluice/react'
import {
  convertToModelMessages,
  createUIMessageStream,
  createUIMessageStreamResponse,
  DefaultChatTransport,
  dynamicTool,
  isStepCount,
  lastAssistantMessageIsCompleteWithApprovalResponses,
  simulateReadableStream,
  streamText,
  tool,
} from 'ai'
import { MockLanguageModelV4 } from 'ai/test'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'

/* What a server made with Vercel's AI SDK sends, to our client and to theirs: both have to show the same. */

type StreamPart =
  Awaited<ReturnType<MockLanguageModelV4['doStream']>>['stream'] extends ReadableStream<infer Each> ? Each : never
type Answer = (request: Request) => Promise<Response>

const usage = {
  inputTokens: { total: 3, noCache: 3, cacheRead: undefined, cacheWrite: undefined },
  outputTokens: { total: 2, text: 2, reasoning: undefined },
}
const end = (unified: 'stop' | 'tool-calls' = 'stop'): StreamPart => ({
  type: 'finish',
  finishReason: { unified, raw: unified },
  usage,
})
const words = (text: string, id = '1'): StreamPart[] => [
  { type: 'text-start', id },
  ...Array.from(text, (delta) => ({ type: 'text-delta' as const, id, delta })),
  { type: 'text-end', id },
]
/** A call whose input comes letter by letter. */
const call = (toolName: string, input: unknown, toolCallId = 'c1'): StreamPart[] => [
  { type: 'tool-input-start', id: toolCallId, toolName },
  ...Array.from(JSON.stringify(input), (delta) => ({ type: 'tool-input-delta' as const, id: toolCallId, delta })),
  { type: 'tool-input-end', id: toolCallId },
  { type: 'tool-call', toolCallId, toolName, input: JSON.stringify(input) },
]

type Tools = NonNullable<Parameters<typeof streamText>[0]['tools']>
interface Server {
  tools?: Tools
  /** Tools that a user has to allow. */
  asks?: string[]
}

/** A server whose model gives these replies. New for every client. */
function server(replies: StreamPart[][], { tools = {}, asks = [] }: Server = {}): () => Answer {
  return () => {
    const left = [...replies]
    const doStream = async () => ({
      stream: simulateReadableStream({ chunks: left.shift() ?? [end()], chunkDelayInMs: null }),
    })
    const model = new MockLanguageModelV4({ doStream })
    return async (request) => {
      const { messages } = (await request.json()) as { messages: Parameters<typeof convertToModelMessages>[0] }
      const result = streamText({
        model,
        tools,
        toolApproval: Object.fromEntries(
          asks.map((name) => [name, { type: 'user-approval' as const, reason: 'Costs.' }]),
        ),
        stopWhen: isStepCount(3),
        messages: await convertToModelMessages(messages, { tools }),
        onError: () => {},
      })
      return result.toUIMessageStreamResponse({ sendSources: true, onError: () => 'It failed.' })
    }
  }
}

const fetching = (answer: Answer) =>
  ((url: string, init?: RequestInit) => answer(new Request(new URL(url, 'http://app.test'), init))) as typeof fetch

interface Client {
  sendMessage(message: { text: string }): Promise<void>
  addToolApprovalResponse(answer: { id: string; approved: boolean; reason?: string }): unknown
  /** What it shows, without what is made by chance. */
  shown(): unknown
  status(): string
  approvalId(): string
}
const sendAutomaticallyWhen = lastAssistantMessageIsCompleteWithApprovalResponses

function ours(answer: Answer): Client {
  const store = createChatStore({ id: 'chat' })
  store.configure({
    transport: httpTransport({ fetch: fetching(answer) }),
    sendAutomaticallyWhen: sendAutomaticallyWhen as never,
  })
  const messages = () => store.getState().messages
  return clientOf(store, messages, () => store.getState().status)
}
function theirs(answer: Answer): Client {
  const transport = new DefaultChatTransport({ fetch: fetching(answer) })
  const chat = new Chat({ id: 'chat', transport, sendAutomaticallyWhen })
  return clientOf(
    chat as never,
    () => chat.messages,
    () => chat.status,
  )
}
function clientOf(client: ChatStore, messages: () => readonly object[], status: () => string): Client {
  const approvalIds = () => JSON.stringify(messages()).match(/(?<="approval":\{"id":")[^"]*/g) ?? []
  return {
    sendMessage: (message) => client.sendMessage(message),
    addToolApprovalResponse: (answer) => client.addToolApprovalResponse(answer),
    shown() {
      const text = approvalIds().reduce((text, id) => text.replaceAll(id, 'approval'), JSON.stringify(messages()))
      return (JSON.parse(text) as object[]).map((message) => ({ ...message, id: '' }))
    },
    status,
    approvalId: () => approvalIds()[0] ?? '',
  }
}

/** The answer as both show it. */
async function shownOf(create: () => Answer, go = (client: Client) => client.sendMessage({ text: 'Hi' })) {
  const clients = [ours(create()), theirs(create())]
  for (const client of clients) await go(client)
  const [our, their] = clients.map((client) => client.shown()) as [{ parts: { type: string }[] }[], unknown]
  expect(our).toEqual(their)
  return our[1]?.parts
}

const weather = tool({
  inputSchema: z.object({ city: z.string() }),
  execute: async ({ city }) => ({ city, celsius: 21 }),
})

async function failing(): Promise<string> {
  throw new Error('Secret.')
}

describe('streamText().toUIMessageStreamResponse()', () => {
  it('with inputs of tools that stream, and several steps', async () => {
    const replies = [
      [...words('Let me see.'), ...call('weather', { city: '北京' }), end('tool-calls')],
      [...words('21 °C.'), end()],
    ]
    expect(await shownOf(server(replies, { tools: { weather } }))).toMatchObject([
      { type: 'step-start' },
      { type: 'text', text: 'Let me see.' },
      { type: 'tool-weather', state: 'output-available', input: { city: '北京' }, output: { celsius: 21 } },
      { type: 'step-start' },
      { type: 'text', text: '21 °C.', state: 'done' },
    ])
  })

  it('with tools that are known by name only', async () => {
    const tools = {
      anything: dynamicTool({ inputSchema: z.object({}), execute: async () => 'done', title: 'Anything' }),
    }
    const replies = [[...call('anything', { a: [1] }), end('tool-calls')]]
    expect(await shownOf(server(replies, { tools }))).toContainEqual(
      expect.objectContaining({ type: 'dynamic-tool', toolName: 'anything', output: 'done' }),
    )
  })

  it('with outputs that are not the last word', async () => {
    const slow = tool({
      inputSchema: z.object({}),
      async *execute() {
        yield { percent: 50 }
        yield { percent: 100 }
      },
    })
    expect(await shownOf(server([[...call('slow', {}), end('tool-calls')]], { tools: { slow } }))).toContainEqual(
      expect.objectContaining({ type: 'tool-slow', output: { percent: 100 } }),
    )
  })

  it('with tools that fail, inputs that do not fit and tools that there are not', async () => {
    const broken = tool({ inputSchema: z.object({}), execute: failing })
    const replies = [
      [...call('broken', {}), ...call('weather', { town: 1 }, 'c2'), ...call('nothing', {}, 'c3'), end('tool-calls')],
    ]
    const parts = await shownOf(server(replies, { tools: { weather, broken } }))
    expect(parts?.filter((part) => 'state' in part && part.state === 'output-error')).toHaveLength(3)
  })

  it('with thoughts, files, sources, citations and what providers say of them', async () => {
    const providerMetadata = { openai: { itemId: 'i1' } }
    const source = { type: 'source', sourceType: 'url', id: 's1', url: 'https://x.io', title: 'X' } as const
    const file = { mediaType: 'image/png', data: { type: 'data', data: 'AA==' } } as const
    const reply: StreamPart[] = [
      { type: 'reasoning-start', id: 'r', providerMetadata },
      { type: 'reasoning-delta', id: 'r', delta: 'hm' },
      { type: 'reasoning-end', id: 'r', providerMetadata: { openai: { signature: 's' } } },
      { type: 'reasoning-file', ...file },
      { type: 'file', ...file, providerMetadata },
      source,
      { type: 'source', sourceType: 'document', id: 's2', mediaType: 'text/plain', title: 'Notes', filename: 'n.txt' },
      { type: 'custom', kind: 'openai.compaction', providerMetadata },
      { type: 'text-start', id: '1', providerMetadata },
      { type: 'text-delta', id: '1', delta: 'Yes.' },
      { type: 'text-end', id: '1', citations: [{ source, startIndex: 0, endIndex: 4 }] },
      end(),
    ]
    const parts = await shownOf(server([reply]))
    expect(parts?.map(({ type }) => type)).toEqual(
      expect.arrayContaining([
        'reasoning',
        'reasoning-file',
        'file',
        'source-url',
        'source-document',
        'custom',
        'text',
      ]),
    )
  })

  it.each([true, false])('with a call that the user allows: %s', async (approved) => {
    const tools = { weather }
    const replies = [
      [...call('weather', { city: 'Wien' }), end('tool-calls')],
      [...words('Well.'), end()],
    ]
    const parts = await shownOf(server(replies, { tools, asks: ['weather'] }), async (client) => {
      await client.sendMessage({ text: 'Weather?' })
      expect(client.shown()).toMatchObject([{}, { parts: [{}, { state: 'approval-requested' }] }])
      await client.addToolApprovalResponse({ id: client.approvalId(), approved, reason: 'So I say.' })
      await expect.poll(() => JSON.stringify(client.shown()).includes('Well.') && client.status()).toBe('ready')
    })
    expect(parts?.[1]).toMatchObject(
      approved ? { state: 'output-available', output: { celsius: 21 } } : { state: 'output-denied' },
    )
  })
})

describe('createUIMessageStream()', () => {
  it('with data parts, transient ones, metadata and streams that are merged', async () => {
    const model = (text: string) =>
      new MockLanguageModelV4({
        doStream: async () => ({
          stream: simulateReadableStream({ chunks: [...words(text), end()], chunkDelayInMs: null }),
        }),
      })
    const create = () => async () => {
      const stream = createUIMessageStream({
        execute({ writer }) {
          writer.write({ type: 'start', messageId: 'm1', messageMetadata: { a: { b: 1 } } })
          writer.write({ type: 'data-progress', id: 'p', data: 1 })
          writer.write({ type: 'data-progress', id: 'p', data: 2 })
          writer.write({ type: 'data-note', data: 'kept' })
          writer.write({ type: 'data-note', data: 'gone', transient: true })
          writer.write({ type: 'message-metadata', messageMetadata: { a: { c: 2 } } })
          for (const text of ['one', 'two']) {
            writer.merge(streamText({ model: model(text), prompt: 'Hi' }).toUIMessageStream({ sendStart: false }))
          }
        },
      })
      return createUIMessageStreamResponse({ stream })
    }
    const parts = await shownOf(create)
    expect(parts).toEqual(
      expect.arrayContaining([
        { type: 'data-progress', id: 'p', data: 2 },
        { type: 'data-note', data: 'kept' },
      ]),
    )
    expect(JSON.stringify(parts)).not.toContain('gone')
  })
})
