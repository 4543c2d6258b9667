import { newId } from '@sluice/core'
import type { UIMessage } from '@sluice/core/ui'
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { openRaw, recordsOf } from '../test-support/raw-database.ts'
import { settled } from '../test-support/settled.ts'
import { textMessage } from '../test-support/transcript.ts'
import type { ChatStorage, StoredMessage, StoredRun, ThreadChange } from './chat-storage.ts'
import { indexedDbStorage } from './indexed-db-storage.ts'

let name: string
let storage: ChatStorage
beforeEach(() => {
  name = newId()
  storage = indexedDbStorage({ name })
})

const user = (id: string, parentId: string | null = null): StoredMessage => ({
  message: textMessage('user', id),
  parentId,
})
const ids = async (from: ChatStorage, threadId: string) =>
  (await from.load(threadId))?.nodes.map(({ message }) => message.id)

const keys = async () => Object.keys(await recordsOf(name))
const change = (...changed: StoredMessage[]): ThreadChange => ({
  changed,
  removedIds: [],
  headId: changed.at(-1)?.message.id ?? null,
})

describe('IndexedDB', () => {
  it('holds a record per message and one per conversation', async () => {
    await storage.save('t', { changed: [user('a'), user('b', 'a')], removedIds: [], headId: 'b' })
    expect(await keys()).toEqual(['message//t/a', 'message//t/b', 'thread//t'])
  })

  it('gives back what was written, in the order of the first writing', async () => {
    await storage.save('t', { changed: [user('z'), user('y', 'z')], removedIds: [], headId: 'y' })
    await storage.save('t', {
      changed: [{ ...user('z'), isPartial: true }, user('a', 'y')],
      removedIds: [],
      headId: 'a',
    })
    const thread = await storage.load('t')
    expect(thread?.headId).toBe('a')
    expect(thread?.nodes).toMatchObject([{ ...user('z'), isPartial: true }, user('y', 'z'), user('a', 'y')])
  })

  it('knows nothing of a conversation that was never written', async () => {
    expect(await storage.load('t')).toBe(undefined)
  })

  it('keeps conversations apart, whatever their ids', async () => {
    const threadIds = ['t', 't2', 't,a', '', '[]', '会话']
    for (const id of threadIds) await storage.save(id, { changed: [user(`of ${id}`)], removedIds: [], headId: null })
    for (const id of threadIds) expect(await ids(storage, id)).toEqual([`of ${id}`])
  })

  it('forgets removed messages', async () => {
    await storage.save('t', { changed: [user('a'), user('b', 'a')], removedIds: [], headId: 'b' })
    await storage.save('t', { changed: [], removedIds: ['b'], headId: 'a' })
    expect(await ids(storage, 't')).toEqual(['a'])
  })

  it('removes one conversation and leaves the others', async () => {
    for (const id of ['t', 't2']) await storage.save(id, { changed: [user('a')], removedIds: [], headId: 'a' })
    await storage.remove('t')
    expect([await ids(storage, 't'), await ids(storage, 't2')]).toEqual([undefined, ['a']])
    expect(await keys()).toHaveLength(2)
  })

  it('shows no scope what another one holds, and clears one scope only', async () => {
    const scopes = ['', 'ada', 'ada2'].map((scope) => indexedDbStorage({ name, scope }))
    for (const each of scopes) await each.save('t', { changed: [user('a')], removedIds: [], headId: 'a' })
    expect(await ids(indexedDbStorage({ name, scope: 'bob' }), 't')).toBe(undefined)
    await scopes[1]!.clear()
    expect(await Promise.all(scopes.map((each) => ids(each, 't')))).toEqual([['a'], undefined, ['a']])
    await scopes[0]!.clear()
    expect(await Promise.all(scopes.map((each) => ids(each, 't')))).toEqual([undefined, undefined, ['a']])
  })
})

