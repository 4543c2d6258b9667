import { newId } from '@sluice/core'
import type { UIMessageChunk } from '@sluice/core/ui'
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { createChatStore } from '../store/chat-store.ts'
import { recordsOf } from '../test-support/raw-database.ts'
import { useStorageBucket } from '../test-support/storage-bucket.ts'
import { transcript } from '../test-support/transcript.ts'
import { testTransport } from '../testing/index.ts'
import type { ChatTransport } from '../transport/chat-transport.ts'
import type { ChatStorage } from './chat-storage.ts'
import { clearStorage } from './clear-storage.ts'
import { indexedDbStorage } from './indexed-db-storage.ts'

const unhandled = vi.fn()
let name: string
beforeEach(() => {
  name = newId()
  window.addEventListener('unhandledrejection', unhandled)
})
afterEach(() => {
  window.removeEventListener('unhandledrejection', unhandled)
  expect(unhandled).not.toHaveBeenCalled()
})

/** A tab that shows the conversation. */
function openTab(transport: ChatTransport, storage: ChatStorage = indexedDbStorage({ name })) {
  const store = createChatStore({ id: 't', storage })
  store.configure({ transport })
  onTestFinished(store.subscribe(() => {}))
  const shown = () => transcript(store.getState().messages)
  return { store, shown, kept: () => store.getState().storage }
}
/** Answers every question with the same words, under an id of its own. */
function answering(text: string): ChatTransport {
  const chunks = (): UIMessageChunk[] => [
    { type: 'start', messageId: newId() },
    { type: 'text-start', id: '0' },
    { type: 'text-delta', id: '0', delta: text },
    { type: 'text-end', id: '0' },
    { type: 'finish' },
  ]
  return {
    async sendMessages() {
      return new ReadableStream<UIMessageChunk>({
        start(controller) {
          for (const chunk of chunks()) controller.enqueue(chunk)
          controller.close()
        },
      })
    },
  }
}
const quick = { interval: 2 }
const keptIds = async () => (await indexedDbStorage({ name }).load('t'))?.nodes.map(({ message }) => message.id)

describe('a chat whose storage', () => {
  it('is full goes on, says so, and is kept again as soon as it fits', async () => {
    await useStorageBucket({ quota: 300_000 })
    const { store, shown, kept } = openTab(answering('Hello'))
    await store.sendMessage({ text: 'small' })
    await store.sendMessage({ text: 'x'.repeat(3_000_000) })
    await expect.poll(kept, quick).toMatchObject({ status: 'failed', reason: 'quota' })
    await store.sendMessage({ text: 'again' })
    expect(shown().slice(4)).toEqual(['user: again', 'assistant: Hello'])
    store.setMessages((messages) => messages.filter(({ parts }) => JSON.stringify(parts).length < 1_000))
    await expect.poll(kept, quick).toEqual({ status: 'ready' })
    expect(await keptIds()).toHaveLength(5)
  })

  it.each([
    ['is not there', () => vi.stubGlobal('indexedDB', undefined)],
    [
      'is forbidden',
      () =>
        vi.spyOn(IDBFactory.prototype, 'open').mockImplementation(() => {
          throw new DOMException('Access is denied.', 'SecurityError')
        }),
    ],
  ])('%s, as in a private window, goes on and says so', async (_what, forbid) => {
    forbid()
    onTestFinished(() => {
      vi.unstubAllGlobals()
      vi.restoreAllMocks()
    })
    const { store, shown, kept } = openTab(answering('Hello'))
    await store.sendMessage({ text: 'hi' })
    await store.save()
    expect(shown()).toEqual(['user: hi', 'assistant: Hello'])
    expect(kept()).toMatchObject({ status: 'failed', reason: 'unavailable' })
  })

  it('was closed by the system is kept all the same', async () => {
    const opened: IDBDatabase[] = []
    const { open } = IDBFactory.prototype
    vi.spyOn(IDBFactory.prototype, 'open').mockImplementation(function (this: IDBFactory, ...args) {
      const request = open.apply(this, args)
      request.addEventListener('success', () => opened.push(request.result))
      return request
    })
    onTestFinished(() => {
      vi.restoreAllMocks()
    })
    const { store, kept } = openTab(answering('Hello'))
    await store.sendMessage({ text: 'a' })
    opened[0]!.close()
    await store.sendMessage({ text: 'b' })
    await store.save()
    expect(kept()).toEqual({ status: 'ready' })
    expect(await keptIds()).toHaveLength(4)
  })
})

describe('tabs that show the same conversation', () => {
  it('have all that was said in any of ten of them, and so has the storage', async () => {
    const tabs = Array.from({ length: 10 }, (_, index) => openTab(answering(`answer ${index}`)))
    await Promise.all(tabs.map(({ store }, index) => store.sendMessage({ text: `question ${index}` })))
    await Promise.all(tabs.map(({ store }) => store.save()))
    const ids = await keptIds()
    expect(new Set(ids).size).toBe(20)
    const known = () => tabs.map(({ store }) => ids?.filter((id) => store.getMessage(id) !== undefined).length)
    await expect.poll(known, quick).toEqual(Array(10).fill(20))
    await Promise.all(tabs.map(({ store }) => store.save()))
    expect(await keptIds()).toEqual(ids)
    expect(tabs.map(({ kept }) => kept().status)).toEqual(Array(10).fill('ready'))
  })

  it('do not bring back what one of them has removed, though an answer grows in another', async () => {
    const transport = testTransport()
    const { store, shown } = openTab(transport)
    void store.sendMessage({ text: 'hi' })
    await expect.poll(() => transport.sends.length, quick).toBe(1)
    transport.sends[0]!.text('Hel')
    await expect.poll(async () => (await keptIds())?.length, quick).toBe(2)
    await indexedDbStorage({ name }).remove('t')
    transport.sends[0]!.text('lo')
    await store.save()
    await expect.poll(shown, quick).toEqual([])
    expect(store.getState()).toMatchObject({ status: 'ready', error: undefined })
    await store.save()
    expect(await recordsOf(name)).toEqual({})
  })

  it('do not bring it back without being told either', async () => {
    const deaf: ChatStorage = { ...indexedDbStorage({ name }), watch: undefined as never }
    const { store, shown } = openTab(answering('Hello'), deaf)
    await store.sendMessage({ text: 'hi' })
    await store.save()
    await indexedDbStorage({ name }).remove('t')
    await store.sendMessage({ text: 'more' })
    await store.save()
    expect([shown(), await recordsOf(name)]).toEqual([[], {}])
    await store.sendMessage({ text: 'anew' })
    await store.save()
    expect(shown()).toEqual(['user: anew', 'assistant: Hello'])
    expect(await keptIds()).toHaveLength(2)
  })

  it('are empty after a logout', async () => {
    const { store, shown } = openTab(answering('Hello'))
    await store.sendMessage({ text: 'a secret' })
    await store.save()
    await clearStorage('', { name })
    await expect.poll(shown, quick).toEqual([])
    expect(await recordsOf(name)).toEqual({})
  })
})
