import { describe, expect, it, vi } from 'vitest'
import { memoryStorage } from '../test-support/memory-storage.ts'
import { settled } from '../test-support/settled.ts'
import { startChat } from '../test-support/start-chat.ts'
import { textMessage, transcript } from '../test-support/transcript.ts'
import { testTransport } from '../testing/index.ts'
import type { ChatTransport } from '../transport/chat-transport.ts'

describe('a send that interrupts while an answer is under way', () => {
  it('stops it first and follows what had come of it', async () => {
    const { store, transport, shown } = startChat({}, { whenBusy: 'interrupt' })
    const first = store.sendMessage({ text: 'a' })
    transport.sends[0]!.text('Hel')
    await settled()
    const second = store.sendMessage({ text: 'b' })
    await first
    expect(transport.sends[0]!.isAborted).toBe(true)
    await settled()
    expect(transcript(transport.sends[1]!.options.messages)).toEqual(['user: a', 'assistant: Hel (stopped)', 'user: b'])
    transport.sends[1]!.text('World')
    transport.sends[1]!.finish()
    await second
    expect(shown()).toEqual(['user: a', 'assistant: Hel (stopped)', 'user: b', 'assistant: World'])
  })

  it('never lets the old answer write again, though its transport takes no notice', async () => {
    const inner = testTransport()
    const deaf: ChatTransport = {
      sendMessages: (options) => inner.sendMessages({ ...options, abortSignal: undefined }),
    }
    const { store, shown } = startChat({}, { transport: deaf, whenBusy: 'interrupt' })
    const first = store.sendMessage({ text: 'a' })
    inner.sends[0]!.text('Hel')
    await settled()
    const second = store.sendMessage({ text: 'b' })
    await first
    await settled()
    inner.sends[0]!.text('lo')
    inner.sends[1]!.text('Wor')
    await settled()
    expect(shown()).toEqual(['user: a', 'assistant: Hel (stopped)', 'user: b', 'assistant: Wor'])
    expect(store.getState().status).toBe('streaming')
    inner.sends[1]!.text('ld')
    inner.sends[1]!.finish()
    await second
    expect(shown()).toEqual(['user: a', 'assistant: Hel (stopped)', 'user: b', 'assistant: World'])
  })

  it('also stops one that has not begun, and the transport hears of it', async () => {
    const { store, transport, shown } = startChat({}, { whenBusy: 'interrupt' })
    const first = store.sendMessage({ text: 'a' })
    const second = store.sendMessage({ text: 'b' })
    await first
    await settled()
    expect(transport.sends.map(({ isAborted }) => isAborted)).toEqual([true, false])
    transport.sends[1]!.finish()
    await second
    expect(shown()).toEqual(['user: a', 'user: b', 'assistant: '])
  })

  it('and another one that waits for the same stop leave one answer under way', async () => {
    const { store, transport, shown } = startChat({}, { whenBusy: 'interrupt' })
    const sends = [store.sendMessage({ text: 'a' })]
    transport.sends[0]!.text('Hel')
    await settled()
    sends.push(store.sendMessage({ text: 'b' }), store.sendMessage({ text: 'c' }))
    await Promise.all(sends.slice(0, 2))
    await settled()
    expect(transport.sends.map(({ isAborted }) => isAborted)).toEqual([true, true, false])
    transport.sends[2]!.text('World')
    transport.sends[2]!.finish()
    await sends[2]
    expect(shown()).toEqual(['user: a', 'assistant: Hel (stopped)', 'user: b', 'user: c', 'assistant: World'])
  })

  it('and a regenerate behave the same', async () => {
    const { store, transport, shown } = startChat({}, { whenBusy: 'interrupt' })
    const first = store.sendMessage({ text: 'a' })
    transport.sends[0]!.text('Hel')
    await settled()
    const again = store.regenerate()
    await first
    await settled()
    transport.sends[1]!.text('Hello')
    transport.sends[1]!.finish()
    await again
    expect(shown()).toEqual(['user: a', 'assistant: Hello'])
  })
})

describe('a send while the conversation is loading', () => {
  it('waits, and goes on from what was stored', async () => {
    const nodes = [{ message: textMessage('user', 'a'), parentId: null }]
    const storage = memoryStorage({ thread: { nodes, headId: 'a' } })
    const release = storage.hold()
    const { store, transport, shown } = startChat({ storage })
    expect(store.getState().storage.status).toBe('loading')
    const sent = store.sendMessage({ text: 'b' })
    await settled()
    expect(transport.sends).toEqual([])
    release()
    await settled()
    transport.sends[0]!.finish()
    await sent
    expect(shown()).toEqual(['user: a', 'user: b', 'assistant: '])
  })

  it('is seen in the queue, in its order, and can be taken out', async () => {
    const { store, transport, shown } = startChat({ storage: memoryStorage() })
    void store.sendMessage({ text: 'a' })
    const second = store.sendMessage({ text: 'b' })
    void store.sendMessage({ text: 'c' })
    expect(transcript(store.getState().queue.map(({ message }) => message))).toEqual(['user: a', 'user: b', 'user: c'])
    store.removeQueued(store.getState().queue[1]!.id)
    await second
    await settled()
    expect(shown()).toEqual(['user: a'])
    transport.sends[0]!.finish()
    await settled()
    expect(shown()).toEqual(['user: a', 'assistant: ', 'user: c'])
  })

  it('is held up by a stop', async () => {
    const { store, transport } = startChat({ storage: memoryStorage() })
    void store.sendMessage({ text: 'a' })
    await store.stop()
    await settled()
    expect(transport.sends).toEqual([])
    expect(store.getState().queue).toHaveLength(1)
  })
})

describe('a listener that throws', () => {
  it('stops neither the others nor the answer', async () => {
    vi.useFakeTimers()
    const { store, transport } = startChat()
    const heard: string[] = []
    store.subscribe(() => {
      throw new Error('broken listener')
    })
    store.subscribe(() => heard.push(store.getState().status))
    const sent = store.sendMessage({ text: 'hi' })
    transport.sends[0]!.text('Hello')
    transport.sends[0]!.finish()
    await sent
    expect(heard.at(-1)).toBe('ready')
    expect(() => vi.runAllTimers()).toThrow('broken listener')
    vi.useRealTimers()
  })
})
