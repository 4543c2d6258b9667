import type { UIMessage } from '@sluice/core/ui'
import { describe, expect, it, vi } from 'vitest'
import { createMessageTree } from '../store/message-tree.ts'
import { type MemoryStorage, memoryStorage } from '../test-support/memory-storage.ts'
import { settled } from '../test-support/settled.ts'
import { textMessage, transcript } from '../test-support/transcript.ts'
import type { StoredThread } from './chat-storage.ts'
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
  const keeper = createThreadKeeper({ threadId: 'thread', storage, tree, growingId: () => undefined, onChange })
  return { tree, keeper, onChange, shown: () => transcript(tree.path()) }
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

  it('gives way to what was put there in the meantime', async () => {
    const storage = memoryStorage({ thread: stored })
    const release = storage.hold()
    const { keeper, tree, shown } = keep(storage)
    const saved = keeper.save()
    tree.reset([textMessage('user', 'x')])
    release()
    await saved
    expect(shown()).toEqual(['user: x'])
    expect(storage.threads.get('thread')?.headId).toBe('x')
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
    expect(keeper.state).toEqual({ status: 'failed', error: storage.failure })
    expect(onChange).toHaveBeenCalled()
    storage.failure = undefined
    tree.reset([textMessage('user', 'x')])
    await keeper.save()
    expect(storage.threads.get('thread')).toBe(stored)
  })

  it('to write is visible until it works again', async () => {
    const storage = memoryStorage()
    const { keeper, tree } = keep(storage)
    await keeper.hydrate()
    storage.failure = new Error('full')
    tree.reset([textMessage('user', 'x')])
    await keeper.save()
    expect(keeper.state).toEqual({ status: 'failed', error: storage.failure })
    storage.failure = undefined
    await keeper.save()
    expect(keeper.state).toEqual({ status: 'ready' })
    expect(storage.threads.get('thread')?.headId).toBe('x')
  })

  it('by throwing at once is no different', async () => {
    const failing = memoryStorage()
    failing.load = () => {
      throw new Error('no database')
    }
    const { keeper } = keep(failing)
    await keeper.hydrate()
    expect(keeper.state).toMatchObject({ status: 'failed', error: { message: 'no database' } })
  })
})

describe('messages that take the place of what is being loaded', () => {
  it('stay, and what was stored goes', async () => {
    const storage = memoryStorage({ thread: stored })
    const { keeper, tree, shown } = keep(storage)
    const loaded = keeper.hydrate()
    keeper.supersede()
    tree.reset([])
    await loaded
    expect(shown()).toEqual([])
    await keeper.save()
    expect(storage.threads.get('thread')?.nodes).toEqual([])
  })
})

describe('a storage that never answers', () => {
  it('is waited for no longer than three seconds', async () => {
    vi.useFakeTimers()
    const storage = memoryStorage()
    storage.hold()
    const { keeper } = keep(storage)
    const loaded = keeper.hydrate()
    await vi.advanceTimersByTimeAsync(3_000)
    await loaded
    expect(keeper.state).toMatchObject({ status: 'failed', error: { message: 'The storage does not answer.' } })
    vi.useRealTimers()
  })

  it('and answers after all takes nothing away that it holds', async () => {
    vi.useFakeTimers()
    const storage = memoryStorage({ thread: stored })
    const answer = storage.hold()
    const { keeper, tree } = keep(storage)
    const loaded = keeper.hydrate()
    await vi.advanceTimersByTimeAsync(3_000)
    await loaded
    tree.append(textMessage('user', 'new'), null)
    answer()
    await vi.advanceTimersByTimeAsync(0)
    await keeper.save()
    expect(storage.threads.get('thread')).toEqual(stored)
    vi.useRealTimers()
  })
})
