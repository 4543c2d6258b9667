import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createMessageTree } from '../store/message-tree.ts'
import { memoryStorage } from '../test-support/memory-storage.ts'
import { textMessage } from '../test-support/transcript.ts'
import type { ThreadChange } from './chat-storage.ts'
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
  const growing: { id: string | undefined } = { id: undefined }
  const onFailure = vi.fn()
  const onSuccess = vi.fn()
  const growingId = () => growing.id
  const persister = createPersister({ threadId: 'thread', storage, tree, growingId, onFailure, onSuccess })
  return { storage, tree, growing, onFailure, onSuccess, persister }
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
    expect(storage.saves.slice(1)).toEqual([
      { changed: [], removedIds: [], headId: 'a' },
      { changed: [], removedIds: ['a', 'b'], headId: null },
    ])
  })

  it('does not write what the storage is said to hold', async () => {
    const { storage, tree, persister } = setUp()
    tree.reset([textMessage('user', 'a')])
    persister.markStored(tree.nodes.values(), tree.headId)
    await persister.save()
    expect(storage.saves).toEqual([])
  })

  it('marks a message that grows, and takes the mark away when it is whole though it is the same', async () => {
    const { storage, tree, growing, persister } = setUp()
    tree.reset([textMessage('user', 'a'), textMessage('assistant', 'b')])
    growing.id = 'b'
    await persister.save()
    growing.id = undefined
    await persister.save()
    expect(storage.saves.map(({ changed }) => changed.map(({ isPartial }) => isPartial))).toEqual([
      [false, true],
      [false],
    ])
  })
})

describe('a growing answer', () => {
  it('is written at most once a second', async () => {
    const { storage, tree, growing, persister } = setUp()
    tree.reset([textMessage('assistant', 'b')])
    growing.id = 'b'
    for (let step = 0; step < 60; step++) {
      tree.replace('b', { ...textMessage('assistant', 'b'), metadata: {} })
      persister.saveLater()
      await vi.advanceTimersByTimeAsync(50)
    }
    expect(storage.saves.length).toBeGreaterThanOrEqual(2)
    expect(storage.saves.length).toBeLessThanOrEqual(3)
  })

  it('is written no more often because the storage is slow', async () => {
    const { storage, tree, growing, persister } = setUp()
    tree.reset([textMessage('assistant', 'b')])
    growing.id = 'b'
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

  it('that is no Error becomes one', async () => {
    const { tree, storage, persister, onFailure } = setUp()
    storage.save = () => Promise.reject('full')
    tree.reset([textMessage('user', 'a')])
    await persister.save()
    expect(onFailure.mock.calls[0]?.[0]).toMatchObject({ name: 'Error', message: 'full' })
  })
})
