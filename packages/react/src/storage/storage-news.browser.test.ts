import { newId } from '@sluice/core'
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { textMessage } from '../test-support/transcript.ts'
import type { ChatStorage, StorageNews, StoredMessage, ThreadChange } from './chat-storage.ts'
import { clearStorage } from './clear-storage.ts'
import { indexedDbStorage } from './indexed-db-storage.ts'

let name: string
let storage: ChatStorage
beforeEach(() => {
  name = newId()
  storage = indexedDbStorage({ name })
})

const user = (id: string): StoredMessage => ({ message: textMessage('user', id), parentId: null })
const change = (...changed: StoredMessage[]): ThreadChange => ({ changed, removedIds: [], headId: null })
/** What a storage is told of a conversation. */
function told(by: ChatStorage, threadId = 't'): StorageNews[] {
  const all: StorageNews[] = []
  const unwatch = by.watch?.(threadId, (news) => all.push(news))
  onTestFinished(() => unwatch?.())
  return all
}
/** Waits until everything that was told before has been heard. */
async function heard(): Promise<void> {
  const witness = told(indexedDbStorage({ name: 'witness' }), 'now')
  await indexedDbStorage({ name: 'witness' }).remove('now')
  await expect.poll(() => witness.length, { interval: 1 }).toBe(1)
}

describe('what one storage has written', () => {
  it('is told to all others that watch the conversation, and not to itself', async () => {
    const others = [indexedDbStorage({ name }), indexedDbStorage({ name })].map((other) => told(other))
    const own = told(storage)
    await storage.save('t', change(user('a')))
    await expect.poll(() => others.map((news) => news.length), { interval: 1 }).toEqual([1, 1])
    expect(others[0]).toEqual([{ type: 'changed', change: change(user('a')) }])
    expect(own).toEqual([])
  })

  it('is told only where the conversation, the scope and the database are the same', async () => {
    const apart = [
      told(indexedDbStorage({ name }), 't2'),
      told(indexedDbStorage({ name, scope: 'ada' })),
      told(indexedDbStorage({ name: newId() })),
    ]
    await storage.save('t', change(user('a')))
    await storage.remove('t')
    await heard()
    expect(apart).toEqual([[], [], []])
  })

  it('is told without what is still growing, and not at all if there is nothing else', async () => {
    const other = told(indexedDbStorage({ name }))
    const growing = { ...user('b'), isPartial: true }
    await storage.save('t', { ...change(user('a'), growing), headId: 'b' })
    await storage.save('t', { ...change(growing), headId: 'b' })
    await storage.save('t', change({ ...growing, isPartial: false }))
    await expect.poll(() => other.length, { interval: 1 }).toBe(2)
    expect(other).toMatchObject([
      { change: { changed: [{ message: { id: 'a' } }], headId: 'b' } },
      { change: { changed: [{ message: { id: 'b' } }] } },
    ])
  })

  it('is told when another branch has come into view', async () => {
    const other = told(indexedDbStorage({ name }))
    await storage.save('t', { ...change(), headId: 'a' })
    await expect.poll(() => other.length, { interval: 1 }).toBe(1)
  })

  it('is not told if it was not written', async () => {
    const other = told(indexedDbStorage({ name }))
    await storage.save('t', { ...change(user('a')), isKnown: true })
    await heard()
    expect(other).toEqual([])
  })

  it('is told when it was a removal, of one conversation or all', async () => {
    const others = ['t', 't2'].map((threadId) => told(indexedDbStorage({ name }), threadId))
    await storage.remove('t')
    await expect.poll(() => others, { interval: 1 }).toEqual([[{ type: 'removed' }], []])
    await storage.clear()
    await expect.poll(() => others.map(({ length }) => length), { interval: 1 }).toEqual([2, 1])
  })
})

describe('watching', () => {
  it('leaves no channel open when it has ended, nor does a write', async () => {
    const opened = new Set<BroadcastChannel>()
    const Original = BroadcastChannel
    vi.stubGlobal(
      'BroadcastChannel',
      class extends Original {
        constructor(channelName: string) {
          super(channelName)
          opened.add(this)
        }
        override close() {
          opened.delete(this)
          super.close()
        }
      },
    )
    onTestFinished(() => {
      vi.unstubAllGlobals()
    })
    const endings = ['t', 't2'].map((threadId) => storage.watch?.(threadId, () => {}))
    expect(opened.size).toBe(2)
    for (const end of [...endings, ...endings]) end?.()
    await storage.save('t', change(user('a')))
    await storage.remove('t')
    expect(opened.size).toBe(0)
  })

  it('hears nothing where browsers have no channels, and all else works', async () => {
    vi.stubGlobal('BroadcastChannel', undefined)
    onTestFinished(() => {
      vi.unstubAllGlobals()
    })
    const end = indexedDbStorage({ name }).watch?.('t', () => {})
    await storage.save('t', change(user('a')))
    end?.()
    expect((await storage.load('t'))?.nodes).toHaveLength(1)
  })
})

describe('a logout', () => {
  it('removes what a user has left, leaves other users’, and tells everybody who looks at it', async () => {
    const [ada, bob] = ['ada', 'bob'].map((scope) => indexedDbStorage({ name, scope }))
    for (const each of [ada!, bob!]) await each.save('t', change(user('a')))
    const [ofAda, ofBob] = [told(ada!), told(bob!)]
    await clearStorage('ada', { name })
    await expect.poll(() => ofAda, { interval: 1 }).toEqual([{ type: 'removed' }])
    expect(await Promise.all([ada!.load('t'), bob!.load('t')])).toMatchObject([undefined, { nodes: [user('a')] }])
    expect(ofBob).toEqual([])
  })

  it('of somebody without a scope takes the conversations that have none', async () => {
    await storage.save('t', change(user('a')))
    await clearStorage(undefined, { name })
    expect(await storage.load('t')).toBe(undefined)
  })
})
