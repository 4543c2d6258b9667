import { type CallContext, ChatError, type ChatEvent, type Handler } from '@sluice/core'
import { scripted } from '@sluice/core/testing'
import type { UIMessage } from '@sluice/core/ui'
import { describe, expect, it, vi } from 'vitest'
import { createChatStore } from '../store/chat-store.ts'
import { settled } from '../test-support/settled.ts'
import { textMessage, transcript } from '../test-support/transcript.ts'
import type { SendMessagesOptions } from './chat-transport.ts'
import { DirectChatTransport, type DirectChatTransportOptions } from './direct-chat-transport.ts'

const start: ChatEvent = { type: 'start', provider: 'ollama', model: 'llama', target: 'local' }
const text = (delta: string): ChatEvent => ({ type: 'text-delta', text: delta })
const usage: ChatEvent = { type: 'usage', usage: { inputTokens: 1, outputTokens: 2 } }
const finish: ChatEvent = { type: 'finish', reason: 'stop', usage: { inputTokens: 1, outputTokens: 2 } }
const send: SendMessagesOptions = {
  trigger: 'submit-message',
  chatId: 'thread',
  messageId: undefined,
  messages: [textMessage('user', 'hi')],
  abortSignal: undefined,
}

function chatWith(options: DirectChatTransportOptions) {
  const chat = createChatStore({ id: 'thread' })
  chat.configure({ transport: new DirectChatTransport(options), throttle: 0 })
  return chat
}
async function readAll<Item>(stream: ReadableStream<Item>): Promise<Item[]> {
  const items: Item[] = []
  const reader = stream.getReader()
  for (let read = await reader.read(); !read.done; read = await reader.read()) items.push(read.value)
  return items
}
/** A handler that says `Hel` and then nothing, and what it was told. */
function stalling() {
  const told: { context?: CallContext; isReleased?: boolean } = {}
  const handler: Handler = async function* (_, context) {
    told.context = context
    try {
      yield text('Hel')
      await new Promise((_, reject) => context.signal.addEventListener('abort', () => reject(context.signal.reason)))
    } finally {
      told.isReleased = true
    }
  }
  return { handler, told }
}

describe('DirectChatTransport', () => {
  it('answers with what the handler says, in the page', async () => {
    const chat = chatWith({ handler: scripted(start, text('Hel'), usage, text('lo'), finish) })
    await chat.sendMessage({ text: 'hi' })
    const { status, messages } = chat.getState()
    expect(status).toBe('ready')
    expect(transcript(messages)).toEqual(['user: hi', 'assistant: Hello'])
    expect(messages[1]?.metadata?.sluice).toMatchObject({
      provider: 'ollama',
      model: 'local',
      usage: { inputTokens: 1, outputTokens: 2 },
      requestId: expect.any(String),
    })
  })

  it('asks the handler what the conversation is, as a route does', async () => {
    const handler = scripted(finish)
    await new DirectChatTransport({ handler }).sendMessages(send)
    expect(handler.requests).toEqual([{ messages: [{ role: 'user', content: 'hi' }] }])
  })

  it('lets body.model name the target', async () => {
    const handler = scripted(finish)
    const transport = new DirectChatTransport({ handler })
    await transport.sendMessages({ ...send, body: { model: 'local' } })
    await transport.sendMessages({ ...send, body: { model: 7 } })
    expect(handler.requests.map(({ target }) => target)).toEqual(['local', undefined])
  })

  it('goes on in the same message after a tool’s output', async () => {
    const tool = { type: 'tool-weather', toolCallId: 'c1', state: 'output-available', input: {}, output: 20 } as const
    const answer: UIMessage = { id: 'm1', role: 'assistant', parts: [{ type: 'step-start' }, tool] }
    const handler = scripted(finish)
    const transport = new DirectChatTransport({ handler })
    const [first] = await readAll(await transport.sendMessages({ ...send, messages: [...send.messages, answer] }))
    expect(first).toMatchObject({ type: 'start', messageId: 'm1' })
    expect(handler.requests[0]?.messages.map(({ role }) => role)).toEqual(['user', 'assistant', 'tool'])
  })

  it('has nothing to rejoin', async () => {
    expect(await new DirectChatTransport({ handler: scripted(finish) }).reconnectToStream()).toBe(null)
  })

  it('fails as the handler fails, before content and after it', async () => {
    const busy = new ChatError('overloaded', 'Busy.', { retryAfterMs: 500 })
    const early = new DirectChatTransport({ handler: scripted(busy) })
    await expect(early.sendMessages(send)).rejects.toBe(busy)
    const chat = chatWith({ handler: scripted(start, text('Hel'), busy) })
    await chat.sendMessage({ text: 'hi' })
    expect(chat.getState()).toMatchObject({ status: 'error', error: { code: 'overloaded', retryAfterMs: 500 } })
    expect(transcript(chat.getState().messages)[1]).toBe('assistant: Hel (interrupted)')
  })

  it('makes a ChatError of anything else that a handler throws, at once or later', async () => {
    const cause = new Error('boom')
    const handler = () => {
      throw cause
    }
    await expect(new DirectChatTransport({ handler }).sendMessages(send)).rejects.toMatchObject({
      code: 'internal',
      cause,
    })
    const later = new DirectChatTransport({ handler: scripted(text('Hel'), cause) })
    await expect(readAll(await later.sendMessages(send))).rejects.toMatchObject({ code: 'internal', cause })
  })

  it('refuses instructions among the messages', async () => {
    const transport = new DirectChatTransport({ handler: scripted(finish) })
    const messages = [textMessage('system', 'Be rude.'), ...send.messages]
    await expect(transport.sendMessages({ ...send, messages })).rejects.toMatchObject({ code: 'bad-request' })
  })

  it('ends the handler when the chat is stopped', async () => {
    const { handler, told } = stalling()
    const chat = chatWith({ handler })
    const sent = chat.sendMessage({ text: 'hi' })
    await settled()
    expect(chat.getState().status).toBe('streaming')
    await chat.stop()
    await sent
    await settled()
    expect(told.isReleased).toBe(true)
    expect(transcript(chat.getState().messages)[1]).toBe('assistant: Hel (stopped)')
  })

  it('throws the reason of an abort, before and during the answer, also past a handler that does not heed it', async () => {
    const controller = new AbortController()
    const deaf: Handler = async function* () {
      yield text('Hel')
      await new Promise(() => {})
    }
    const removed = vi.spyOn(controller.signal, 'removeEventListener')
    const transport = new DirectChatTransport({ handler: deaf })
    const reading = readAll(await transport.sendMessages({ ...send, abortSignal: controller.signal }))
    await settled()
    controller.abort('stop')
    await expect(reading).rejects.toBe('stop')
    expect(removed).toHaveBeenCalledTimes(1)
    const handler = vi.fn(deaf)
    const late = new DirectChatTransport({ handler }).sendMessages({ ...send, abortSignal: controller.signal })
    await expect(late).rejects.toBe('stop')
    expect(handler).not.toHaveBeenCalled()
  })

  it('ends the handler when nobody reads on', async () => {
    const { handler, told } = stalling()
    const stream = await new DirectChatTransport({ handler }).sendMessages(send)
    const reader = stream.getReader()
    await reader.read()
    await reader.cancel('enough')
    await settled()
    expect(told.context?.signal.reason).toBe('enough')
    expect(told.isReleased).toBe(true)
  })

  it('asks for no more than is read', async () => {
    let said = 0
    const handler: Handler = async function* () {
      for (;;) {
        said++
        yield text('a')
      }
    }
    const stream = await new DirectChatTransport({ handler }).sendMessages(send)
    const reader = stream.getReader()
    for (const type of ['start', 'start-step', 'text-start', 'text-delta']) {
      expect((await reader.read()).value).toMatchObject({ type })
    }
    await settled()
    expect(said).toBe(1)
    await reader.cancel()
  })
})

