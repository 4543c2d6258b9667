import type { UIMessage } from '@sluice/core/ui'
import { describe, expect, it, vi } from 'vitest'
import { memoryStorage } from '../test-support/memory-storage.ts'
import { settled } from '../test-support/settled.ts'
import { startChat } from '../test-support/start-chat.ts'
import { textMessage, transcript } from '../test-support/transcript.ts'

const twoTurns = () => [
  textMessage('user', 'a'),
  textMessage('assistant', 'b'),
  textMessage('user', 'c'),
  textMessage('assistant', 'd'),
]

/** A chat of two turns, and what its storage holds as "child < parent". */
function stored(messages: readonly UIMessage[] = twoTurns()) {
  const storage = memoryStorage()
  const chat = startChat({ messages, storage })
  const kept = async () => {
    await chat.store.save()
    return storage.threads.get('thread')?.nodes.map(({ message, parentId }) => `${message.id} < ${parentId}`)
  }
  return { ...chat, storage, kept }
}

describe('regenerate', () => {
  it('puts a second answer beside the first one, which stays stored', async () => {
    const { store, transport, shown, kept } = stored()
    const sent = store.regenerate({ body: { model: 'other' } })
    expect(shown()).toEqual(['user: a', 'assistant: b', 'user: c'])
    const { options } = transport.sends[0]!
    expect(options).toMatchObject({ trigger: 'regenerate-message', messageId: 'd', body: { model: 'other' } })
    expect(transcript(options.messages)).toEqual(['user: a', 'assistant: b', 'user: c'])
    transport.sends[0]!.text('e')
    transport.sends[0]!.finish()
    await sent
    expect(shown()).toEqual(['user: a', 'assistant: b', 'user: c', 'assistant: e'])
    expect(await kept()).toEqual(['a < null', 'b < a', 'c < b', 'd < c', 'answer-1 < c'])
  })

  it('of an earlier answer goes back to its question', async () => {
    const { store, transport, shown, kept } = stored()
    const sent = store.regenerate({ messageId: 'b' })
    transport.sends[0]!.text('e')
    transport.sends[0]!.finish()
    await sent
    expect(shown()).toEqual(['user: a', 'assistant: e'])
    expect(await kept()).toEqual(['a < null', 'b < a', 'c < b', 'd < c', 'answer-1 < a'])
  })

  it('of a question answers that question anew', async () => {
    const { store, transport, shown } = stored()
    const sent = store.regenerate({ messageId: 'a' })
    expect(transport.sends[0]!.options.messageId).toBe('a')
    transport.sends[0]!.text('e')
    transport.sends[0]!.finish()
    await sent
    expect(shown()).toEqual(['user: a', 'assistant: e'])
  })

  it('of a greeting is refused and leaves the greeting where it is', async () => {
    const { store, transport, shown } = stored([textMessage('assistant', 'Welcome')])
    await expect(store.regenerate()).rejects.toMatchObject({ code: 'bad-request' })
    const sent = store.sendMessage({ text: 'hi' })
    transport.sends[0]!.finish()
    await sent
    expect(shown()).toEqual(['assistant: Welcome', 'user: hi', 'assistant: '])
  })

  it('that is stopped before any content leaves the question in view and the old answer stored', async () => {
    const { store, shown, kept } = stored()
    const sent = store.regenerate()
    await store.stop()
    await sent
    expect(shown()).toEqual(['user: a', 'assistant: b', 'user: c'])
    expect(await kept()).toEqual(['a < null', 'b < a', 'c < b', 'd < c'])
  })
})

describe('an edited question', () => {
  it('begins a branch of its own beside the old one, which stays stored', async () => {
    const { store, transport, shown, kept } = stored()
    const sent = store.sendMessage({ text: 'C', messageId: 'c' })
    const { options } = transport.sends[0]!
    expect(options).toMatchObject({ trigger: 'submit-message', messageId: 'c' })
    expect(transcript(options.messages)).toEqual(['user: a', 'assistant: b', 'user: C'])
    transport.sends[0]!.text('D')
    transport.sends[0]!.finish()
    await sent
    expect(shown()).toEqual(['user: a', 'assistant: b', 'user: C', 'assistant: D'])
    expect(await kept()).toEqual(['a < null', 'b < a', 'c < b', 'd < c', 'own-1 < b', 'answer-1 < own-1'])
  })

  it('may be the first one', async () => {
    const { store, transport, shown } = stored()
    const sent = store.sendMessage({ text: 'A', messageId: 'a' })
    transport.sends[0]!.finish()
    await sent
    expect(shown()).toEqual(['user: A', 'assistant: '])
  })
})

