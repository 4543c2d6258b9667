import { ChatError, newId } from '@sluice/core'
import { describe, expect, it } from 'vitest'
import { indexedDbStorage } from './storage/indexed-db-storage.ts'
import { memoryStorage } from './test-support/memory-storage.ts'
import { mountChat } from './test-support/mount-chat.tsx'
import { allowNoConsoleErrors } from './test-support/no-console-errors.ts'
import { settled } from './test-support/settled.ts'
import { textMessage, transcript } from './test-support/transcript.ts'
import { testTransport } from './testing/index.ts'
import type { UseChatOptions } from './use-chat.ts'

allowNoConsoleErrors()
const quick = { interval: 5 }
const storage = indexedDbStorage()

/** A chat that has loaded what is stored. */
async function visit(options: UseChatOptions) {
  const chat = await mountChat(options)
  await expect.poll(() => chat.chat().storage.status, quick).not.toBe('loading')
  return chat
}
/** The first send, once it is this tab's turn. */
async function firstSend(transport: ReturnType<typeof testTransport>) {
  await expect.poll(() => transport.sends, quick).toHaveLength(1)
  return transport.sends[0]!
}
/** What IndexedDB holds. */
async function kept(id: string): Promise<string[]> {
  return transcript((await storage.load(id))?.nodes.map(({ message }) => message) ?? [])
}

describe('a conversation with an id', () => {
  it('is there again after a reload, in its order', async () => {
    const id = newId()
    const transport = testTransport(({ messages }) => `answer ${messages.length}`)
    const first = await visit({ id, transport })
    for (const text of ['z', 'y', 'x']) await first.chat().sendMessage({ text })
    const shown = ['user: z', 'assistant: answer 1', 'user: y', 'assistant: answer 3', 'user: x', 'assistant: answer 5']
    await expect.poll(() => kept(id), quick).toEqual(shown)
    await first.unmount()
    const second = await visit({ id, transport })
    expect(second.shown()).toEqual(shown)
    expect(second.chat()).toMatchObject({ status: 'ready', storage: { status: 'ready' } })
  })

  it('goes on after a reload where it was', async () => {
    const id = newId()
    const transport = testTransport(() => 'Hello')
    const first = await visit({ id, transport })
    await first.chat().sendMessage({ text: 'a' })
    await first.chat().regenerate()
    await expect.poll(() => kept(id), quick).toHaveLength(3)
    await first.unmount()
    const second = await visit({ id, transport })
    await second.chat().sendMessage({ text: 'b' })
    expect(transcript(transport.sends[2]!.options.messages)).toEqual(['user: a', 'assistant: Hello', 'user: b'])
  })

  it('belongs to its scope', async () => {
    const id = newId()
    const transport = testTransport(() => 'Hello')
    const ada = await visit({ id, transport, scope: 'ada' })
    await ada.chat().sendMessage({ text: 'a secret' })
    await ada.unmount()
    expect((await visit({ id, scope: 'bob' })).shown()).toEqual([])
    await expect.poll(async () => (await visit({ id, scope: 'ada' })).shown(), quick).toHaveLength(2)
  })

  it('that changes hands while it is in view shows the next user nothing of the last one', async () => {
    const id = newId()
    const transport = testTransport(() => 'Hello')
    const { chat, shown, setOptions } = await visit({ id, transport, scope: 'ada' })
    await chat().sendMessage({ text: 'a secret' })
    await setOptions({ id, transport, scope: 'bob' })
    await expect.poll(() => chat().storage.status, quick).toBe('ready')
    expect(shown()).toEqual([])
  })

  it('is a branch beside messages that are given', async () => {
    const id = newId()
    await storage.save(id, {
      changed: [{ message: textMessage('user', 'old'), parentId: null }],
      removedIds: [],
      headId: 'old',
    })
    const { shown } = await visit({ id, messages: [textMessage('user', 'given')] })
    expect(shown()).toEqual(['user: given'])
  })

  it('is not kept without an id or with storage: false', async () => {
    const id = newId()
    const transport = testTransport(() => 'Hello')
    for (const options of [{ transport }, { id, storage: false, transport } as const]) {
      const { chat } = await visit(options)
      await chat().sendMessage({ text: 'hi' })
      expect(chat().storage).toEqual({ status: 'off' })
      expect(await kept(chat().id)).toEqual([])
    }
  })
})

