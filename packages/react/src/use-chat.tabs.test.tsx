import { QueryClient } from '@tanstack/react-query'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { mountChat } from './test-support/mount-chat.tsx'
import { allowNoConsoleErrors } from './test-support/no-console-errors.ts'
import { testTransport } from './testing/index.ts'

/* Two query clients on one page are as two tabs: they share the storage and nothing else. */

allowNoConsoleErrors()

const mounted: { unmount: () => unknown }[] = []
afterEach(async () => {
  for (const tab of mounted.splice(0)) await tab.unmount()
})
let threads = 0
async function twoTabs() {
  const id = `tabs-${Date.now()}-${threads++}`
  const transport = testTransport()
  const open = async () => {
    const tab = await mountChat({ id, transport, throttle: 0 }, new QueryClient())
    mounted.push(tab)
    await expect.poll(() => tab.chat().storage.status).toBe('ready')
    return tab
  }
  return { transport, open, one: await open(), other: await open() }
}

describe('an answer that comes in one tab', () => {
  it('grows in another one, and is there when it has ended', async () => {
    const { transport, one, other } = await twoTabs()
    const sent = one.chat().sendMessage({ text: 'hi' })
    await vi.waitFor(() => expect(transport.sends).toHaveLength(1))
    transport.sends[0]!.text('Hel')
    await expect.poll(() => other.shown()).toEqual(['user: hi', 'assistant: Hel'])
    expect(other.chat().status).toBe('streaming')
    transport.sends[0]!.text('lo')
    transport.sends[0]!.finish()
    await sent
    await expect.poll(() => other.chat().status).toBe('ready')
    expect(other.shown()).toEqual(['user: hi', 'assistant: Hello'])
    expect(transport.sends).toHaveLength(1)
  })

  it('is seen by a tab that opens in the middle of it', async () => {
    const { transport, one, open } = await twoTabs()
    void one.chat().sendMessage({ text: 'hi' })
    await vi.waitFor(() => expect(transport.sends).toHaveLength(1))
    transport.sends[0]!.text('Hel')
    await expect.poll(() => one.shown()).toEqual(['user: hi', 'assistant: Hel'])
    const late = await open()
    await expect.poll(() => late.shown()).toEqual(['user: hi', 'assistant: Hel'])
    await expect.poll(() => late.chat().status).toBe('streaming')
    transport.sends[0]!.finish()
    await expect.poll(() => late.chat().status).toBe('ready')
  })

  it('can be stopped from another one', async () => {
    const { transport, one, other } = await twoTabs()
    const sent = one.chat().sendMessage({ text: 'hi' })
    await vi.waitFor(() => expect(transport.sends).toHaveLength(1))
    transport.sends[0]!.text('Hel')
    await expect.poll(() => other.shown()).toEqual(['user: hi', 'assistant: Hel'])
    await other.chat().stop()
    await sent
    expect(transport.sends[0]!.isAborted).toBe(true)
    await expect.poll(() => other.shown()).toEqual(['user: hi', 'assistant: Hel (stopped)'])
    expect(one.shown()).toEqual(['user: hi', 'assistant: Hel (stopped)'])
  })

  it('lets a send in another one wait', async () => {
    const { transport, one, other } = await twoTabs()
    void one.chat().sendMessage({ text: 'a' })
    await vi.waitFor(() => expect(transport.sends).toHaveLength(1))
    transport.sends[0]!.text('A')
    await expect.poll(() => other.shown()).toEqual(['user: a', 'assistant: A'])
    const second = other.chat().sendMessage({ text: 'b' })
    await expect.poll(() => other.chat().queue).toHaveLength(1)
    expect(transport.sends).toHaveLength(1)
    transport.sends[0]!.finish()
    await vi.waitFor(() => expect(transport.sends).toHaveLength(2))
    transport.sends[1]!.text('B')
    transport.sends[1]!.finish()
    await second
    await expect.poll(() => one.shown()).toEqual(['user: a', 'assistant: A', 'user: b', 'assistant: B'])
  })
})

describe('what is done in one tab', () => {
  it('is seen in another one', async () => {
    const { transport, one, other } = await twoTabs()
    const sent = one.chat().sendMessage({ text: 'hi' })
    await vi.waitFor(() => expect(transport.sends).toHaveLength(1))
    transport.sends[0]!.finish()
    await sent
    await expect.poll(() => other.shown()).toHaveLength(2)
    one.chat().setMessages([])
    await expect.poll(() => other.shown()).toEqual([])
    // Nothing of it comes back by what the other tab writes.
    await expect.poll(() => one.shown()).toEqual([])
  })

  it('ends an answer that comes in another one to what is deleted', async () => {
    const { transport, one, other } = await twoTabs()
    const sent = one.chat().sendMessage({ text: 'hi' })
    await vi.waitFor(() => expect(transport.sends).toHaveLength(1))
    transport.sends[0]!.text('Hel')
    await expect.poll(() => other.shown()).toEqual(['user: hi', 'assistant: Hel'])
    other.chat().setMessages([])
    await sent
    await expect.poll(() => one.shown()).toEqual([])
    expect(transport.sends[0]!.isAborted).toBe(true)
    await expect.poll(() => other.chat().status).toBe('ready')
    expect(other.shown()).toEqual([])
  })
})
