import { describe, expect, it, vi } from 'vitest'
import { render } from 'vitest-browser-react'
import { memoryStorage } from './test-support/memory-storage.ts'
import { Chat, mountChat } from './test-support/mount-chat.tsx'
import { allowNoConsoleErrors } from './test-support/no-console-errors.ts'
import { settled } from './test-support/settled.ts'
import { testTransport } from './testing/index.ts'
import type { UseChatResult } from './use-chat.ts'

allowNoConsoleErrors()
const quick = { interval: 5 }

describe('useChat', () => {
  it('shows an answer as it grows, and sends once in StrictMode', async () => {
    const transport = testTransport()
    const { chat, shown } = await mountChat({ transport })
    expect(chat().status).toBe('ready')
    const sent = chat().sendMessage({ text: '你好' })
    await expect.poll(shown, quick).toEqual(['user: 你好'])
    expect(chat().status).toBe('submitted')
    transport.sends[0]!.text('Hel')
    await expect.poll(shown, quick).toEqual(['user: 你好', 'assistant: Hel'])
    expect(chat().status).toBe('streaming')
    transport.sends[0]!.text('lo')
    transport.sends[0]!.finish()
    await sent
    await expect.poll(shown, quick).toEqual(['user: 你好', 'assistant: Hello'])
    expect(chat().status).toBe('ready')
    expect(transport.sends).toHaveLength(1)
  })

  it('needs no provider', async () => {
    const results: UseChatResult[] = []
    const options = { transport: testTransport(() => 'Hello') }
    const screen = await render(
      <Chat options={options} onRender={(chat) => results.push(chat)} onRowRender={() => {}} />,
    )
    await results[0]!.sendMessage({ text: 'hi' })
    await expect.element(screen.getByText('assistant: Hello')).toBeVisible()
  })

  it('gives functions that stay the same from render to render', async () => {
    const { chat, setOptions } = await mountChat({})
    const { sendMessage, regenerate, stop, setMessages, clearError, id } = chat()
    await setOptions({})
    expect(chat()).toMatchObject({ id, sendMessage, regenerate, stop, setMessages, clearError })
    expect(chat().sendMessage).toBe(sendMessage)
  })

  it('uses the callbacks and the transport of the last render', async () => {
    const [first, second] = [vi.fn(), vi.fn()]
    const transport = testTransport(() => 'Hello')
    const { chat, setOptions } = await mountChat({ transport: testTransport(), onFinish: first })
    await setOptions({ transport, onFinish: second })
    await chat().sendMessage({ text: 'hi' })
    expect([transport.sends.length, first.mock.calls.length, second.mock.calls.length]).toEqual([1, 0, 1])
  })
})

describe('components with the same id', () => {
  it('share one conversation', async () => {
    const options = { id: 'shared', storage: false, transport: testTransport(() => 'Hello') } as const
    const one = await mountChat(options)
    const other = await mountChat(options, one.client)
    await one.chat().sendMessage({ text: 'hi' })
    await expect.poll(other.shown, quick).toEqual(['user: hi', 'assistant: Hello'])
    expect(one.shown()).toEqual(other.shown())
    expect(options.transport.sends).toHaveLength(1)
    expect(other.chat().messages).toBe(one.chat().messages)
  })

  it('but of different users do not', async () => {
    const options = { id: 'shared', storage: false, transport: testTransport(() => 'Hello') } as const
    const ada = await mountChat({ ...options, scope: 'ada' })
    const bob = await mountChat({ ...options, scope: 'bob' }, ada.client)
    await ada.chat().sendMessage({ text: 'hi' })
    await expect.poll(ada.shown, quick).toEqual(['user: hi', 'assistant: Hello'])
    expect(bob.shown()).toEqual([])
    expect(bob.chat().messages).toEqual([])
  })
})

describe('components without an id', () => {
  it('have a conversation each', async () => {
    const transport = testTransport(() => 'Hello')
    const one = await mountChat({ transport })
    const other = await mountChat({ transport }, one.client)
    await one.chat().sendMessage({ text: 'hi' })
    await expect.poll(one.shown, quick).toHaveLength(2)
    expect(other.shown()).toEqual([])
    expect(other.chat().id).not.toBe(one.chat().id)
  })

  it('stop their answer when they go', async () => {
    const transport = testTransport()
    const { chat, unmount } = await mountChat({ transport })
    const sent = chat().sendMessage({ text: 'hi' })
    transport.sends[0]!.text('Hel')
    await settled()
    expect(transport.sends[0]!.isAborted).toBe(false)
    await unmount()
    await sent
    expect(transport.sends[0]!.isAborted).toBe(true)
  })
})

describe('a shared conversation whose component goes', () => {
  it('goes on, and is complete for the one that comes back', async () => {
    const options = { id: 'shared', storage: false, transport: testTransport() } as const
    const first = await mountChat(options)
    const sent = first.chat().sendMessage({ text: 'hi' })
    options.transport.sends[0]!.text('Hel')
    await settled()
    await first.unmount()
    await settled()
    options.transport.sends[0]!.text('lo')
    const second = await mountChat(options, first.client)
    expect(second.chat().status).toBe('streaming')
    options.transport.sends[0]!.finish()
    await sent
    await expect.poll(second.shown, quick).toEqual(['user: hi', 'assistant: Hello'])
  })
})

describe('a change of id', () => {
  it('shows the other conversation at once and mixes nothing', async () => {
    const transport = testTransport()
    const [one, other] = [memoryStorage(), memoryStorage()]
    const a = { id: 'a', storage: one, transport }
    const b = { id: 'b', storage: other, transport }
    const { chat, shown, setOptions } = await mountChat(a)
    await expect.poll(() => chat().storage.status, quick).toBe('ready')
    const sent = chat().sendMessage({ text: 'for a' })
    await expect.poll(() => transport.sends.length, quick).toBe(1)
    transport.sends[0]!.text('Hel')
    await expect.poll(shown, quick).toHaveLength(2)
    await setOptions(b)
    expect(shown()).toEqual([])
    expect(chat()).toMatchObject({ id: 'b', status: 'ready', messages: [] })
    transport.sends[0]!.text('lo')
    transport.sends[0]!.finish()
    await sent
    expect(shown()).toEqual([])
    expect(other.saves).toEqual([])
    await setOptions(a)
    await expect.poll(shown, quick).toEqual(['user: for a', 'assistant: Hello'])
    expect(transport.sends[0]!.options.chatId).toBe('a')
  })
  it('lets go of the conversation that nobody looks at any more, and of the next one in its turn', async () => {
    const options = { storage: false, transport: testTransport(() => 'Hello') } as const
    const { chat, client, shown, setOptions, unmount } = await mountChat({ ...options, id: 'a' })
    await chat().sendMessage({ text: 'hi' })
    await setOptions({ ...options, id: 'b' })
    await chat().sendMessage({ text: 'hi' })
    await settled()
    await setOptions({ ...options, id: 'a' })
    expect(shown()).toEqual([])
    await unmount()
    await settled()
    expect((await mountChat({ ...options, id: 'b' }, client)).shown()).toEqual([])
  })
})
