import type { UIMessage } from '@sluice/core/ui'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createMessageTree } from '../store/message-tree.ts'
import { type MemoryStorage, memoryStorage } from '../test-support/memory-storage.ts'
import { settled } from '../test-support/settled.ts'
import { textMessage, transcript } from '../test-support/transcript.ts'
import type { StorageNews, StoredThread } from './chat-storage.ts'
import { createThreadKeeper } from './thread-keeper.ts'

const stored: StoredThread = {
  nodes: [
    { message: textMessage('user', 'a'), parentId: null },
    { message: textMessage('assistant', 'b'), parentId: 'a' },
    { message: textMessage('assistant', 'c'), parentId: 'a' },
  ],
  headId: 'b',
}

function keep(storage: MemoryStorage | undefined, given: readonly UIMessage[] = []) {
  const tree = createMessageTree()
  tree.reset(given)
  const onChange = vi.fn()
  const onLoaded = vi.fn()
  const onRemoved = vi.fn()
  const growingId = () => undefined
  const keeper = createThreadKeeper({ threadId: 'thread', storage, tree, growingId, onChange, onLoaded, onRemoved })
  return { tree, keeper, onChange, onLoaded, onRemoved, shown: () => transcript(tree.path()) }
}

describe('loading', () => {
  it('restores the conversation with its branches and its head, once', async () => {
    const storage = memoryStorage({ thread: stored })
    const load = vi.spyOn(storage, 'load')
    const { keeper, tree, shown, onChange } = keep(storage)
    expect(keeper.state).toEqual({ status: 'loading' })
    await Promise.all([keeper.hydrate(), keeper.hydrate()])
    expect(shown()).toEqual(['user: a', 'assistant: b'])
    expect(tree.nodes.size).toBe(3)
    expect(keeper.state).toEqual({ status: 'ready' })
    expect(load).toHaveBeenCalledExactlyOnceWith('thread')
    expect(onChange).toHaveBeenCalled()
  })

  it('does not write back what was loaded', async () => {
    const storage = memoryStorage({ thread: stored })
    const { keeper } = keep(storage)
    await keeper.save()
    expect(storage.saves).toEqual([])
  })

  it('of a conversation that is not there leaves an empty one', async () => {
    const { keeper, shown } = keep(memoryStorage())
    await keeper.hydrate()
    expect([keeper.state.status, shown()]).toEqual(['ready', []])
  })

  it('marks an answer that was growing as interrupted, and closes it', async () => {
    const growing: UIMessage = {
      id: 'b',
      role: 'assistant',
      parts: [{ type: 'step-start' }, { type: 'text', text: 'Hel', state: 'streaming' }],
      metadata: { sluice: { model: 'm' } },
    }
    const nodes = [stored.nodes[0]!, { message: growing, parentId: 'a', isPartial: true }]
    const { keeper, tree } = keep(memoryStorage({ thread: { nodes, headId: 'b' } }))
    await keeper.hydrate()
    expect(tree.path()[1]).toEqual({
      ...growing,
      parts: [{ type: 'step-start' }, { type: 'text', text: 'Hel', state: 'done' }],
      metadata: { sluice: { model: 'm', ending: 'interrupted' } },
    })
  })

  it('gives way to messages that were given, which take the stored ones’ place', async () => {
    const storage = memoryStorage({ thread: stored })
    const { keeper, shown } = keep(storage, [textMessage('user', 'x')])
    expect(keeper.state.status).toBe('ready')
    await keeper.save()
    expect(shown()).toEqual(['user: x'])
    expect(storage.threads.get('thread')?.nodes.map(({ message }) => message.id)).toEqual(['x'])
  })

  it('tells of the answer that was under way', async () => {
    const run = { idempotencyKey: 'k', parentId: 'a' }
    const { keeper, onLoaded, tree } = keep(memoryStorage({ thread: { ...stored, run } }))
    onLoaded.mockImplementation(() => expect(tree.headId).toBe('b'))
    await keeper.hydrate()
    expect(onLoaded).toHaveBeenCalledExactlyOnceWith(run)
  })

  it('puts what was said in the meantime behind what is stored', async () => {
    const storage = memoryStorage({ thread: stored })
    const release = storage.hold()
    const { keeper, tree, shown } = keep(storage)
    const saved = keeper.save()
    tree.append(textMessage('user', 'x'), null)
    tree.append(textMessage('assistant', 'y'), 'x')
    release()
    await saved
    expect(shown()).toEqual(['user: a', 'assistant: b', 'user: x', 'assistant: y'])
    expect(storage.threads.get('thread')).toMatchObject({ headId: 'y' })
    expect(storage.saves.map(({ changed }) => changed.map(({ message }) => message.id))).toEqual([['x', 'y']])
  })
})

