import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type SharedStore, sharedStore } from '../store/store-registry.ts'
import { textMessage } from '../test-support/transcript.ts'
import { findChat, watchChats } from './find-chat.ts'

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
})
afterEach(() => {
  vi.useRealTimers()
})

function open(owner: object, id: string, scope = '', ...texts: string[]): SharedStore {
  return sharedStore(owner, { id, scope, isPrivate: false, messages: texts.map((text) => textMessage('user', text)) })
}

describe('a chat', () => {
  it('is found by a message that it has', () => {
    const owner = {}
    const [a, b] = [open(owner, 'a', '', '1', '2'), open(owner, 'b', '', '3')]
    expect(findChat(owner, {}, '2')).toBe(a.store)
    expect(findChat(owner, {}, '3')).toBe(b.store)
    expect(findChat(owner, {}, '4')).toBeUndefined()
    expect(findChat({}, {}, '3')).toBeUndefined()
  })

  it('is found by its id and scope', () => {
    const owner = {}
    const [ada, bob] = [open(owner, 'a', 'ada', '1'), open(owner, 'a', 'bob', '1')]
    const other = open(owner, 'b', 'bob', '1')
    expect(findChat(owner, { chatId: 'a', scope: 'ada' })).toBe(ada.store)
    expect(findChat(owner, { chatId: 'a', scope: 'bob' }, '1')).toBe(bob.store)
    expect(findChat(owner, { chatId: 'b' })).toBe(other.store)
    expect(findChat(owner, { scope: 'ada' })).toBe(ada.store)
  })

  it('is none where it could be another', () => {
    const owner = {}
    open(owner, 'a', 'ada')
    expect(findChat(owner, {})).toBeDefined()
    open(owner, 'a', 'bob')
    expect(findChat(owner, {})).toBeUndefined()
    expect(findChat(owner, { chatId: 'a' })).toBeUndefined()
  })
})

describe('whoever watches chats', () => {
  it('is told when one begins to be used, changes, and goes', async () => {
    const owner = {}
    const onChange = vi.fn()
    const end = watchChats(owner, { chatId: 'a' }, onChange)
    const shared = open(owner, 'a')
    expect(onChange).not.toHaveBeenCalled()
    const release = shared.retain()
    expect(onChange).toHaveBeenCalledTimes(1)
    shared.store.setMessages([textMessage('user', 'hi')])
    expect(onChange).toHaveBeenCalledTimes(2)
    release()
    await vi.advanceTimersByTimeAsync(0)
    expect(onChange).toHaveBeenCalledTimes(3)
    shared.store.setMessages([])
    expect(onChange).toHaveBeenCalledTimes(3)
    end()
    open(owner, 'a').retain()
    expect(onChange).toHaveBeenCalledTimes(3)
  })

  it('hears nothing of others, nor twice of the same', () => {
    const owner = {}
    const shared = open(owner, 'a')
    const onChange = vi.fn()
    const end = watchChats(owner, { chatId: 'a' }, onChange)
    onChange.mockClear()
    shared.retain()
    open(owner, 'b').retain()
    expect(onChange).not.toHaveBeenCalled()
    end()
    shared.store.setMessages([textMessage('user', 'hi')])
    expect(onChange).not.toHaveBeenCalled()
  })
})
