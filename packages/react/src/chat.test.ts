import { describe, expect, it, vi } from 'vitest'
import { Chat } from './chat.ts'
import { textMessage, transcript } from './test-support/transcript.ts'
import { testTransport } from './testing/index.ts'

const said = (chat: { messages: Parameters<typeof transcript>[0] }) => transcript(chat.messages)

describe('new Chat()', () => {
  it('is a conversation that can be read and written without a component', async () => {
    const onFinish = vi.fn()
    const chat = new Chat({ transport: testTransport(() => 'Hello'), onFinish, messages: [textMessage('user', 'a')] })
    expect([chat.status, chat.error, said(chat)]).toEqual(['ready', undefined, ['user: a']])
    await chat.sendMessage({ text: 'b' })
    expect(said(chat)).toEqual(['user: a', 'user: b', 'assistant: Hello'])
    expect(chat.lastMessage).toBe(chat.messages.at(-1))
    expect(onFinish).toHaveBeenCalledOnce()
    chat.messages = []
    expect(said(chat)).toEqual([])
    expect(chat.lastMessage).toBeUndefined()
  })

  it('has the id it is given, or one of its own that stays', () => {
    expect(new Chat({ id: 'trip' }).id).toBe('trip')
    const chat = new Chat()
    expect(chat.id).toBe(chat.id)
    expect(new Chat().id).not.toBe(chat.id)
  })

  it('makes no id before it is asked for one: where modules are loaded, chance may not be at hand', async () => {
    vi.resetModules()
    const random = vi.spyOn(crypto, 'getRandomValues')
    const fresh = await import('./chat.ts')
    const chat = new fresh.Chat({ transport: testTransport() })
    expect(random).not.toHaveBeenCalled()
    expect(chat.id).not.toBe('')
    expect(random).toHaveBeenCalled()
    random.mockRestore()
  })

  it('can be extended, and is what it was made with', () => {
    class Titled extends Chat {
      title = () => `${this.messages.length} messages`
    }
    const chat = new Titled({ messages: [textMessage('user', 'a')] })
    expect([chat instanceof Chat, chat.title(), chat.addToolResult]).toEqual([true, '1 messages', chat.addToolOutput])
  })
})
