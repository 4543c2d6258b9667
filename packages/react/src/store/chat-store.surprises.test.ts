import { ChatError } from '@sluice/core'
import type { StandardSchema, UIMessage, UIMessageChunk } from '@sluice/core/ui'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { settled } from '../test-support/settled.ts'
import { startChat } from '../test-support/start-chat.ts'
import { textMessage, transcript } from '../test-support/transcript.ts'
import { testTransport } from '../testing/index.ts'
import { createChatStore } from './chat-store.ts'

/* What users and applications do in one breath. */

afterEach(() => {
  vi.useRealTimers()
})

const busy = (retryAfterMs?: number) => new ChatError('rate-limited', 'Busy.', { retryAfterMs })

describe('a message that is sent right after a stop', () => {
  it('is sent, and does not wait for another one', async () => {
    const { store, transport, shown } = startChat()
    void store.sendMessage({ text: 'a' })
    transport.sends[0]!.text('A')
    await settled()
    void store.stop()
    void store.sendMessage({ text: 'b' })
    await settled()
    expect(shown()).toEqual(['user: a', 'assistant: A (stopped)', 'user: b'])
    expect(transport.sends).toHaveLength(2)
    expect(store.getState().queue).toEqual([])
  })

  it('is sent also from the callback that tells of the stop, and so is the next one', async () => {
    const { store, transport } = startChat()
    store.configure({
      onFinish({ isAbort }) {
        if (isAbort) for (const text of ['b', 'c']) void store.sendMessage({ text })
      },
    })
    void store.sendMessage({ text: 'a' })
    await store.stop()
    await settled()
    transport.sends[1]!.finish()
    await settled()
    expect(transport.sends).toHaveLength(3)
  })

  it('is sent after setMessages, and so is the next one', async () => {
    const { store, transport } = startChat()
    void store.sendMessage({ text: 'a' })
    store.setMessages([])
    void store.sendMessage({ text: 'b' })
    void store.sendMessage({ text: 'c' })
    await settled()
    transport.sends[1]!.finish()
    await settled()
    expect(transport.sends).toHaveLength(3)
  })
})

describe('a message that is known already', () => {
  it('is sent again as another one', async () => {
    const { store, transport, shown } = startChat({
      messages: [textMessage('user', 'a'), textMessage('assistant', 'b')],
    })
    void store.sendMessage(store.getState().messages[0] as UIMessage & { role: 'user' })
    await settled()
    transport.sends[0]!.text('c')
    transport.sends[0]!.finish()
    await settled()
    expect(shown()).toEqual(['user: a', 'assistant: b', 'user: a', 'assistant: c'])
    expect(new Set(store.getState().messages.map(({ id }) => id)).size).toBe(4)
  })
})

describe('a send that is due again', () => {
  it('is not sent where the conversation has gone elsewhere', async () => {
    vi.useFakeTimers()
    const messages = [textMessage('user', 'a'), textMessage('assistant', 'b')]
    const { store, transport } = startChat({ messages }, { autoRetry: true })
    const again = store.regenerate()
    await vi.advanceTimersByTimeAsync(0)
    transport.sends[0]!.fail(busy(1_000))
    await again
    store.branch('b').goTo(0)
    store.setMessages(messages)
    await vi.advanceTimersByTimeAsync(5_000)
    expect(transport.sends).toHaveLength(1)
  })

  it('is called off when nobody looks any more', async () => {
    vi.useFakeTimers()
    const transport = testTransport()
    const store = createChatStore({ id: 'thread' })
    store.configure({ transport, autoRetry: true })
    const unsubscribe = store.subscribe(() => {})
    const sent = store.sendMessage({ text: 'a' })
    transport.sends[0]!.fail(busy(1_000))
    await sent
    unsubscribe()
    await vi.advanceTimersByTimeAsync(5_000)
    expect(transport.sends).toHaveLength(1)
  })
})

describe('setMessages while an answer comes', () => {
  it('leaves the answer under way that is among the new ones', async () => {
    const { store, transport, shown } = startChat()
    const sent = store.sendMessage({ text: 'a' })
    transport.sends[0]!.text('Hel')
    await settled()
    store.setMessages((messages) => messages.map((message) => ({ ...message, metadata: { ...message.metadata } })))
    expect(store.getState().status).toBe('streaming')
    transport.sends[0]!.text('lo')
    transport.sends[0]!.finish()
    await sent
    expect(shown()).toEqual(['user: a', 'assistant: Hello'])
    expect(transport.sends[0]!.isAborted).toBe(false)
  })

  it('ends one that is not, tells of it, and leaves nothing open', async () => {
    const onFinish = vi.fn()
    const { store, transport } = startChat({}, { onFinish })
    void store.sendMessage({ text: 'a' })
    transport.sends[0]!.text('Hel')
    await settled()
    const [, answer] = store.getState().messages
    store.setMessages([textMessage('user', 'x'), { ...answer!, id: 'copy' }])
    await settled()
    expect(transport.sends[0]!.isAborted).toBe(true)
    expect(transport.stops).toHaveLength(1)
    expect(onFinish).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ isAbort: true }))
    expect(store.getState().messages[1]?.parts.at(-1)).toMatchObject({ text: 'Hel', state: 'done' })
  })
})

describe('stop, called twice', () => {
  it('tells the server once', async () => {
    const { store, transport } = startChat()
    void store.sendMessage({ text: 'a' })
    await Promise.all([store.stop(), store.stop()])
    expect(transport.stops).toHaveLength(1)
  })
})

