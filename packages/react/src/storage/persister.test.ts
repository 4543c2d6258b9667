import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { startPersister } from '../test-support/start-persister.ts'
import { textMessage } from '../test-support/transcript.ts'
import type { ThreadChange } from './chat-storage.ts'

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
})
afterEach(() => {
  vi.useRealTimers()
})

const changedIds = (saves: readonly ThreadChange[]) =>
  saves.map(({ changed }) => changed.map(({ message }) => message.id))

describe('saving', () => {
  it('writes what changed since the last time and nothing else', async () => {
    const { storage, tree, persister } = startPersister()
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
    const { storage, tree, persister } = startPersister()
    await persister.save()
    tree.reset([textMessage('user', 'a')])
    await persister.save()
    await persister.save()
    expect(storage.saves).toHaveLength(1)
  })

  it('writes a new head and what was removed', async () => {
    const { storage, tree, persister } = startPersister()
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

  it('writes what has another place: what follows a message that was removed', async () => {
    const { storage, tree, persister } = startPersister()
    const [a, b, c] = [textMessage('user', 'a'), textMessage('user', 'b'), textMessage('user', 'c')]
    tree.reset([a, b, c])
    await persister.save()
    tree.reset([a, c])
    await persister.save()
    expect(storage.saves[1]).toMatchObject({ changed: [{ message: { id: 'c' }, parentId: 'a' }], removedIds: ['b'] })
    await persister.save()
    expect(storage.saves).toHaveLength(2)
  })

  it('does not write what the storage is said to hold', async () => {
    const { storage, tree, persister } = startPersister()
    tree.reset([textMessage('user', 'a')])
    persister.note({ changed: [...tree.nodes.values()], removedIds: [], headId: tree.headId })
    await persister.save()
    expect(storage.saves).toEqual([])
  })

  it('marks a message that grows, and takes the mark away when it is whole though it is the same', async () => {
    const { storage, tree, given, persister } = startPersister()
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
    const { storage, tree, given, persister } = startPersister()
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
    const { storage, tree, given, persister } = startPersister()
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
    const { storage, tree, persister } = startPersister()
    tree.reset([textMessage('assistant', 'b')])
    persister.saveLater()
    await persister.save()
    expect(storage.saves).toHaveLength(1)
    expect(vi.getTimerCount()).toBe(0)
  })
})

describe('a save while another one is writing', () => {
  it('waits for it, writes the rest, and resolves when all is written', async () => {
    const { storage, tree, persister } = startPersister()
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
    const { storage, tree, persister, onFailure, onSuccess } = startPersister()
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
    const { storage, tree, persister } = startPersister()
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
    const { storage, tree, persister } = startPersister()
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
    const { storage, tree, given, persister } = startPersister()
    tree.reset([textMessage('user', 'a')])
    given.run = run
    await persister.save()
    given.run = undefined
    await persister.save()
    expect(storage.saves.map((save) => save.run)).toEqual([run, null])
    expect(storage.threads.get('thread')).not.toHaveProperty('run')
  })

  it('is no reason to write only because another event was read', async () => {
    const { storage, tree, given, persister } = startPersister()
    tree.reset([textMessage('user', 'a')])
    given.run = run
    await persister.save()
    given.run = { ...run, lastEventId: 'r.2' }
    await persister.save()
    expect(storage.saves).toHaveLength(1)
  })

  it('of another tab is left as it is', async () => {
    const { storage, tree, persister } = startPersister()
    persister.note({ changed: [], removedIds: [], headId: null, run })
    tree.reset([textMessage('user', 'a')])
    await persister.save()
    expect(storage.saves[0]?.run).toBe(undefined)
  })
})

describe('the first of an answer', () => {
  it('is written without a pause', async () => {
    const { storage, tree, given, persister } = startPersister()
    tree.reset([textMessage('assistant', 'b')])
    given.growingId = 'b'
    persister.saveLater()
    await vi.advanceTimersByTimeAsync(0)
    expect(storage.saves).toHaveLength(1)
  })
})
