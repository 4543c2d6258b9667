import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createMessageTree } from '../store/message-tree.ts'
import { memoryStorage } from '../test-support/memory-storage.ts'
import { textMessage } from '../test-support/transcript.ts'
import type { StoredMessage, StoredRun, ThreadChange } from './chat-storage.ts'
import { createPersister } from './persister.ts'

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
})
afterEach(() => {
  vi.useRealTimers()
})

function setUp() {
  const storage = memoryStorage()
  const tree = createMessageTree()
  const given: { growingId: string | undefined; run: StoredRun | undefined } = { growingId: undefined, run: undefined }
  const onFailure = vi.fn()
  const onSuccess = vi.fn()
  const onRemoved = vi.fn()
  const persister = createPersister({
    threadId: 'thread',
    storage,
    tree,
    growingId: () => given.growingId,
    run: () => given.run,
    onFailure,
    onSuccess,
    onRemoved,
  })
  return { storage, tree, given, onFailure, onSuccess, onRemoved, persister }
}
const changedIds = (saves: readonly ThreadChange[]) =>
  saves.map(({ changed }) => changed.map(({ message }) => message.id))

describe('saving', () => {
  it('writes what changed since the last time and nothing else', async () => {
    const { storage, tree, persister } = setUp()
    tree.reset([textMessage('user', 'a'), textMessage('assistant', 'b')])
    await persister.save()
    tree.append(textMessage('user', 'c'), 'b')
    await persister.save()
    tree.replace('b', { ...textMessage('assistant', 'b'), metadata: {} })
    await persister.save()
    expect(changedIds(storage.saves)).toEqual([['a', 'b'], ['c'], ['b']])
    expect(storage.saves.map(({ headId }) => headId)).toEqual(['b', 'c', 'c'])
  })

  it('writes nothing when nothing changed', async () => {
    const { storage, tree, persister } = setUp()
    await persister.save()
    tree.reset([textMessage('user', 'a')])
    await persister.save()
    await persister.save()
    expect(storage.saves).toHaveLength(1)
  })

  it('writes a new head and what was removed', async () => {
    const { storage, tree, persister } = setUp()
    tree.reset([textMessage('user', 'a'), textMessage('assistant', 'b')])
    await persister.save()
    tree.setHead('a')
    await persister.save()
    tree.reset([])
    await persister.save()
    expect(storage.saves.slice(1)).toMatchObject([
      { changed: [], removedIds: [], headId: 'a' },
      { changed: [], removedIds: ['a', 'b'], headId: null },
    ])
  })

  it('does not write what the storage is said to hold', async () => {
    const { storage, tree, persister } = setUp()
    tree.reset([textMessage('user', 'a')])
    persister.note({ changed: [...tree.nodes.values()], removedIds: [], headId: tree.headId })
    await persister.save()
    expect(storage.saves).toEqual([])
  })

  it('marks a message that grows, and takes the mark away when it is whole though it is the same', async () => {
    const { storage, tree, given, persister } = setUp()
    tree.reset([textMessage('user', 'a'), textMessage('assistant', 'b')])
    given.growingId = 'b'
    await persister.save()
    given.growingId = undefined
    await persister.save()
    expect(storage.saves.map(({ changed }) => changed.map(({ isPartial }) => isPartial))).toEqual([
      [false, true],
      [false],
    ])
  })
})

describe('a growing answer', () => {
  it('is written at most once a second', async () => {
    const { storage, tree, given, persister } = setUp()
    tree.reset([textMessage('assistant', 'b')])
    given.growingId = 'b'
    for (let step = 0; step < 60; step++) {
      tree.replace('b', { ...textMessage('assistant', 'b'), metadata: {} })
      persister.saveLater()
      await vi.advanceTimersByTimeAsync(50)
    }
    expect(storage.saves.length).toBeGreaterThanOrEqual(2)
    expect(storage.saves.length).toBeLessThanOrEqual(3)
  })

  it('is written no more often because the storage is slow', async () => {
    const { storage, tree, given, persister } = setUp()
    tree.reset([textMessage('assistant', 'b')])
    given.growingId = 'b'
    for (let step = 0; step < 60; step++) {
      const release = storage.hold()
      tree.replace('b', { ...textMessage('assistant', 'b'), metadata: {} })
      persister.saveLater()
      await vi.advanceTimersByTimeAsync(50)
      release()
    }
    expect(storage.saves.length).toBeGreaterThanOrEqual(2)
    expect(storage.saves.length).toBeLessThanOrEqual(3)
  })

  it('is written at once when it has ended, and not once more', async () => {
    const { storage, tree, persister } = setUp()
    tree.reset([textMessage('assistant', 'b')])
    persister.saveLater()
    await persister.save()
    expect(storage.saves).toHaveLength(1)
    expect(vi.getTimerCount()).toBe(0)
  })
})

