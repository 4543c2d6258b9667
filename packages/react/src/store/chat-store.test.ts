import type { UIMessage } from '@sluice/core/ui'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { settled } from '../test-support/settled.ts'
import { startChat } from '../test-support/start-chat.ts'
import { textMessage } from '../test-support/transcript.ts'
import { testTransport } from '../testing/index.ts'
import type { AnswerEnding } from './chat-options.ts'

afterEach(() => {
  vi.useRealTimers()
})

describe('an answer', () => {
  it('is shown as it grows, below the question that is shown at once', async () => {
    const { store, transport, shown } = startChat()
    const sent = store.sendMessage({ text: '你好' })
    expect(shown()).toEqual(['user: 你好'])
    transport.sends[0]!.text('Hel')
    await settled()
    expect(shown()).toEqual(['user: 你好', 'assistant: Hel'])
    transport.sends[0]!.text('lo')
    transport.sends[0]!.finish()
    await sent
    expect(shown()).toEqual(['user: 你好', 'assistant: Hello'])
  })

  it('takes the chat from ready over submitted and streaming back to ready', async () => {
    const { store, transport, statuses } = startChat()
    const sent = store.sendMessage({ text: 'hi' })
    transport.sends[0]!.chunks({ type: 'message-metadata', messageMetadata: { sluice: { model: 'm' } } })
    await settled()
    expect(statuses).toEqual(['ready', 'submitted'])
    transport.sends[0]!.text('Hello')
    await settled()
    expect(statuses).toEqual(['ready', 'submitted', 'streaming'])
    transport.sends[0]!.finish()
    await sent
    expect(statuses).toEqual(['ready', 'submitted', 'streaming', 'ready'])
  })

  it('is complete the moment the status says so, however little the throttle has let through', async () => {
    const { store, transport, shown } = startChat({}, { throttle: 10_000 })
    const atReady: string[][] = []
    store.subscribe(() => store.getState().status === 'ready' && atReady.push(shown()))
    const sent = store.sendMessage({ text: 'hi' })
    for (const letter of 'Hello') {
      transport.sends[0]!.text(letter)
      await settled()
    }
    expect(shown()).toEqual(['user: hi', 'assistant: H'])
    transport.sends[0]!.finish()
    await sent
    expect(atReady).toEqual([['user: hi', 'assistant: Hello']])
  })

  it('without a word is an answer all the same', async () => {
    const { store, transport, shown, statuses } = startChat()
    const sent = store.sendMessage({ text: 'hi' })
    transport.sends[0]!.finish()
    await sent
    expect(shown()).toEqual(['user: hi', 'assistant: '])
    expect(statuses).toEqual(['ready', 'submitted', 'ready'])
  })

  it('leaves the messages before it the same objects', async () => {
    const { store, transport } = startChat({ messages: [textMessage('user', 'a'), textMessage('assistant', 'b')] })
    const before = store.getState().messages
    const sent = store.sendMessage({ text: 'c' })
    const question = store.getState().messages[2]
    const growing: (UIMessage | undefined)[] = []
    for (const letter of 'xyz') {
      transport.sends[0]!.text(letter)
      await settled()
      const { messages } = store.getState()
      expect([messages[0], messages[1], messages[2]]).toEqual([before[0], before[1], question])
      expect(messages[0]).toBe(before[0])
      expect(messages[2]).toBe(question)
      growing.push(messages[3])
    }
    expect(new Set(growing).size).toBe(3)
    transport.sends[0]!.finish()
    await sent
    expect(store.getState().messages[1]).toBe(before[1])
  })

  it('takes the id and the metadata that the server gives it', async () => {
    const { store, transport } = startChat()
    const sent = store.sendMessage({ text: 'hi' })
    transport.sends[0]!.text('Hello')
    transport.sends[0]!.chunks({ type: 'message-metadata', messageMetadata: { sluice: { model: 'm', attempts: 2 } } })
    transport.sends[0]!.finish()
    await sent
    const { messages } = store.getState()
    expect(messages.map(({ id }) => id)).toEqual(['own-1', 'answer-1'])
    expect(messages[1]?.metadata).toEqual({ sluice: { model: 'm', attempts: 2 } })
  })
})

describe('answers to which a server gives the same id', () => {
  it('do not overwrite each other', async () => {
    const { store, shown } = startChat({}, { transport: testTransport(() => 'b') })
    await store.sendMessage({ text: 'a' })
    store.configure({ transport: testTransport(() => 'd') })
    await store.sendMessage({ text: 'c' })
    expect(shown()).toEqual(['user: a', 'assistant: b', 'user: c', 'assistant: d'])
  })
})