describe('a message that is not in the conversation', () => {
  it('can be neither edited nor answered, and the attempt changes nothing', async () => {
    const { store, transport } = stored()
    const before = store.getState()
    await expect(store.sendMessage({ text: 'x', messageId: 'nowhere' })).rejects.toMatchObject({ code: 'bad-request' })
    await expect(store.regenerate({ messageId: 'nowhere' })).rejects.toMatchObject({ code: 'bad-request' })
    expect(transport.sends).toEqual([])
    expect(store.getState().messages).toBe(before.messages)
    expect(store.getState().status).toBe('ready')
  })

  it('is what there is to answer where nothing was said', async () => {
    const { store } = startChat()
    await expect(store.sendMessage()).rejects.toMatchObject({ code: 'bad-request' })
    await expect(store.regenerate()).rejects.toMatchObject({ code: 'bad-request' })
  })
})

describe('setMessages', () => {
  it('puts other messages in place of all, branches included', async () => {
    const { store, storage, shown, kept } = stored()
    await kept()
    store.setMessages([textMessage('user', 'x')])
    expect(shown()).toEqual(['user: x'])
    expect(await kept()).toEqual(['x < null'])
    store.setMessages((messages) => [...messages, textMessage('assistant', 'y')])
    expect(await kept()).toEqual(['x < null', 'y < x'])
    store.setMessages([])
    expect(await kept()).toEqual([])
    expect(storage.threads.get('thread')?.headId).toBe(null)
  })

  it('ends an answer under way, which leaves no trace', async () => {
    const { store, transport, shown, kept } = stored([])
    await store.hydrate()
    const sent = store.sendMessage({ text: 'hi' })
    transport.sends[0]!.text('Hel')
    await settled()
    store.setMessages([textMessage('user', 'x')])
    expect(store.getState().status).toBe('ready')
    expect(transport.sends[0]!.isAborted).toBe(true)
    await sent
    expect(shown()).toEqual(['user: x'])
    expect(await kept()).toEqual(['x < null'])
  })
  it('may be called by a callback of the answer that it ends', async () => {
    const { store, transport, shown } = startChat()
    store.configure({ transport, throttle: 0, onData: () => store.setMessages([]) })
    const sent = store.sendMessage({ text: 'hi' })
    transport.sends[0]!.chunks({ type: 'data-cleared', data: true })
    await sent
    await settled()
    expect(shown()).toEqual([])
    expect(store.getState().status).toBe('ready')
  })

  it('does not let the end of the old answer touch one that was begun at once', async () => {
    const onFinish = vi.fn()
    const { store, transport, shown } = startChat({}, { onFinish })
    const old = store.sendMessage({ text: 'hi' })
    transport.sends[0]!.text('Hel')
    await settled()
    store.setMessages([])
    const sent = store.sendMessage({ text: 'x' })
    await old
    await settled()
    expect(onFinish.mock.calls.map(([{ isAbort, messages }]) => [isAbort, messages])).toEqual([[true, []]])
    expect(store.getState().status).toBe('submitted')
    transport.sends[1]!.text('y')
    transport.sends[1]!.finish()
    await sent
    expect(shown()).toEqual(['user: x', 'assistant: y'])
    expect(onFinish).toHaveBeenCalledTimes(2)
  })
})