describe('a save while another one is writing', () => {
  it('waits for it, writes the rest, and resolves when all is written', async () => {
    const { storage, tree, persister } = setUp()
    const release = storage.hold()
    tree.reset([textMessage('user', 'a')])
    const first = persister.save()
    await vi.advanceTimersByTimeAsync(0)
    tree.append(textMessage('assistant', 'b'), 'a')
    const second = persister.save()
    await vi.advanceTimersByTimeAsync(0)
    expect(changedIds(storage.saves)).toEqual([['a']])
    release()
    await Promise.all([first, second])
    expect(changedIds(storage.saves)).toEqual([['a'], ['b']])
    expect(storage.threads.get('thread')?.headId).toBe('b')
  })
})

describe('a failure to write', () => {
  it('is told, does not reject, and what was not written is written the next time', async () => {
    const { storage, tree, persister, onFailure, onSuccess } = setUp()
    storage.failure = new Error('full')
    tree.reset([textMessage('user', 'a')])
    await persister.save()
    expect(onFailure).toHaveBeenCalledExactlyOnceWith(storage.failure)
    expect(onSuccess).not.toHaveBeenCalled()
    storage.failure = undefined
    await persister.save()
    expect(onSuccess).toHaveBeenCalledTimes(1)
    expect(storage.threads.get('thread')?.nodes).toHaveLength(1)
  })

  it('does not forget who has asked meanwhile', async () => {
    const { storage, tree, persister } = setUp()
    tree.reset([textMessage('user', 'too much')])
    storage.failure = new Error('full')
    const release = storage.hold()
    const first = persister.save()
    await vi.advanceTimersByTimeAsync(0)
    tree.reset([textMessage('user', 'a')])
    const second = persister.save()
    const { save } = storage
    storage.save = (threadId, change) => {
      storage.failure = undefined
      return save(threadId, change)
    }
    release()
    await Promise.all([first, second])
    expect(storage.threads.get('thread')?.headId).toBe('a')
  })

  it('does not forget what is to be removed', async () => {
    const { storage, tree, persister } = setUp()
    tree.reset([textMessage('user', 'a')])
    await persister.save()
    tree.reset([])
    storage.failure = new Error('full')
    await persister.save()
    storage.failure = undefined
    await persister.save()
    expect(storage.threads.get('thread')).toEqual({ nodes: [], headId: null })
  })
})

describe('the run of an answer', () => {
  const run = { idempotencyKey: 'k', parentId: 'a', messageId: 'b', lastEventId: 'r.1', isLogged: true }

  it('is written with what changes, and taken away when it has ended', async () => {
    const { storage, tree, given, persister } = setUp()
    tree.reset([textMessage('user', 'a')])
    given.run = run
    await persister.save()
    given.run = undefined
    await persister.save()
    expect(storage.saves.map((save) => save.run)).toEqual([run, null])
    expect(storage.threads.get('thread')).not.toHaveProperty('run')
  })

  it('is no reason to write only because another event was read', async () => {
    const { storage, tree, given, persister } = setUp()
    tree.reset([textMessage('user', 'a')])
    given.run = run
    await persister.save()
    given.run = { ...run, lastEventId: 'r.2' }
    await persister.save()
    expect(storage.saves).toHaveLength(1)
  })

  it('of another tab is left as it is', async () => {
    const { storage, tree, persister } = setUp()
    persister.note({ changed: [], removedIds: [], headId: null, run })
    tree.reset([textMessage('user', 'a')])
    await persister.save()
    expect(storage.saves[0]?.run).toBe(undefined)
  })
})

describe('the first of an answer', () => {
  it('is written without a pause', async () => {
    const { storage, tree, given, persister } = setUp()
    tree.reset([textMessage('assistant', 'b')])
    given.growingId = 'b'
    persister.saveLater()
    await vi.advanceTimersByTimeAsync(0)
    expect(storage.saves).toHaveLength(1)
  })
})

