import { newId } from '@sluice/core'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { ChatStorage } from '../storage/chat-storage.ts'
import { openRunSharing } from '../tabs/run-sharing.ts'
import { type MemoryStorage, memoryStorage } from '../test-support/memory-storage.ts'
import { type StartedChat, startChat } from '../test-support/start-chat.ts'
import { textMessage, transcript } from '../test-support/transcript.ts'
import { until } from '../test-support/until.ts'
import { testTransport } from '../testing/index.ts'

/* Two stores under one name are as two tabs. */

afterEach(() => {
  vi.useRealTimers()
})

let conversations = 0
/** Tabs with a conversation, each with its own view of what is kept. */
function startTabs(...storages: readonly ChatStorage[]) {
  const transport = testTransport()
  const name = `store-${++conversations}`
  const open = (storage: ChatStorage) => startChat({ sharedAs: name, storage }, { transport, generateId: newId })
  return { transport, name, open, tabs: storages.map(open) }
}

describe('the end of a shared answer', () => {
  it('leaves no timer behind', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const { tabs, transport } = startTabs(memoryStorage())
    const [{ store }] = tabs as [StartedChat]
    const sent = store.sendMessage({ text: 'hi' })
    await until(() => transport.sends.length === 1)
    transport.sends[0]!.text('Hello')
    transport.sends[0]!.finish()
    await sent
    await until(() => store.getState().status === 'ready')
    await until(() => vi.getTimerCount() === 0)
  })

  it('gives the other tabs their turn even if nothing can be stored', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const storage = memoryStorage()
    const { tabs, transport } = startTabs(storage, storage)
    const [one, other] = tabs as [StartedChat, StartedChat]
    const sent = one.store.sendMessage({ text: 'hi' })
    await until(() => transport.sends.length === 1)
    const goOn = storage.hold()
    transport.sends[0]!.text('Hello')
    transport.sends[0]!.finish()
    await sent
    await until(() => other.store.getState().status === 'streaming')
    vi.advanceTimersByTime(3_000)
    await until(() => other.store.getState().status === 'ready')
    goOn()
  })
})

describe('a tab that opens while another answers', () => {
  it('shows the answer, and writes nothing over what the other stores of it', async () => {
    const kept = memoryStorage()
    const { tabs, transport, open } = startTabs(kept)
    const [one] = tabs as [StartedChat]
    const sent = one.store.sendMessage({ text: 'hi' })
    await until(() => transport.sends.length === 1)
    transport.sends[0]!.text('Hel')
    await until(() => kept.threads.get('thread')?.nodes.length === 2)
    const late = memoryStorage({ thread: kept.threads.get('thread')! })
    const other = open(late)
    await until(() => other.store.getState().status === 'streaming')
    expect(other.shown()).toEqual(['user: hi', 'assistant: Hel'])
    transport.sends[0]!.text('lo')
    transport.sends[0]!.finish()
    await sent
    await until(() => other.store.getState().status === 'ready')
    expect(other.shown()).toEqual(['user: hi', 'assistant: Hello'])
    expect(late.saves).toEqual([])
  })
})