describe('an answer that goes on', () => {
  const call = { type: 'tool-weather', toolCallId: 'c1', input: { city: '北京' } } as const
  const asking: UIMessage = { id: 'b', role: 'assistant', parts: [{ ...call, state: 'output-available', output: 20 }] }

  it('after a tool has spoken stays the same message', async () => {
    const { store, transport } = stored([textMessage('user', 'a'), asking])
    const sent = store.sendMessage()
    expect(transport.sends[0]!.options.messages).toEqual([textMessage('user', 'a'), asking])
    transport.sends[0]!.chunks({ type: 'start', messageId: 'b' }, { type: 'start-step' })
    transport.sends[0]!.text('20 °C')
    transport.sends[0]!.finish()
    await sent
    const { messages } = store.getState()
    expect(messages.map(({ id }) => id)).toEqual(['a', 'b'])
    expect(messages[1]?.parts[0]).toBe(asking.parts[0])
    expect(messages[1]?.parts.at(-1)).toEqual({ type: 'text', text: '20 °C', state: 'done' })
  })

  it('and then comes to its end is not marked as stopped any more', async () => {
    const { store, transport, shown } = startChat()
    const sent = store.sendMessage({ text: 'hi' })
    transport.sends[0]!.text('Hel')
    await settled()
    await store.stop()
    await sent
    expect(shown()).toEqual(['user: hi', 'assistant: Hel (stopped)'])
    const wentOn = store.sendMessage()
    transport.sends[1]!.text('lo')
    transport.sends[1]!.finish()
    await wentOn
    expect(shown()).toEqual(['user: hi', 'assistant: Hello'])
  })

  it('and fails before it has said more stays as it was', async () => {
    const stopped = { ...textMessage('assistant', 'b'), metadata: { sluice: { ending: 'stopped' as const } } }
    const { store, transport } = stored([textMessage('user', 'a'), stopped])
    const sent = store.sendMessage()
    transport.sends[0]!.cut()
    await sent
    expect(store.getState().messages[1]).toBe(stopped)
  })
})

describe('editing', () => {
  it('is refused for a message that the user did not write', async () => {
    const { store, shown } = stored()
    await expect(store.sendMessage({ text: 'x', messageId: 'b' })).rejects.toMatchObject({ code: 'bad-request' })
    expect(shown()).toEqual(['user: a', 'assistant: b', 'user: c', 'assistant: d'])
  })
})

describe('branch', () => {
  /** Two answers to the last of two questions, the second of them in view. */
  async function twoAnswers() {
    const chat = stored()
    const sent = chat.store.regenerate()
    chat.transport.sends[0]!.text('e')
    chat.transport.sends[0]!.finish()
    await sent
    return chat
  }

  it('counts what stands beside a message, and says which of it is in view', async () => {
    const { store } = await twoAnswers()
    expect(store.branch('answer-1')).toMatchObject({ index: 1, count: 2 })
    expect(store.branch('d')).toMatchObject({ index: 0, count: 2 })
    expect(store.branch('a')).toMatchObject({ index: 0, count: 1 })
    expect(store.branch('nowhere')).toMatchObject({ index: 0, count: 1 })
  })

  it('goes to another answer and back, and that is stored', async () => {
    const { store, storage, shown } = await twoAnswers()
    store.branch('answer-1').goTo(0)
    expect(shown().at(-1)).toBe('assistant: d')
    await store.save()
    expect(storage.threads.get('thread')?.headId).toBe('d')
    store.branch('d').goTo(1)
    expect(shown().at(-1)).toBe('assistant: e')
  })

  it('goes to an earlier question with all that followed it', async () => {
    const { store, transport, shown } = stored()
    const sent = store.sendMessage({ text: 'A', messageId: 'a' })
    transport.sends[0]!.text('B')
    transport.sends[0]!.finish()
    await sent
    expect(shown()).toEqual(['user: A', 'assistant: B'])
    store.branch(store.getState().messages[0]!.id).goTo(0)
    expect(shown()).toEqual(['user: a', 'assistant: b', 'user: c', 'assistant: d'])
  })

  it('goes nowhere for a number out of range', async () => {
    const { store } = await twoAnswers()
    const before = store.getState()
    store.branch('d').goTo(2)
    store.branch('d').goTo(-1)
    store.branch('nowhere').goTo(0)
    expect(store.getState()).toBe(before)
  })

  it('stays in view while the answer in another one grows', async () => {
    const { store, transport, shown } = stored()
    const sent = store.regenerate()
    transport.sends[0]!.text('e')
    await settled()
    store.branch('answer-1').goTo(0)
    expect(shown().at(-1)).toBe('assistant: d')
    transport.sends[0]!.text('f')
    transport.sends[0]!.finish()
    await sent
    expect(shown().at(-1)).toBe('assistant: d')
    store.branch('d').goTo(1)
    expect(shown().at(-1)).toBe('assistant: ef')
  })
})
