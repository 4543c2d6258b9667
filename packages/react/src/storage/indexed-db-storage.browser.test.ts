import { newId } from '@sluice/core'
import type { UIMessage } from '@sluice/core/ui'
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { settled } from '../test-support/settled.ts'
import { textMessage } from '../test-support/transcript.ts'
import type { ChatStorage, StoredMessage } from './chat-storage.ts'
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

/** The keys of all records in the database. */
function recordKeys(): Promise<IDBValidKey[]> {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open(name)
    opening.onerror = () => reject(opening.error)
    opening.onsuccess = () => {
      const request = opening.result.transaction('chat').objectStore('chat').getAllKeys()
      request.onsuccess = () => {
        opening.result.close()
        resolve(request.result)
      }
    }
  })
}

describe('IndexedDB', () => {
  it('holds a record per message and one per conversation', async () => {
    await storage.save('t', { changed: [user('a'), user('b', 'a')], removedIds: [], headId: 'b' })
    expect(await recordKeys()).toEqual([
      ['message', '', 't', 'a'],
      ['message', '', 't', 'b'],
      ['thread', '', 't'],
    ])
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
    expect(await recordKeys()).toHaveLength(2)
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
  it('of several storages on one database give every message its own place', async () => {
    const storages = [storage, indexedDbStorage({ name }), indexedDbStorage({ name })]
    await Promise.all(
      storages.map((each, index) => each.save('t', { changed: [user(`m${index}`)], removedIds: [], headId: null })),
    )
    const orders = (await storage.load('t'))?.nodes.map((node) => 'order' in node && node.order)
    expect(orders).toEqual([0, 1, 2])
  })
})