describe('writing', () => {
  it('waits until it is known what is stored', async () => {
    const storage = memoryStorage()
    const release = storage.hold()
    const { keeper, tree } = keep(storage)
    tree.reset([textMessage('user', 'x')])
    const saved = keeper.save()
    keeper.saveLater()
    await settled()
    expect(storage.saves).toEqual([])
    release()
    await saved
    expect(storage.saves).toHaveLength(1)
  })

  it('does nothing without a storage', async () => {
    const { keeper, tree, onChange } = keep(undefined)
    tree.reset([textMessage('user', 'x')])
    await keeper.hydrate()
    await keeper.save()
    keeper.saveLater()
    expect(keeper.state).toEqual({ status: 'off' })
    expect(onChange).not.toHaveBeenCalled()
  })
})

describe('a storage that fails', () => {
  it('to load is visible, and nothing is written over what may be there', async () => {
    const storage = memoryStorage({ thread: stored })
    storage.failure = new Error('blocked')
    const { keeper, tree, onChange } = keep(storage)
    await keeper.hydrate()
    expect(keeper.state).toEqual({ status: 'failed', error: storage.failure, reason: 'unknown' })
    expect(onChange).toHaveBeenCalled()
    tree.append(textMessage('user', 'x'), null)
    await keeper.save()
    keeper.saveLater()
    await keeper.saveAtOnce()
    expect(storage.saves).toEqual([])
  })

  it('to load is asked again at the next occasion, and what was said meanwhile goes on from there', async () => {
    const storage = memoryStorage({ thread: stored })
    storage.failure = new Error('blocked')
    const { keeper, tree, shown, onLoaded } = keep(storage)
    await keeper.hydrate()
    tree.append(textMessage('user', 'x'), null)
    storage.failure = undefined
    await keeper.hydrate()
    expect(keeper.state).toEqual({ status: 'ready' })
    expect(shown()).toEqual(['user: a', 'assistant: b', 'user: x'])
    expect(onLoaded).toHaveBeenCalledTimes(1)
    await keeper.save()
    expect(storage.threads.get('thread')?.nodes).toHaveLength(4)
  })

  it('to load is not shown as loading again while it is asked again', async () => {
    const storage = memoryStorage()
    storage.failure = new Error('blocked')
    const { keeper, onChange } = keep(storage)
    await keeper.hydrate()
    onChange.mockImplementation(() => expect(keeper.state.status).toBe('failed'))
    await keeper.hydrate()
    expect(onChange).toHaveBeenCalled()
  })

  it('to write is visible until it works again', async () => {
    const storage = memoryStorage()
    const { keeper, tree } = keep(storage)
    await keeper.hydrate()
    storage.failure = new DOMException('full', 'QuotaExceededError')
    tree.reset([textMessage('user', 'x')])
    await keeper.save()
    expect(keeper.state).toEqual({ status: 'failed', error: storage.failure, reason: 'quota' })
    storage.failure = undefined
    await keeper.save()
    expect(keeper.state).toEqual({ status: 'ready' })
    expect(storage.threads.get('thread')?.headId).toBe('x')
  })

  it('by throwing at once is no different', async () => {
    const failing = memoryStorage()
    const { load } = failing
    failing.load = () => {
      throw new Error('no database')
    }
    const { keeper } = keep(failing)
    await keeper.hydrate()
    expect(keeper.state).toMatchObject({ status: 'failed', error: { message: 'no database' } })
    failing.load = load
    await keeper.hydrate()
    expect(keeper.state).toEqual({ status: 'ready' })
  })

  it('with something that is no Error becomes one', async () => {
    const storage = memoryStorage()
    storage.load = () => Promise.reject('full')
    const { keeper } = keep(storage)
    await keeper.hydrate()
    expect(keeper.state.error).toMatchObject({ name: 'Error', message: 'full' })
  })
})

describe('messages that take the place of what is being loaded', () => {
  it('stay, and what was stored goes', async () => {
    const storage = memoryStorage({ thread: { ...stored, run: { idempotencyKey: 'k', parentId: 'a' } } })
    const { keeper, tree, shown, onLoaded } = keep(storage)
    const loaded = keeper.hydrate()
    keeper.supersede()
    tree.reset([])
    await loaded
    expect(shown()).toEqual([])
    expect(onLoaded).toHaveBeenCalledExactlyOnceWith(undefined)
    await keeper.save()
    expect(storage.threads.get('thread')?.nodes).toEqual([])
  })
})