describe('the state of a chat', () => {
  it('is the same object until something changes', async () => {
    const { store } = startChat()
    const before = store.getState()
    store.clearError()
    await store.stop()
    expect(store.getState()).toBe(before)
  })

  it('at the beginning stays at hand, for a page that comes from a server', () => {
    const { store } = startChat({ messages: [textMessage('user', 'a')] })
    const initial = store.getInitialState()
    store.setMessages([])
    expect(store.getInitialState()).toBe(initial)
    expect(initial).toMatchObject({ messages: [{ id: 'a' }], status: 'ready', error: undefined })
  })

  it('is not told to those who have left', () => {
    const { store } = startChat()
    const listener = vi.fn()
    const leave = store.subscribe(listener)
    store.setMessages([textMessage('user', 'a')])
    leave()
    store.setMessages([])
    expect(listener).toHaveBeenCalledTimes(1)
  })
})

describe('what is sent', () => {
  it('is the conversation up to the question and what the caller adds', async () => {
    const { store, transport } = startChat({ messages: [textMessage('user', 'a'), textMessage('assistant', 'b')] })
    const request = { headers: { 'x-plan': 'free' }, body: { model: 'gpt' }, metadata: 7 }
    const sent = store.sendMessage({ text: 'c' }, request)
    const { options } = transport.sends[0]!
    expect(options).toMatchObject({ ...request, trigger: 'submit-message', chatId: 'thread', messageId: undefined })
    expect(options.messages).toEqual(store.getState().messages)
    transport.sends[0]!.finish()
    await sent
  })

  it('goes through the transport that is set at that time', async () => {
    const { store, transport } = startChat()
    const next = testTransport(() => 'from the new one')
    store.configure({ transport: next })
    await store.sendMessage({ text: 'hi' })
    expect([transport.sends.length, next.sends.length]).toEqual([0, 1])
  })
})

describe('callbacks', () => {
  it('are those of the last render, not those of the send', async () => {
    const first = vi.fn()
    const second = vi.fn()
    const { store, transport } = startChat({}, { onFinish: first })
    const sent = store.sendMessage({ text: 'hi' })
    store.configure({ transport, onFinish: second })
    transport.sends[0]!.finish()
    await sent
    expect([first.mock.calls.length, second.mock.calls.length]).toEqual([0, 1])
  })

  it('may look at the chat and find it settled', async () => {
    const found: unknown[] = []
    const { store, transport } = startChat({}, { onFinish: look })
    function look({ message, messages }: AnswerEnding) {
      const state = store.getState()
      found.push(state.status, state.messages.at(-1) === message, state.messages === messages)
    }
    const sent = store.sendMessage({ text: 'hi' })
    transport.sends[0]!.finish()
    await sent
    expect(found).toEqual(['ready', true, true])
  })

  it('may send again at once', async () => {
    let asked = 0
    const transport = testTransport(() => `answer ${asked}`)
    const { store, shown } = startChat({}, { transport, onFinish: goOn })
    function goOn() {
      if (++asked === 1) void store.sendMessage({ text: 'go on' })
    }
    await store.sendMessage({ text: 'hi' })
    await settled()
    expect(shown()).toEqual(['user: hi', 'assistant: answer 0', 'user: go on', 'assistant: answer 1'])
  })

  it('are told of data, also of transient data, which is in no message', async () => {
    const onData = vi.fn()
    const { store, transport } = startChat({}, { onData })
    const sent = store.sendMessage({ text: 'hi' })
    transport.sends[0]!.chunks(
      { type: 'data-notice', data: 'busy', transient: true },
      { type: 'data-weather', id: 'w', data: { c: 20 } },
    )
    transport.sends[0]!.finish()
    await sent
    expect(onData.mock.calls.map(([part]) => part.data)).toEqual(['busy', { c: 20 }])
    const { parts } = store.getState().messages[1]!
    expect(parts.filter(({ type }) => type.startsWith('data-'))).toEqual([
      { type: 'data-weather', id: 'w', data: { c: 20 } },
    ])
  })

  it('that are given transient data only leave the chat as submitted as it was', async () => {
    const { store, transport, statuses } = startChat()
    const sent = store.sendMessage({ text: 'hi' })
    transport.sends[0]!.chunks({ type: 'data-notice', data: 'busy', transient: true })
    await settled()
    expect(statuses).toEqual(['ready', 'submitted'])
    transport.sends[0]!.finish()
    await sent
  })

  it('that throw break nothing and reach the error handlers of the page', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const fault = (name: string) => () => {
      throw new Error(name)
    }
    const { store, transport, shown } = startChat({}, { onData: fault('onData'), onFinish: fault('onFinish') })
    const sent = store.sendMessage({ text: 'hi' })
    transport.sends[0]!.chunks({ type: 'data-notice', data: 'busy', transient: true })
    transport.sends[0]!.text('Hello')
    transport.sends[0]!.finish()
    await sent
    expect(shown()).toEqual(['user: hi', 'assistant: Hello'])
    expect(() => vi.advanceTimersToNextTimer()).toThrow('onData')
    expect(() => vi.advanceTimersToNextTimer()).toThrow('onFinish')
    expect(vi.getTimerCount()).toBe(0)
  })
})
