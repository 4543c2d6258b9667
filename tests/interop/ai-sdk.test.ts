import { Chat } from '@ai-sdk/react'
import { ChatError, type ChatEvent, createMemoryRunLog, createPipeline, type Handler } from '@sluice/core'
import { scripted, simulatedProvider } from '@sluice/core/testing'
import { type ChatRoute, createChatRoute } from '@sluice/next-adapter'
import { asSchema, DefaultChatTransport, isToolUIPart, type UIMessage, uiMessageChunkSchema } from 'ai'
import { afterEach, describe, expect, it } from 'vitest'
import { simulated, until } from '../support/chat-http.ts'

/* The client of Vercel's AI SDK against our route, in plain Node. */

const silent = { warn: () => {}, error: () => {} }
const start: ChatEvent = { type: 'start', provider: 'sim', model: 'sim-1' }
const text = (text: string): ChatEvent => ({ type: 'text-delta', text })
const finish: ChatEvent = { type: 'finish', reason: 'stop', usage: { inputTokens: 1, outputTokens: 2 } }

/** Everything that was sent in a test, to be held against the SDK's own schema. */
let sent = ''
afterEach(async () => {
  const data = [...sent.matchAll(/^data: (.*)$/gm)].flatMap(([, text = '']) => (text === '[DONE]' ? [] : [text]))
  sent = ''
  for (const text of data) await expectValid(JSON.parse(text))
})

async function expectValid(part: unknown): Promise<void> {
  const result = await asSchema(uiMessageChunkSchema).validate!(part)
  expect({ part, problem: result.success ? undefined : result.error.message }).toEqual({ part, problem: undefined })
}

/** Keeps what passes. Cancelling still reaches its source, which `clone()` would not let it. */
function recorded(response: Response): Response {
  if (response.body === null) return response
  const decoder = new TextDecoder()
  const tap = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      sent += decoder.decode(chunk, { stream: true })
      controller.enqueue(chunk)
    },
  })
  return new Response(response.body.pipeThrough(tap), response)
}

type OnTool = (chat: Chat<UIMessage>, toolCallId: string) => void

function chatWith(handler: Handler, onTool?: OnTool) {
  return chatAt(createChatRoute({ handler, logger: silent }), { onTool })
}
function chatAt(
  route: ChatRoute,
  { onTool, messages }: { onTool?: OnTool | undefined; messages?: UIMessage[] | undefined } = {},
) {
  const requests: Request[] = []
  const page = new AbortController()
  const fetch = async (url: RequestInfo | URL, init?: RequestInit) => {
    const signal = init?.signal ? AbortSignal.any([init.signal, page.signal]) : page.signal
    const request = new Request(new URL(String(url), 'http://app.test'), { ...init, signal })
    requests.push(request.clone())
    return recorded(await (request.method === 'GET' ? route.GET(request) : route.POST(request)))
  }
  const ends: { isAbort: boolean; isError: boolean; isDisconnect: boolean; finishReason: unknown }[] = []
  const chat: Chat<UIMessage> = new Chat({
    id: 'chat-1',
    ...(messages && { messages }),
    transport: new DefaultChatTransport({ api: '/api/chat', fetch }),
    onFinish: ({ isAbort, isError, isDisconnect, finishReason }) =>
      ends.push({ isAbort, isError, isDisconnect, finishReason }),
    onToolCall: ({ toolCall }) => onTool?.(chat, toolCall.toolCallId),
  })
  const statuses: string[] = []
  chat['~registerStatusCallback'](() => statuses.push(chat.status))
  return { chat, requests, ends, statuses, leave: () => page.abort() }
}
function simulatedChat(options: Parameters<typeof simulatedProvider>[0] = {}) {
  const provider = simulatedProvider({ answer: ({ prompt }) => `You said: ${prompt}`, ...options })
  return {
    ...chatWith(
      createPipeline({
        targets: { gpt: simulated(provider) },
        // What fails is to be seen at once.
        retry: false,
        limit: { gpt: { maxWaitMs: 0 } },
        logger: silent,
      }),
    ),
    provider,
  }
}
/** A chat whose page can go away and come back: its route logs runs. */
function loggedChat(options: Parameters<typeof simulatedProvider>[0]) {
  const provider = simulatedProvider(options)
  const handler = createPipeline({ targets: { gpt: simulated(provider) } })
  const route = createChatRoute({
    handler,
    logger: silent,
    runLog: createMemoryRunLog(),
    identify: () => ({ id: 'ada' }),
  })
  const ask = (messages?: UIMessage[]) => chatAt(route, { messages })
  const url = 'http://app.test/api/chat/chat-1/stream'
  return { route, provider, ask, stop: () => route.DELETE(new Request(url, { method: 'DELETE' })) }
}
const words = (chat: Chat<UIMessage>) => texts(chat)[1]?.trim().split(/\s+/).filter(Boolean).length ?? 0
const texts = ({ messages }: Chat<UIMessage>) =>
  messages.map(({ parts }) => parts.map((part) => (part.type === 'text' ? part.text : '')).join(''))