describe('an answer that is not whole', () => {
  const endings: [string, 'stopped' | 'interrupted'][] = [
    ['stop', 'stopped'],
    ['fail', 'interrupted'],
  ]
  it.each(endings)('because of %s is kept as %s', async (end, ending) => {
    const id = newId()
    const transport = testTransport()
    const first = await visit({ id, transport })
    const sent = first.chat().sendMessage({ text: 'hi' })
    const send = await firstSend(transport)
    send.text('Hel')
    await expect.poll(first.shown, quick).toHaveLength(2)
    if (end === 'stop') await first.chat().stop()
    else send.fail(new ChatError('server', 'Oh.'))
    await sent
    const shown = ['user: hi', `assistant: Hel (${ending})`]
    await expect.poll(() => kept(id), quick).toEqual(shown)
    await first.unmount()
    expect((await visit({ id })).shown()).toEqual(shown)
  })

  it('because the page goes away is kept as far as it has come', async () => {
    const id = newId()
    const transport = testTransport()
    const first = await visit({ id, transport })
    void first.chat().sendMessage({ text: 'hi' })
    ;(await firstSend(transport)).text('Hel')
    await expect.poll(first.shown, quick).toHaveLength(2)
    window.dispatchEvent(new Event('pagehide'))
    await expect.poll(() => kept(id), quick).toEqual(['user: hi', 'assistant: Hel'])
  })

  it('is interrupted where its page has gone, and nobody can go on with it', async () => {
    const id = newId()
    await storage.save(id, {
      changed: [
        { message: textMessage('user', 'hi'), parentId: null },
        { message: textMessage('assistant', 'Hel'), parentId: 'hi', isPartial: true },
      ],
      removedIds: [],
      headId: 'Hel',
      run: { idempotencyKey: 'key', parentId: 'hi', messageId: 'Hel', isLogged: false },
    })
    const { shown, chat } = await visit({ id, transport: testTransport() })
    await expect.poll(shown, quick).toEqual(['user: hi', 'assistant: Hel (interrupted)'])
    expect(chat().status).toBe('ready')
  })

  it('is written within a second and a bit while it grows', async () => {
    const id = newId()
    const transport = testTransport()
    const { chat } = await visit({ id, transport })
    void chat().sendMessage({ text: 'hi' })
    ;(await firstSend(transport)).text('Hel')
    await expect.poll(() => kept(id), { interval: 50, timeout: 2_000 }).toEqual(['user: hi', 'assistant: Hel'])
  })
})

describe('a storage that does not work', () => {
  it('is visible, and the chat goes on without it', async () => {
    const broken = memoryStorage()
    broken.failure = new Error('The database is blocked.')
    const transport = testTransport(() => 'Hello')
    const { chat, shown } = await visit({ id: 'thread', storage: broken, transport })
    expect(chat().storage).toEqual({ status: 'failed', error: broken.failure, reason: 'unknown' })
    await chat().sendMessage({ text: 'hi' })
    await expect.poll(shown, quick).toEqual(['user: hi', 'assistant: Hello'])
    expect(chat()).toMatchObject({ status: 'ready', error: undefined, storage: { status: 'failed' } })
  })

  it('any more, and works again later, has everything in the end', async () => {
    const flaky = memoryStorage()
    const { chat } = await visit({ id: 'thread', storage: flaky, transport: testTransport(() => 'Hello') })
    flaky.failure = new Error('full')
    await chat().sendMessage({ text: 'a' })
    await expect.poll(() => chat().storage.status, quick).toBe('failed')
    flaky.failure = undefined
    await chat().sendMessage({ text: 'b' })
    await expect.poll(() => chat().storage.status, quick).toBe('ready')
    await settled()
    expect(flaky.threads.get('thread')?.nodes).toHaveLength(4)
  })
})