describe('the options of DirectChatTransport', () => {
  it('request completes what the model is asked', async () => {
    const handler = scripted(finish, finish)
    const request = { system: 'Be brief.', maxOutputTokens: 100, target: 'local' }
    await new DirectChatTransport({ handler, request }).sendMessages({ ...send, body: { model: 'other' } })
    expect(handler.requests[0]).toEqual({ ...request, messages: [{ role: 'user', content: 'hi' }] })
  })

  it('request may be a function of what is sent, asked at every send', async () => {
    const handler = scripted(finish)
    const request = vi.fn(async ({ chatId }: { chatId: string }) => ({ system: chatId, messages: [] }))
    const transport = new DirectChatTransport({ handler, request })
    await transport.sendMessages(send)
    await transport.sendMessages({ ...send, chatId: 'other' })
    expect(handler.requests).toEqual([
      { system: 'thread', messages: [] },
      { system: 'other', messages: [] },
    ])
  })

  it('caller says on whose behalf; it may be a function', async () => {
    const callers: unknown[] = []
    const handler: Handler = async function* (_, { caller }) {
      callers.push(caller)
      yield finish
    }
    await new DirectChatTransport({ handler }).sendMessages(send)
    await new DirectChatTransport({ handler, caller: { id: 'ada' } }).sendMessages(send)
    await new DirectChatTransport({ handler, caller: async () => ({ id: 'bob' }) }).sendMessages(send)
    expect(callers).toEqual([{ id: 'anonymous' }, { id: 'ada' }, { id: 'bob' }])
  })

  it('context says what else the handler is told', async () => {
    const observe = vi.fn()
    const handler: Handler = async function* (_, context) {
      context.observe({ type: 'call-started', requestId: context.requestId, caller: context.caller })
      yield finish
    }
    const transport = new DirectChatTransport({ handler, context: () => ({ observe, requestId: 'r1' }) })
    const chunks = await readAll(await transport.sendMessages(send))
    expect(observe).toHaveBeenCalledWith({ type: 'call-started', requestId: 'r1', caller: { id: 'anonymous' } })
    expect(chunks[0]).toMatchObject({ messageMetadata: { sluice: { requestId: 'r1' } } })
  })
})