describe("the AI SDK's client against createChatRoute", () => {
  it('sends, streams and finishes', async () => {
    const { chat, ends, statuses, provider } = simulatedChat()
    await chat.sendMessage({ text: '你好' })
    expect(statuses).toEqual(['submitted', 'streaming', 'ready'])
    expect(texts(chat)).toEqual(['你好', 'You said: 你好'])
    expect(ends).toEqual([{ isAbort: false, isError: false, isDisconnect: false, finishReason: 'stop' }])
    expect(chat.messages[1]?.parts.at(-1)).toMatchObject({ type: 'text', state: 'done' })
    expect(chat.messages[1]?.metadata).toMatchObject({
      sluice: { model: 'gpt', usage: { inputTokens: expect.any(Number) } },
    })
    expect(provider.calls[0]?.request.prompt).toBe('你好')
  })

  it('stops, which ends the call of the provider', async () => {
    const { chat, ends, provider } = simulatedChat({ faults: { type: 'stall', after: 3 } })
    const sending = chat.sendMessage({ text: 'Hi' })
    await until('content', () => chat.status === 'streaming')
    await chat.stop()
    await sending
    expect(chat.status).toBe('ready')
    expect(ends).toMatchObject([{ isAbort: true, isError: false }])
    expect(texts(chat)[1]).toMatch(/^You/)
    await until('the end of the call', () => provider.calls[0]?.ending === 'cancelled')
  })

  it('regenerates and edits', async () => {
    const { chat, provider, requests } = simulatedChat()
    await chat.sendMessage({ text: 'One' })
    const [question, answer] = chat.messages
    await chat.regenerate()
    expect(chat.messages).toHaveLength(2)
    expect(chat.messages[1]?.id).not.toBe(answer?.id)
    expect(await requests[1]?.json()).toMatchObject({ trigger: 'regenerate-message' })
    await chat.sendMessage({ text: 'Two', messageId: question!.id })
    expect(texts(chat)).toEqual(['Two', 'You said: Two'])
    expect(provider.calls.map(({ request }) => request.prompt)).toEqual(['One', 'One', 'Two'])
    expect(chat.status).toBe('ready')
  })

  it('is told of a refusal before the stream', async () => {
    const { chat, statuses, ends } = simulatedChat({ faults: { type: 'status', status: 429, retryAfterMs: 1_000 } })
    await chat.sendMessage({ text: 'Hi' })
    expect(statuses).toEqual(['submitted', 'error'])
    expect(ends).toMatchObject([{ isError: true }])
    expect(chat.error).toMatchObject({ statusCode: 429 })
    expect(chat.messages).toHaveLength(1)
  })

  it.each(['cut', 'error-event'] as const)(
    'is told of a failure after content, and keeps what came: %s',
    async (type) => {
      const { chat, statuses, ends } = simulatedChat({ faults: { type, after: 3 } })
      await chat.sendMessage({ text: 'Hi' })
      expect(statuses).toEqual(['submitted', 'streaming', 'error'])
      expect(ends).toMatchObject([{ isError: true }])
      expect(chat.error?.message).toMatch(/^The (answer broke off before its end|provider failed)\.$/)
      expect(texts(chat)[1]).toBe('You said:')
      expect(chat.messages[1]?.metadata).toMatchObject({ sluice: { usage: { estimated: true } } })
    },
  )

  it('calls a tool, adds its output and goes on in the same message', async () => {
    const answers = [{ toolCalls: [{ name: 'weather', arguments: { city: 'Wien' } }] }, { text: 'It is warm.' }]
    const provider = simulatedProvider({ answer: () => answers.shift()! })
    const handler = createPipeline({ targets: { gpt: simulated(provider) } })
    const { chat } = chatWith(handler, (chat, toolCallId) => {
      void chat.addToolOutput({ tool: 'weather' as never, toolCallId, output: { degrees: 20 } as never })
    })
    await chat.sendMessage({ text: 'Weather?' })
    await until(
      'the output',
      () => chat.messages[1]?.parts.some((part) => isToolUIPart(part) && part.state === 'output-available') ?? false,
    )
    const [, { id }] = chat.messages as [UIMessage, UIMessage]
    await chat.sendMessage()
    expect(chat.messages.map((message) => message.id)).toEqual([chat.messages[0]?.id, id])
    expect(chat.messages[1]?.parts.map(({ type }) => type)).toEqual([
      'step-start',
      'tool-weather',
      'step-start',
      'text',
    ])
    expect(provider.calls[1]?.request.body.messages).toMatchObject([
      { role: 'user' },
      { role: 'assistant', tool_calls: [{ function: { name: 'weather', arguments: '{"city":"Wien"}' } }] },
      { role: 'tool', content: '{"degrees":20}' },
    ])
  })

  it('takes back what a first provider had said when a second takes over', async () => {
    const notice: ChatEvent = { type: 'notice', notice: 'fell-back', details: { to: 'ernie' } }
    const { chat } = chatWith(scripted(start, text('Wrong'), notice, { type: 'reset' }, start, text('Right.'), finish))
    await chat.sendMessage({ text: 'Hi' })
    expect(chat.status).toBe('ready')
    expect(texts(chat)[1]).toBe('Right.')
    expect(chat.messages[1]?.parts.map(({ type }) => type)).toEqual(['step-start', 'text'])
  })

  it('gives back what a provider put with its thoughts', async () => {
    const providerMetadata = { anthropic: { signature: 's1' } }
    const thought: ChatEvent = { type: 'reasoning-delta', text: 'hm', providerMetadata }
    const handler = scripted(start, thought, text('Yes.'), finish)
    const { chat } = chatWith(handler)
    await chat.sendMessage({ text: 'One' })
    await chat.sendMessage({ text: 'Two' })
    expect(handler.requests[1]?.messages[1]).toMatchObject({
      role: 'assistant',
      content: [{ type: 'reasoning', text: 'hm', providerMetadata }, { type: 'text' }],
    })
  })

  it('finds nothing to resume', async () => {
    const { chat, requests, statuses } = simulatedChat()
    await chat.resumeStream()
    expect(requests.map(({ method, url }) => [method, url])).toEqual([
      ['GET', 'http://app.test/api/chat/chat-1/stream'],
    ])
    expect(chat.status).toBe('ready')
    expect(statuses.filter((status) => status === 'error')).toEqual([])
  })

  describe('with a log of runs', () => {
    it.each([0, 1, 6])('resumes an answer from its beginning that was left after %i words', async (after) => {
      const { ask } = loggedChat({ answer: () => 'one two three four five six seven', tokensPerSecond: 100 })
      const first = ask()
      const sending = first.chat.sendMessage({ text: 'Count.' })
      await until('some words', () => first.statuses.includes('streaming') && words(first.chat) >= after)
      // The page is gone: nobody tells the server, and the connection is closed.
      first.leave()
      await sending

      const second = ask(first.chat.messages.slice(0, 1))
      await second.chat.resumeStream()
      expect(second.chat.status).toBe('ready')
      expect(texts(second.chat)).toEqual(['Count.', 'one two three four five six seven'])
      expect(second.statuses).toEqual(['submitted', 'streaming', 'ready'])
      expect(second.requests.map(({ method, url }) => [method, url])).toEqual([
        ['GET', 'http://app.test/api/chat/chat-1/stream'],
      ])
    })

    it('resumes nothing that it has read to its end', async () => {
      const { ask, provider } = loggedChat({ answer: () => 'Yes.' })
      const { chat } = ask()
      await chat.sendMessage({ text: 'One' })
      const again = ask(chat.messages)
      await again.chat.resumeStream()
      expect(texts(again.chat)).toEqual(['One', 'Yes.'])
      expect(again.statuses).not.toContain('streaming')
      expect(provider.calls).toHaveLength(1)
    })

    it('resumes an answer that somebody stops: it is ready, with what had come', async () => {
      const { ask, stop } = loggedChat({ answer: () => 'one two three', faults: { type: 'stall', after: 2 } })
      const first = ask()
      const sending = first.chat.sendMessage({ text: 'Count.' })
      await until('some words', () => words(first.chat) === 2)
      const second = ask(first.chat.messages.slice(0, 1))
      const resuming = second.chat.resumeStream()
      await until('the same words', () => words(second.chat) === 2)
      await stop()
      await Promise.all([sending, resuming])
      for (const { chat } of [first, second]) {
        expect(chat.status).toBe('ready')
        expect(texts(chat)).toEqual(['Count.', 'one two'])
        expect(chat.messages[1]?.metadata).toMatchObject({ sluice: { ending: 'stopped' } })
      }
    })
  })

  it('would not know a part of another kind: the check above is one', async () => {
    await expect(expectValid({ type: 'sluice-notice' })).rejects.toThrow()
    await expect(expectValid({ type: 'text-delta', id: '0' })).rejects.toThrow()
  })

  it('knows every part that any event can become', async () => {
    const everything: Record<ChatEvent['type'], ChatEvent[]> = {
      start: [start, { ...start, target: 'gpt' }],
      'text-delta': [text('a'), text('')],
      'reasoning-delta': [
        { type: 'reasoning-delta', text: 'hm' },
        { type: 'reasoning-delta', text: '', providerMetadata: { anthropic: { signature: 's1' } } },
        { type: 'reasoning-delta', text: '', providerMetadata: { anthropic: { redactedData: 'r1' } } },
      ],
      'tool-call-start': [{ type: 'tool-call-start', id: 'c1', name: 'weather' }],
      'tool-call-delta': [{ type: 'tool-call-delta', id: 'c1', text: '{"a":' }],
      'tool-call': [
        { type: 'tool-call', id: 'c1', name: 'weather', arguments: '{"a":1}' },
        { type: 'tool-call', id: 'c2', name: 'weather', arguments: '{"a":' },
      ],
      source: [
        { type: 'source', id: 's1', url: 'https://x.io', title: 'X' },
        { type: 'source', id: 's2', url: 'https://y.io' },
      ],
      usage: [{ type: 'usage', usage: { inputTokens: 1, outputTokens: 1 } }],
      notice: [
        { type: 'notice', notice: 'queued' },
        { type: 'notice', notice: 'queued', details: { position: 1 } },
        { type: 'notice', notice: 'context-cleared' },
      ],
      reset: [{ type: 'reset' }, start],
      finish: (['stop', 'length', 'content-filter', 'tool-calls', 'other'] as const).map((reason) => ({
        ...finish,
        reason,
      })),
    }
    const { finish: finishes, ...others } = everything
    for (const ending of finishes) {
      const { chat } = chatWith(scripted(...Object.values(others).flat(), ending))
      await chat.sendMessage({ text: 'Hi' })
      expect(chat.error).toBeUndefined()
      expect(chat.status).toBe('ready')
    }
    const { chat } = chatWith(scripted(start, text('a'), new ChatError('overloaded', 'Busy.', { retryAfterMs: 5 })))
    await chat.sendMessage({ text: 'Hi' })
    expect(chat.error?.message).toBe('Busy.')
    for (const type of [
      'start-step',
      'reset-step',
      'message-metadata',
      'data-sluice-notice',
      'error',
      'tool-input-error',
    ]) {
      expect(sent).toContain(`"type":"${type}"`)
    }
  })
})