describe('a message that cannot be cloned', () => {
  it('is refused, nothing that was to be written with it is, and no rejection goes unhandled', async () => {
    const unhandled = vi.fn()
    window.addEventListener('unhandledrejection', unhandled)
    onTestFinished(() => window.removeEventListener('unhandledrejection', unhandled))
    await storage.save('t', { changed: [user('a')], removedIds: [], headId: 'a' })
    const bad = { ...textMessage('user', 'bad'), metadata: { onClick: () => {} } } as UIMessage
    const changed = [user('b', 'a'), { message: bad, parentId: 'b' }, user('c', 'b')]
    await expect(storage.save('t', { changed, removedIds: ['a'], headId: 'c' })).rejects.toMatchObject({
      name: 'DataCloneError',
    })
    const thread = await storage.load('t')
    expect([thread?.headId, thread?.nodes.length, thread?.nodes[0]?.message.id]).toEqual(['a', 1, 'a'])
    await settled()
    expect(unhandled).not.toHaveBeenCalled()
  })
})

describe('writes at the same time', () => {
  it('of ten storages on one database lose nothing and give every message its own place', async () => {
    const storages = [storage, ...Array.from({ length: 9 }, () => indexedDbStorage({ name }))]
    await Promise.all(
      storages.flatMap((each, index) =>
        [1, 2, 3].map((round) => each.save('t', change(user(`m${index}.${round}`), user('shared')))),
      ),
    )
    const nodes = (await storage.load('t'))?.nodes ?? []
    expect(nodes).toHaveLength(31)
    expect(nodes.map((node) => 'order' in node && node.order)).toEqual(nodes.map((_, index) => index))
  })
})

describe('a conversation that was removed', () => {
  it('does not come back by the save of somebody who knew it', async () => {
    await storage.save('t', change(user('a')))
    await indexedDbStorage({ name }).remove('t')
    expect(await storage.save('t', { ...change(user('b', 'a')), isKnown: true })).toBe('removed')
    expect(await recordsOf(name)).toEqual({})
  })

  it('comes back as a new one by the save of somebody who did not', async () => {
    await storage.save('t', change(user('a')))
    await storage.remove('t')
    expect(await storage.save('t', change(user('b')))).toBe(undefined)
    expect(await ids(storage, 't')).toEqual(['b'])
  })

  it('has nothing in the new one of what its page wrote when it was already going away', async () => {
    const draft = { ...user('b', 'a'), isPartial: true }
    await storage.save('t', change(user('a'), draft))
    await indexedDbStorage({ name }).remove('t')
    const run = { idempotencyKey: 'k', parentId: 'a', messageId: 'b', isLogged: true }
    await storage.save('t', { ...change(draft), run, isKnown: true, isUrgent: true })
    expect(await storage.load('t')).toBe(undefined)
    await storage.save('t', change(user('c')))
    expect(await ids(storage, 't')).toEqual(['c'])
  })
})

