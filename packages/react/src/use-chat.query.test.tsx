import { describe, expect, it } from 'vitest'
import { threadQueryKey } from './store/query-mirror.ts'
import { memoryStorage } from './test-support/memory-storage.ts'
import { mountChat } from './test-support/mount-chat.tsx'
import { allowNoConsoleErrors } from './test-support/no-console-errors.ts'
import { settled } from './test-support/settled.ts'
import { textMessage } from './test-support/transcript.ts'
import { testTransport } from './testing/index.ts'

allowNoConsoleErrors()
const quick = { interval: 5 }

describe('the query cache', () => {
  it('shows a conversation under a known key, and only when it is settled', async () => {
    const transport = testTransport()
    const { chat, client, shown } = await mountChat({ id: 'thread', storage: false, transport })
    const cached = () => client.getQueryData(['sluice', 'thread', 'thread'])
    expect(threadQueryKey('thread')).toEqual(['sluice', 'thread', 'thread'])
    expect(cached()).toEqual([])
    const sent = chat().sendMessage({ text: 'hi' })
    transport.sends[0]!.text('Hel')
    await expect.poll(shown, quick).toHaveLength(2)
    expect(cached()).toEqual([])
    transport.sends[0]!.finish()
    await sent
    expect(cached()).toHaveLength(2)
    await expect.poll(() => chat().messages === cached(), quick).toBe(true)
  })

  it('has nothing of a conversation whose id nobody chose, and one per scope', async () => {
    const { client } = await mountChat({ messages: [textMessage('user', 'a')] })
    expect(client.getQueryCache().getAll()).toEqual([])
    const scoped = await mountChat({ id: 'thread', scope: 'ada', storage: false, messages: [textMessage('user', 'b')] })
    expect(scoped.client.getQueryData(threadQueryKey('thread', 'ada'))).toHaveLength(1)
    expect(scoped.client.getQueryData(threadQueryKey('thread'))).toBe(undefined)
  })

  it('shows nothing while the conversation is loading', async () => {
    const nodes = [{ message: textMessage('user', 'a'), parentId: null }]
    const storage = memoryStorage({ thread: { nodes, headId: 'a' } })
    const release = storage.hold()
    const { client } = await mountChat({ id: 'thread', storage })
    expect(client.getQueryData(threadQueryKey('thread'))).toBe(undefined)
    release()
    await expect.poll(() => client.getQueryData(threadQueryKey('thread')), quick).toHaveLength(1)
  })

  it('is written only: what others put there changes no conversation', async () => {
    const messages = [textMessage('user', 'a')]
    const { client, shown } = await mountChat({ id: 'thread', storage: false, messages })
    client.setQueryData(threadQueryKey('thread'), [])
    await settled()
    expect(shown()).toEqual(['user: a'])
  })

  it('keeps a conversation after its component has gone', async () => {
    const messages = [textMessage('user', 'a')]
    const { client, unmount } = await mountChat({ id: 'thread', storage: false, messages })
    await unmount()
    await settled()
    expect(client.getQueryData(threadQueryKey('thread'))).toHaveLength(1)
    expect(client.getQueryCache().find({ queryKey: threadQueryKey('thread') })?.options.gcTime).toBe(
      Number.POSITIVE_INFINITY,
    )
  })
})