describe('a page that may be going away', () => {
  function growing() {
    const parts = setUp()
    parts.tree.reset([textMessage('user', 'a'), textMessage('assistant', 'b')])
    parts.given.growingId = 'b'
    return parts
  }

  it('has the growing answer on its way before anything else gets its turn', async () => {
    const { storage, tree, persister } = growing()
    await persister.save()
    const longer = { ...textMessage('assistant', 'b'), metadata: {} }
    tree.replace('b', longer)
    const saved = persister.saveAtOnce()
    expect(storage.saves[1]).toMatchObject({ isUrgent: true, changed: [{ message: longer, isPartial: true }] })
    await saved
    expect(storage.saves).toHaveLength(2)
  })

  it('does not wait for a write that is under way', async () => {
    const { storage, tree, persister } = growing()
    await persister.save()
    const release = storage.hold()
    tree.append(textMessage('user', 'c'), 'b')
    const first = persister.save()
    await vi.advanceTimersByTimeAsync(0)
    tree.replace('b', { ...textMessage('assistant', 'b'), metadata: {} })
    const second = persister.saveAtOnce()
    expect(storage.saves.map(({ isUrgent }) => isUrgent)).toEqual([undefined, undefined, true])
    release()
    await Promise.all([first, second])
    expect(storage.threads.get('thread')?.nodes).toHaveLength(3)
  })

  it('has all of it written as ever if that fails', async () => {
    const { storage, tree, persister, onFailure } = growing()
    await persister.save()
    tree.replace('b', { ...textMessage('assistant', 'b'), metadata: {} })
    tree.append(textMessage('user', 'c'), 'b')
    const { save } = storage
    storage.save = (id, change) => (change.isUrgent ? Promise.reject(new Error('busy')) : save(id, change))
    await persister.saveAtOnce()
    expect(changedIds(storage.saves)).toEqual([
      ['a', 'b'],
      ['b', 'c'],
    ])
    expect(onFailure).not.toHaveBeenCalled()
  })
})

describe('a conversation that somebody else has removed', () => {
  async function removed() {
    const parts = setUp()
    parts.tree.reset([textMessage('user', 'a')])
    await parts.persister.save()
    await parts.storage.remove('thread')
    return parts
  }

  it('does not come back by a late save', async () => {
    const { storage, tree, persister, onRemoved, onFailure } = await removed()
    tree.append(textMessage('assistant', 'b'), 'a')
    await persister.save()
    expect(storage.threads.has('thread')).toBe(false)
    expect(onRemoved).toHaveBeenCalledTimes(1)
    expect(tree.nodes.size).toBe(0)
    await persister.save()
    expect(storage.threads.has('thread')).toBe(false)
    expect(onFailure).not.toHaveBeenCalled()
  })

  it('begins anew with what is said after that', async () => {
    const { storage, tree, persister } = await removed()
    persister.forget()
    tree.append(textMessage('user', 'x'), null)
    await persister.save()
    expect(storage.threads.get('thread')).toMatchObject({ nodes: [{ message: { id: 'x' } }], headId: 'x' })
  })

  it('is not thought to be stored by a save that was under way', async () => {
    const { storage, tree, persister, onRemoved } = setUp()
    tree.reset([textMessage('user', 'a')])
    const release = storage.hold()
    const saved = persister.save()
    await vi.advanceTimersByTimeAsync(0)
    persister.forget()
    release()
    await saved
    tree.append(textMessage('user', 'x'), null)
    await storage.remove('thread')
    await persister.save()
    expect(storage.threads.get('thread')?.headId).toBe('x')
    expect(onRemoved).toHaveBeenCalledTimes(1)
  })
})