describe('the run of an answer', () => {
  const run: StoredRun = { idempotencyKey: 'k', parentId: 'a', messageId: 'b', lastEventId: 'r.1', isLogged: true }
  const draft = (text: string): StoredMessage => ({
    message: { ...textMessage('assistant', text), id: 'b' },
    parentId: 'a',
    isPartial: true,
  })

  it('is kept with its last event, at the cost of one write each time the answer has grown', async () => {
    await storage.save('t', { ...change(user('a')), run: { idempotencyKey: 'k', parentId: 'a', lastEventId: 'r.0' } })
    expect((await storage.load('t'))?.run?.lastEventId).toBe('r.0')
    await storage.save('t', { ...change(draft('1')), run })
    const put = vi.spyOn(IDBObjectStore.prototype, 'put')
    onTestFinished(() => put.mockRestore())
    await storage.save('t', { ...change(draft('12')), run: { ...run, lastEventId: 'r.2' } })
    expect(put).toHaveBeenCalledTimes(1)
    expect((await storage.load('t'))?.run).toEqual({ ...run, lastEventId: 'r.2' })
  })

  it('stays where a save says nothing of it, and goes where one says so', async () => {
    await storage.save('t', { ...change(user('a'), draft('1')), run })
    await storage.save('t', change(user('c')))
    expect((await storage.load('t'))?.run).toEqual(run)
    await storage.save('t', { ...change({ ...draft('1'), isPartial: false }), run: null })
    expect((await storage.load('t'))?.run).toBe(undefined)
  })

  it('is kept with its last event by an urgent save too, in its place', async () => {
    await storage.save('t', { ...change(user('a'), draft('1')), run })
    await storage.save('t', change(user('c', 'a')))
    await storage.save('t', { ...change(draft('12')), headId: 'c', run })
    const urgent = { ...change(draft('123')), headId: 'c', run: { ...run, lastEventId: 'r.3' }, isUrgent: true }
    await storage.save('t', urgent)
    const thread = await storage.load('t')
    expect([thread?.headId, thread?.run?.lastEventId]).toEqual(['c', 'r.3'])
    expect(thread?.nodes.map(({ message }) => message)).toMatchObject([
      { id: 'a' },
      { id: 'b', parts: [{ text: '123' }] },
      { id: 'c' },
    ])
  })
})

describe('an urgent save', () => {
  it('goes before one that is under way, and loses nothing of that if the page stays', async () => {
    const draft = { ...user('b', 'a'), isPartial: true }
    await storage.save('t', change(user('a'), draft))
    const first = storage.save('t', change(user('c', 'b')))
    const longer = { ...draft, message: { ...draft.message, metadata: {} } }
    const urgent = storage.save('t', { ...change(longer), isUrgent: true })
    expect(await Promise.all([first, urgent])).toEqual([undefined, undefined])
    const nodes = (await storage.load('t'))?.nodes
    expect(nodes?.map(({ message }) => message)).toEqual([user('a').message, longer.message, user('c').message])
  })

  it('of what was not growing here is one as any other', async () => {
    await storage.save('t', change(user('a'), { ...user('b', 'a'), isPartial: true }))
    await storage.save('t', { ...change(user('a'), user('c', 'b')), isUrgent: true })
    expect(await ids(indexedDbStorage({ name }), 't')).toEqual(['a', 'b', 'c'])
    expect((await storage.load('t'))?.headId).toBe('c')
  })
})

describe('a database of the first version', () => {
  it('is brought to the present one with all that it holds', async () => {
    const url = `data:image/png;base64,${'A'.repeat(4_000)}`
    const image = { id: 'b', role: 'user', parts: [{ type: 'file', mediaType: 'image/png', url }] } as UIMessage
    const old = await openRaw(name, 1, (database) => {
      const store = database.createObjectStore('chat')
      store.put({ headId: 'b', nextOrder: 2 }, ['thread', '', 't'])
      store.put({ ...user('a'), order: 0 }, ['message', '', 't', 'a'])
      store.put({ message: image, parentId: 'a', order: 1 }, ['message', '', 't', 'b'])
      store.put({ headId: null, nextOrder: 0 }, ['thread', 'ada', 't'])
    })
    old.close()
    const thread = await storage.load('t')
    expect(thread).toMatchObject({ headId: 'b', nodes: [user('a'), { message: image, parentId: 'a' }] })
    expect(await indexedDbStorage({ name, scope: 'ada' }).load('t')).toEqual({ nodes: [], headId: null })
    await storage.save('t', { ...change(user('c', 'b'), { message: image, parentId: 'a' }), isKnown: true })
    expect(await ids(storage, 't')).toEqual(['a', 'b', 'c'])
    expect((await keys()).filter((key) => key.startsWith('file'))).toHaveLength(1)
    const database = await openRaw(name)
    expect(database.version).toBe(2)
    database.close()
  })
})
