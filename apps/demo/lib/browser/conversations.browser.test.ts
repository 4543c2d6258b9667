import type { UIMessage } from '@sluice/core/ui'
import { indexedDbStorage } from '@sluice/react'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type Conversation, conversations, undoMs } from './conversations.ts'

const key = 'sluice-demo.conversations'
const start = new Date(2025, 5, 15, 9, 30).getTime()
const line = (id: string, fields?: Partial<Conversation>) => ({ id, title: id, createdAt: 1, updatedAt: 1, ...fields })

let published: number
let unsubscribe: () => void

beforeEach(() => {
  vi.useFakeTimers({ now: start, toFake: ['Date'] })
  published = 0
  unsubscribe = conversations.subscribe(() => {
    published += 1
  })
  fromOtherTab(null)
  published = 0
})
afterEach(() => {
  fromOtherTab(null)
  unsubscribe()
  vi.useRealTimers()
})

/** What another tab, or another version of the site, left in localStorage. */
function fromOtherTab(stored: string | null): void {
  if (stored === null) localStorage.removeItem(key)
  else localStorage.setItem(key, stored)
  dispatchEvent(new StorageEvent('storage', { key }))
}

const stored = () => JSON.parse(localStorage.getItem(key) ?? 'null') as unknown
const titles = () => conversations.get().map(({ title }) => title)

describe('the conversation list', () => {
  it('gets a line with the first message of a conversation, and keeps it', () => {
    conversations.touch('a', '你好，世界。第二句。')
    expect(conversations.get()).toEqual([{ id: 'a', title: '你好，世界', createdAt: start, updatedAt: start }])
    expect(stored()).toEqual(conversations.get())
    expect(published).toBe(1)
  })

  it('keeps the title and the beginning of a conversation that goes on', () => {
    conversations.touch('a', 'First')
    vi.setSystemTime(start + 60_000)
    conversations.touch('a', 'Second')
    expect(conversations.get()).toEqual([{ id: 'a', title: 'First', createdAt: start, updatedAt: start + 60_000 }])
  })

  it.each([
    ['  How? And why?', 'How?'],
    ['One line.\nanother', 'One line'],
    ['v1.2 is out', 'v1.2 is out'],
    ['', ''],
    ['😀'.repeat(41), `${'😀'.repeat(40)}…`],
    [`${'a'.repeat(39)} bcd`, `${'a'.repeat(39)}…`],
  ])('makes of %j the title %j', (text, title) => {
    conversations.touch('a', text)
    expect(titles()).toEqual([title])
  })

  it('renames a conversation, but not to nothing', () => {
    conversations.touch('a', 'A')
    conversations.touch('b', 'B')
    conversations.rename('a', '  新名字 ')
    conversations.rename('b', '   ')
    conversations.rename('unknown', 'C')
    expect(titles()).toEqual(['新名字', 'B'])
    expect(stored()).toEqual(conversations.get())
  })

  it('restores what was deleted, as it was', () => {
    conversations.touch('a', 'A')
    const before = stored()
    conversations.remove('a')
    expect(conversations.get()).toEqual([
      line('a', { title: 'A', createdAt: start, updatedAt: start, deletedAt: start }),
    ])
    conversations.restore('a')
    expect(stored()).toEqual(before)
  })

  it('deletes for good only when a deletion can no longer be undone, and the messages with it', async () => {
    const storage = indexedDbStorage()
    const message: UIMessage = { id: 'm', role: 'user', parts: [{ type: 'text', text: 'Hi' }] }
    const thread = { changed: [{ message, parentId: null }], removedIds: [], headId: 'm' }
    for (const id of ['a', 'b']) {
      conversations.touch(id, id)
      await storage.save(id, thread)
    }
    conversations.remove('a')
    vi.setSystemTime(start + undoMs - 1)
    await conversations.purge()
    expect(titles()).toEqual(['a', 'b'])
    vi.setSystemTime(start + undoMs)
    await conversations.purge()
    expect(titles()).toEqual(['b'])
    expect(stored()).toEqual(conversations.get())
    expect(await storage.load('a')).toBeUndefined()
    expect(await storage.load('b')).toMatchObject({ nodes: thread.changed, headId: 'm' })
    await storage.remove('b')
  })

  it('shows what another tab changes', () => {
    fromOtherTab(JSON.stringify([line('x')]))
    expect(conversations.get()).toEqual([line('x')])
    expect(published).toBe(1)
  })

  it.each(['{', '"text"', '{"id":"a"}', 'null', '7', ''])('is empty after localStorage was left with %j', (text) => {
    fromOtherTab(text)
    expect(conversations.get()).toEqual([])
    conversations.touch('a', 'A')
    expect(titles()).toEqual(['A'])
  })

  it('leaves out the lines that are none', () => {
    const broken = [null, 7, 'x', {}, { ...line('t'), title: 1 }, { ...line('u'), updatedAt: null }]
    fromOtherTab(JSON.stringify([...broken, line('good')]))
    expect(conversations.get()).toEqual([line('good')])
  })

  it('lives as long as the page where localStorage is full', () => {
    vi.spyOn(Storage.prototype, 'setItem').mockImplementation(() => {
      throw new DOMException('Full.', 'QuotaExceededError')
    })
    conversations.touch('a', 'A')
    vi.restoreAllMocks()
    expect(titles()).toEqual(['A'])
    expect(published).toBe(1)
    expect(stored()).toBeNull()
  })
})