describe('a tool’s output for a branch out of view', () => {
  it('arrives there', async () => {
    const call = { type: 'tool-weather', toolCallId: 'c', input: {}, state: 'input-available' } as const
    const { store, transport } = startChat({
      messages: [textMessage('user', 'a'), { id: 'b', role: 'assistant', parts: [call] }],
    })
    const sent = store.regenerate()
    transport.sends[0]!.text('d')
    transport.sends[0]!.finish()
    await sent
    await store.addToolOutput({ tool: 'weather', toolCallId: 'c', output: 21 })
    expect(store.getMessage('b')?.parts[0]).toMatchObject({ state: 'output-available', output: 21 })
  })

  it('makes nothing go on by itself that is not in view', async () => {
    const sendAutomaticallyWhen = vi.fn(() => true)
    const { store, transport } = startChat({ messages: [textMessage('user', 'a'), textMessage('assistant', 'b')] })
    const sent = store.regenerate()
    transport.sends[0]!.text('c')
    await settled()
    store.branch(store.getState().messages[1]!.id).goTo(0)
    store.configure({ sendAutomaticallyWhen })
    transport.sends[0]!.finish()
    await sent
    expect(sendAutomaticallyWhen).not.toHaveBeenCalled()
    expect(transport.sends).toHaveLength(1)
  })
})

describe('an answer that is only asked for', () => {
  it('gives way to what a user sends, also where a second answer is refused', async () => {
    const { store, transport } = startChat({ messages: [textMessage('user', 'a')] }, { whenBusy: 'reject' })
    void store.resumeStream()
    await settled()
    const sent = store.sendMessage({ text: 'b' })
    expect(transport.sends).toHaveLength(1)
    transport.sends[0]!.finish()
    await sent
    expect(store.getState().status).toBe('ready')
  })

  it('and is not there leaves an error as it was', async () => {
    const { store, transport } = startChat()
    const sent = store.sendMessage({ text: 'a' })
    transport.sends[0]!.fail(busy(60_000))
    await sent
    const before = store.getState()
    const resumed = store.resumeStream()
    await settled()
    transport.reconnects[0]!.nothing()
    await resumed
    expect(store.getState()).toMatchObject({ status: 'error', error: before.error, retryAt: before.retryAt })
  })
})

describe('a part that its schema refuses', () => {
  const number: StandardSchema<unknown, number> = {
    '~standard': {
      version: 1,
      vendor: 'test',
      validate: (value) => (typeof value === 'number' ? { value } : { issues: [{ message: 'must be a number' }] }),
    },
  }

  it('is seen by nobody, is in no message, and is no lost connection', async () => {
    const onData = vi.fn()
    const transport = testTransport(undefined, { hasEventIds: true })
    const { store } = startChat({}, { transport, onData, dataPartSchemas: { a: number } })
    const sent = store.sendMessage({ text: 'hi' })
    transport.sends[0]!.text('Hello')
    transport.sends[0]!.chunks({ type: 'data-a', data: 'one' })
    await sent
    expect(store.getState()).toMatchObject({ status: 'error', error: { code: 'server' } })
    expect(onData).not.toHaveBeenCalled()
    expect(transport.reconnects).toEqual([])
    expect(store.getState().messages[1]?.parts.map(({ type }) => type)).toEqual(['step-start', 'text'])
    await store.reviveLost()
    expect(transport.reconnects).toEqual([])
  })
})

describe('parts that are not what their type says', () => {
  it('are no part of an answer', async () => {
    const { store, transport } = startChat()
    const sent = store.sendMessage({ text: 'hi' })
    const wrong = [
      { type: 'file', url: null, mediaType: 'image/png' },
      { type: 'source-url', sourceId: 's' },
    ]
    transport.sends[0]!.chunks(...(wrong as unknown as UIMessageChunk[]))
    transport.sends[0]!.text('Hello')
    transport.sends[0]!.finish()
    await sent
    expect(transcript(store.getState().messages)).toEqual(['user: hi', 'assistant: Hello'])
    expect(store.getState().messages[1]?.parts.map(({ type }) => type)).toEqual(['step-start', 'text'])
  })
})

describe('files that take long to be read', () => {
  it('are sent in their order', async () => {
    const { store, transport } = startChat()
    const file = new File(['hi'], 'a.txt', { type: 'text/plain' })
    void store.sendMessage({ text: 'with a file', files: [file] })
    void store.sendMessage({ text: 'after it' })
    await vi.waitFor(() => expect(transport.sends).toHaveLength(1))
    expect(transport.sends[0]!.options.messages.at(-1)?.parts.at(-1)).toMatchObject({ text: 'with a file' })
    await vi.waitFor(() => expect(store.getState().queue).toHaveLength(1))
  })

  it('are given up with the conversation that they were for', async () => {
    const { store, transport } = startChat()
    const sent = store.sendMessage({ text: 'hi', files: [new File(['hi'], 'a.txt', { type: 'text/plain' })] })
    store.setMessages([])
    await sent
    expect([transport.sends.length, store.getState().messages]).toEqual([0, []])
  })

  it('count as work', async () => {
    const { store } = startChat()
    void store.sendMessage({ text: 'hi', files: [new File(['hi'], 'a.txt', { type: 'text/plain' })] })
    expect(store.isAtWork).toBe(true)
    await vi.waitFor(() => expect(store.getState().messages).toHaveLength(1))
  })
})

describe('a pace that is no interval', () => {
  it.each([Number.POSITIVE_INFINITY, Number.NaN, 2 ** 40])(
    'of %s neither warns nor loses the end',
    async (throttle) => {
      const { store, transport, shown } = startChat({}, { throttle })
      const sent = store.sendMessage({ text: 'hi' })
      for (const letter of 'Hello') {
        transport.sends[0]!.text(letter)
        await settled()
      }
      transport.sends[0]!.finish()
      await sent
      expect(shown()).toEqual(['user: hi', 'assistant: Hello'])
    },
  )
})