describe('a storage that never answers', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  it('is waited for no longer than three seconds, once', async () => {
    const storage = memoryStorage()
    storage.hold()
    const { keeper } = keep(storage)
    const loaded = keeper.hydrate()
    await vi.advanceTimersByTimeAsync(3_000)
    await loaded
    expect(keeper.state).toMatchObject({
      status: 'failed',
      error: { message: 'The storage does not answer.' },
      reason: 'silent',
    })
    await Promise.all([keeper.hydrate(), keeper.save()])
    expect(vi.getTimerCount()).toBe(0)
  })

  it('and answers after all loses neither what it holds nor what was said', async () => {
    const storage = memoryStorage({ thread: stored })
    const answer = storage.hold()
    const { keeper, tree, shown } = keep(storage)
    const loaded = keeper.hydrate()
    await vi.advanceTimersByTimeAsync(3_000)
    await loaded
    tree.append(textMessage('user', 'new'), null)
    answer()
    await vi.advanceTimersByTimeAsync(0)
    expect(keeper.state).toEqual({ status: 'ready' })
    expect(shown()).toEqual(['user: a', 'assistant: b', 'user: new'])
    await keeper.save()
    expect(storage.threads.get('thread')?.nodes.map(({ message }) => message.id)).toEqual(['a', 'b', 'c', 'new'])
  })

  it('to a save is visible after three seconds and until it answers', async () => {
    const storage = memoryStorage()
    const { keeper, tree } = keep(storage)
    await keeper.hydrate()
    const answer = storage.hold()
    tree.reset([textMessage('user', 'x')])
    const saved = keeper.save()
    await vi.advanceTimersByTimeAsync(3_000)
    await saved
    expect(keeper.state).toMatchObject({ status: 'failed', reason: 'silent' })
    answer()
    await vi.advanceTimersByTimeAsync(0)
    expect(keeper.state).toEqual({ status: 'ready' })
    expect(storage.threads.get('thread')?.headId).toBe('x')
  })
})

describe('what others do to the conversation', () => {
  const added: StorageNews = {
    type: 'changed',
    change: { changed: [{ message: textMessage('user', 'd'), parentId: 'b' }], removedIds: [], headId: 'd' },
  }

  it('is heard from the load on', async () => {
    const storage = memoryStorage({ thread: stored })
    const { keeper, shown, onChange } = keep(storage)
    await keeper.hydrate()
    onChange.mockClear()
    storage.tell('thread', added)
    expect(shown()).toEqual(['user: a', 'assistant: b', 'user: d'])
    expect(onChange).toHaveBeenCalled()
  })

  it('is not missed while it is being loaded', async () => {
    const storage = memoryStorage({ thread: stored })
    const release = storage.hold()
    const { keeper, shown } = keep(storage)
    const loaded = keeper.hydrate()
    await settled()
    storage.tell('thread', added)
    expect(shown()).toEqual([])
    release()
    await loaded
    expect(shown()).toEqual(['user: a', 'assistant: b', 'user: d'])
  })

  it('may be to remove it: then it is empty, and stays so', async () => {
    const storage = memoryStorage({ thread: stored })
    const { keeper, shown, onRemoved } = keep(storage)
    await keeper.hydrate()
    onRemoved.mockImplementation(() => expect(shown()).toEqual([]))
    storage.tell('thread', { type: 'removed' })
    expect(onRemoved).toHaveBeenCalledTimes(1)
    await keeper.save()
    expect(storage.threads.has('thread')).toBe(false)
  })

  it('is heard no more when the keeper is closed, and caught up with when it is opened again', async () => {
    const storage = memoryStorage({ thread: stored })
    const { keeper, shown } = keep(storage)
    await keeper.hydrate()
    await keeper.hydrate()
    expect(storage.watchers).toBe(1)
    keeper.close()
    keeper.close()
    expect(storage.watchers).toBe(0)
    storage.tell('thread', added)
    expect(shown()).toHaveLength(2)
    await keeper.save()
    expect(storage.watchers).toBe(0)
    await keeper.hydrate()
    expect([shown().length, storage.watchers]).toEqual([3, 1])
    expect(storage.saves).toEqual([])
  })
})