describe('what others have written', () => {
  const change = (...changed: StoredMessage[]): ThreadChange => {
    return { changed, removedIds: [], headId: changed.at(-1)?.message.id ?? null }
  }
  const edited = (id: string, metadata: object): StoredMessage => {
    return { message: { ...textMessage('user', id), metadata }, parentId: null }
  }
  async function stored(...ids: string[]) {
    const parts = setUp()
    parts.tree.reset(ids.map((id) => textMessage('user', id)))
    await parts.persister.save()
    return parts
  }

  it('is in the tree, in view, and not written again', async () => {
    const { storage, tree, persister } = await stored('a')
    persister.adopt(change({ message: textMessage('assistant', 'b'), parentId: 'a' }))
    expect(tree.path().map(({ id }) => id)).toEqual(['a', 'b'])
    await persister.save()
    expect(storage.saves).toHaveLength(1)
  })

  it('does not take the place of what has changed here and is not written yet', async () => {
    const { storage, tree, persister } = await stored('a')
    const ours = edited('a', { sluice: { model: 'ours' } }).message
    tree.replace('a', ours)
    persister.adopt(change(edited('a', { sluice: { model: 'theirs' } })))
    expect(tree.path()).toEqual([ours])
    await persister.save()
    expect(storage.threads.get('thread')?.nodes[0]?.message).toBe(ours)
  })

  it('does not touch the message that grows here, nor the head', async () => {
    const { tree, given, persister } = await stored('a', 'b')
    given.growingId = 'b'
    await persister.save()
    const [, own] = tree.path()
    persister.adopt({ ...change(edited('b', {}), edited('x', {})), removedIds: ['b'] })
    expect(tree.path()[1]).toBe(own)
    expect(tree.nodes.has('x')).toBe(true)
  })

  it('removes what they have removed, and nothing that has changed here', async () => {
    const { storage, tree, persister } = await stored('a', 'b', 'c')
    tree.replace('b', edited('b', {}).message)
    persister.adopt({ changed: [], removedIds: ['b', 'c'], headId: 'a' })
    expect([...tree.nodes.keys()]).toEqual(['a', 'b'])
    await persister.save()
    expect(storage.saves.at(-1)).toMatchObject({ changed: [{ message: { id: 'b' } }], removedIds: [] })
  })

  it('brings another branch into view, but not one that was left here meanwhile', async () => {
    const { tree, persister } = await stored('a', 'b')
    persister.adopt({ changed: [], removedIds: [], headId: 'a' })
    expect(tree.headId).toBe('a')
    tree.setHead('b')
    persister.adopt({ changed: [], removedIds: [], headId: 'a' })
    expect(tree.headId).toBe('b')
  })

  it('shows the question whose answer is not known yet', async () => {
    const { storage, tree, persister } = await stored('a')
    persister.adopt({ ...change({ message: textMessage('user', 'q'), parentId: 'a' }), headId: 'growing' })
    expect(tree.headId).toBe('q')
    await persister.save()
    expect(storage.saves).toHaveLength(1)
  })
})

describe('what cannot be cloned', () => {
  function picky() {
    const parts = setUp()
    const { storage } = parts
    const save = storage.save
    storage.save = async (threadId, change) => {
      structuredClone(change)
      return save(threadId, change)
    }
    return parts
  }
  const withMetadata = (id: string, metadata: object) => ({ ...textMessage('user', id), metadata })

  it('is left out, told by the message’s id, and keeps nothing else from being written', async () => {
    const { storage, tree, persister, onFailure, onSuccess } = picky()
    const proxy = new Proxy({ kept: 1 }, {})
    tree.reset([textMessage('user', 'a'), withMetadata('bad', { onClick() {}, proxy }), textMessage('user', 'c')])
    await persister.save()
    const nodes = storage.threads.get('thread')?.nodes.map(({ message }) => message)
    expect(nodes).toEqual([
      textMessage('user', 'a'),
      withMetadata('bad', { proxy: { kept: 1 } }),
      textMessage('user', 'c'),
    ])
    expect(onFailure.mock.calls).toMatchObject([[{ message: expect.stringContaining('bad'), reason: 'unknown' }]])
    tree.append(textMessage('user', 'd'), 'c')
    await persister.save()
    expect(storage.saves.at(-1)?.changed.map(({ message }) => message.id)).toEqual(['d'])
    expect(onSuccess).toHaveBeenCalledTimes(1)
  })

  it('leaves a message out that has no text either', async () => {
    const { storage, tree, persister, onFailure } = picky()
    const ring: Record<string, unknown> = { onClick() {} }
    ring.self = ring
    tree.reset([textMessage('user', 'a'), withMetadata('bad', ring)])
    await persister.save()
    expect(storage.threads.get('thread')?.nodes.map(({ message }) => message.id)).toEqual(['a'])
    expect(onFailure).toHaveBeenCalledTimes(1)
  })
})