describe('an answer whose tab dies', () => {
  /** A tab that answers, and dies when it is told to, and one that sees it. */
  async function watched() {
    const storage = memoryStorage()
    const { open, name, transport } = startTabs()
    const mortal = openRunSharing({ name, onChange() {}, onStopRequest() {}, onOrphan() {} })!
    const owned = await mortal.own(new AbortController().signal)
    const message = { ...textMessage('assistant', 'Hel'), id: 'answer' }
    owned.share({ idempotencyKey: 'k', parentId: 'q', status: 'streaming', lastEventId: 'run.1', message })
    const { store, shown } = open(storage)
    await until(() => store.getState().status === 'streaming')
    return { storage, transport, store, shown, die: mortal.close }
  }

  it('is not taken over if what it answers is not there any more', async () => {
    const { transport, store, shown, die } = await watched()
    die()
    await until(() => store.getState().status === 'ready')
    expect([shown(), transport.reconnects]).toEqual([[], []])
    void store.sendMessage({ text: 'next' })
    await until(() => transport.sends.length === 1)
  })

  it('is taken over before what waits for its turn, which comes after it', async () => {
    const storage = memoryStorage({
      thread: { nodes: [{ message: textMessage('user', 'q'), parentId: null }], headId: 'q' },
    })
    const { name, open, transport } = startTabs()
    const mortal = openRunSharing({ name, onChange() {}, onStopRequest() {}, onOrphan() {} })!
    const { store, shown } = open(storage)
    await store.hydrate()
    const owned = await mortal.own(new AbortController().signal)
    // Not heard of yet.
    const sent = store.sendMessage({ text: 'next' })
    const message = { ...textMessage('assistant', 'Hel'), id: 'answer' }
    owned.share({ idempotencyKey: 'k', parentId: 'q', status: 'streaming', lastEventId: 'run.1', message })
    await until(() => store.getState().status === 'streaming')
    mortal.close()
    await until(() => transport.reconnects.length === 1)
    transport.reconnects[0]!.text('Hello')
    transport.reconnects[0]!.finish()
    await until(() => transport.sends.length === 1)
    expect(transcript(transport.sends[0]!.options.messages)).toEqual(['user: q', 'assistant: Hello', 'user: next'])
    transport.sends[0]!.text('then')
    transport.sends[0]!.finish()
    await sent
    expect(shown()).toEqual(['user: q', 'assistant: Hello', 'user: next', 'assistant: then'])
    expect(store.getState().status).toBe('ready')
  })

  it('is taken over if what it answers is there, and has not been heard of', async () => {
    const { storage, transport, shown, die } = await watched()
    await storage.save('thread', {
      changed: [{ message: textMessage('user', 'q'), parentId: null }],
      removedIds: [],
      headId: 'q',
    })
    die()
    await until(() => transport.reconnects.length === 1)
    transport.reconnects[0]!.text('Hello')
    transport.reconnects[0]!.finish()
    await until(() => `${shown()}` === 'user: q,assistant: Hello')
  })
})

/** Storages that hold the same, as one that tabs share: what is written to one, the others hear of. */
function linkedStorages(count: number): MemoryStorage[] {
  const storages = Array.from({ length: count }, () => memoryStorage())
  for (const from of storages) {
    const { save } = from
    from.save = async (threadId, change) => {
      const answer = await save(threadId, change)
      const changed = change.changed.filter(({ isPartial }) => !isPartial)
      for (const to of storages) if (to !== from) to.tell(threadId, { type: 'changed', change: { ...change, changed } })
      return answer
    }
  }
  return storages
}

describe('what tabs ask at the same moment', () => {
  it('is answered one after the other, each question after the answer before it', async () => {
    const { tabs, transport } = startTabs(...linkedStorages(3))
    for (const { store } of tabs) await store.hydrate()
    const sent = tabs.map(({ store }) => store.sendMessage({ text: 'now' }))
    for (const turn of tabs.keys()) {
      await until(() => transport.sends.length === turn + 1)
      expect(transport.sends[turn]!.options.messages).toHaveLength(2 * turn + 1)
      transport.sends[turn]!.text(`${turn}`)
      transport.sends[turn]!.finish()
    }
    await Promise.all(sent)
    const all = ['user: now', 'assistant: 0', 'user: now', 'assistant: 1', 'user: now', 'assistant: 2']
    await until(() => tabs.every(({ shown }) => `${shown()}` === `${all}`))
  })

  it('is not stored as being answered before its turn: nobody could rejoin that', async () => {
    const [storage, other] = linkedStorages(2) as [MemoryStorage, MemoryStorage]
    const { tabs, transport } = startTabs(storage, other)
    for (const { store } of tabs) await store.hydrate()
    for (const { store } of tabs) void store.sendMessage({ text: 'now' })
    await until(() => transport.sends.length === 1)
    await until(() => storage.threads.get('thread')?.nodes.length === 2)
    const asked = transport.sends[0]!.options.messages.at(-1)?.id
    await until(() => storage.threads.get('thread')?.run?.parentId === asked)
    for (const { run } of [...storage.saves, ...other.saves]) expect(run?.parentId ?? asked).toBe(asked)
  })

  it('does not hide the answer to the first of it, though the second is stopped before its turn', async () => {
    const { tabs, transport } = startTabs(...linkedStorages(2))
    for (const { store } of tabs) await store.hydrate()
    const sent = tabs.map(({ store }) => store.sendMessage({ text: 'now' }))
    await until(() => transport.sends.length === 1)
    transport.sends[0]!.text('Hel')
    await until(() => tabs.every(({ store }) => store.getState().status === 'streaming'))
    await tabs.find(({ store }) => store.getState().messages.at(-1)?.role === 'user')!.store.stop()
    await Promise.all(sent)
    const all = ['user: now', 'assistant: Hel (stopped)', 'user: now']
    await until(() => tabs.every(({ shown }) => `${shown()}` === `${all}`))
    expect(transport.sends).toHaveLength(1)
  })
})
