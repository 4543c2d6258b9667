import type { UIMessage } from '@sluice/core/ui'
import { describe, expect, it, vi } from 'vitest'
import { memoryStorage } from '../test-support/memory-storage.ts'
import { settled } from '../test-support/settled.ts'
import { startKeeper, storedThread } from '../test-support/start-keeper.ts'
import { textMessage } from '../test-support/transcript.ts'

describe('loading', () => {
  it('restores the conversation with its branches and its head, once', async () => {
    const storage = memoryStorage({ thread: storedThread })
    const load = vi.spyOn(storage, 'load')
    const { keeper, tree, shown, onChange } = startKeeper(storage)
    expect(keeper.state).toEqual({ status: 'loading' })
    await Promise.all([keeper.hydrate(), keeper.hydrate()])
    expect(shown()).toEqual(['user: a', 'assistant: b'])
    expect(tree.nodes.size).toBe(3)
    expect(keeper.state).toEqual({ status: 'ready' })
    expect(load).toHaveBeenCalledExactlyOnceWith('thread')
    expect(onChange).toHaveBeenCalled()
  })

  it('does not write back what was loaded', async () => {
    const storage = memoryStorage({ thread: storedThread })
    const { keeper } = startKeeper(storage)
    await keeper.save()
    expect(storage.saves).toEqual([])
  })

  it('of a conversation that is not there leaves an empty one', async () => {
    const { keeper, shown } = startKeeper(memoryStorage())
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
    const nodes = [storedThread.nodes[0]!, { message: growing, parentId: 'a', isPartial: true }]
    const { keeper, tree } = startKeeper(memoryStorage({ thread: { nodes, headId: 'b' } }))
    await keeper.hydrate()
    expect(tree.path()[1]).toEqual({
      ...growing,
      parts: [{ type: 'step-start' }, { type: 'text', text: 'Hel', state: 'done' }],
      metadata: { sluice: { model: 'm', ending: 'interrupted' } },
    })
  })

  it('leaves out what was growing below a message that has been deleted, and removes it', async () => {
    const growing: UIMessage = { id: 'x', role: 'assistant', parts: [{ type: 'text', text: 'Hel' }] }
    const nodes = [...storedThread.nodes, { message: growing, parentId: 'deleted', isPartial: true }]
    const run = { idempotencyKey: 'k', parentId: 'deleted', messageId: 'x' }
    const storage = memoryStorage({ thread: { nodes, headId: 'b', run } })
    const { keeper, tree, onLoaded } = startKeeper(storage)
    await keeper.save()
    expect([...tree.nodes.keys()]).toEqual(['a', 'b', 'c'])
    expect(onLoaded).toHaveBeenCalledExactlyOnceWith(undefined)
    expect(storage.saves).toMatchObject([{ changed: [], removedIds: ['x'] }])
  })

  it('marks no answer that may go on yet, nor writes anything of it', async () => {
    const growing: UIMessage = {
      id: 'b',
      role: 'assistant',
      parts: [{ type: 'text', text: 'Hel', state: 'streaming' }],
    }
    const nodes = [storedThread.nodes[0]!, { message: growing, parentId: 'a', isPartial: true }]
    const run = { idempotencyKey: 'k', parentId: 'a', messageId: 'b' }
    const storage = memoryStorage({ thread: { nodes, headId: 'b', run } })
    const { keeper, tree } = startKeeper(storage)
    await keeper.save()
    expect(tree.path()[1]).toEqual({ ...growing, parts: [{ type: 'text', text: 'Hel', state: 'done' }] })
    expect(storage.saves).toEqual([])
  })

  it('tells of the answer that was under way', async () => {
    const run = { idempotencyKey: 'k', parentId: 'a' }
    const { keeper, onLoaded, tree } = startKeeper(memoryStorage({ thread: { ...storedThread, run } }))
    onLoaded.mockImplementation(() => expect(tree.headId).toBe('b'))
    await keeper.hydrate()
    expect(onLoaded).toHaveBeenCalledExactlyOnceWith(run)
  })

  it('tells of it again when it is opened again, if there still is one', async () => {
    const run = { idempotencyKey: 'k', parentId: 'a' }
    const storage = memoryStorage({ thread: { ...storedThread, run } })
    const { keeper, onLoaded } = startKeeper(storage)
    await keeper.hydrate()
    keeper.close()
    await keeper.hydrate()
    expect(onLoaded).toHaveBeenCalledTimes(2)
    keeper.close()
    storage.tell('thread', { type: 'changed', change: { changed: [], removedIds: [], headId: 'b', run: null } })
    await keeper.hydrate()
    expect(onLoaded).toHaveBeenCalledTimes(2)
  })

  it('puts what was said in the meantime behind what is stored', async () => {
    const storage = memoryStorage({ thread: storedThread })
    const release = storage.hold()
    const { keeper, tree, shown } = startKeeper(storage)
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
    const { keeper, tree } = startKeeper(storage)
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
    const { keeper, tree, onChange } = startKeeper(undefined)
    tree.reset([textMessage('user', 'x')])
    await keeper.hydrate()
    await keeper.save()
    keeper.saveLater()
    expect(keeper.state).toEqual({ status: 'off' })
    expect(onChange).not.toHaveBeenCalled()
  })
})

describe('messages that take the place of what is being loaded', () => {
  it('stay, and what was stored goes', async () => {
    const storage = memoryStorage({ thread: { ...storedThread, run: { idempotencyKey: 'k', parentId: 'a' } } })
    const { keeper, tree, shown, onLoaded } = startKeeper(storage)
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

describe('what others do to the conversation', () => {
  const added = {
    type: 'changed' as const,
    change: { changed: [{ message: textMessage('user', 'd'), parentId: 'b' }], removedIds: [], headId: 'd' },
  }

  it('is heard from the load on', async () => {
    const storage = memoryStorage({ thread: storedThread })
    const { keeper, shown, onChange } = startKeeper(storage)
    await keeper.hydrate()
    onChange.mockClear()
    storage.tell('thread', added)
    expect(shown()).toEqual(['user: a', 'assistant: b', 'user: d'])
    expect(onChange).toHaveBeenCalled()
  })

  it('is not missed while it is being loaded', async () => {
    const storage = memoryStorage({ thread: storedThread })
    const release = storage.hold()
    const { keeper, shown } = startKeeper(storage)
    const loaded = keeper.hydrate()
    await settled()
    storage.tell('thread', added)
    expect(shown()).toEqual([])
    release()
    await loaded
    expect(shown()).toEqual(['user: a', 'assistant: b', 'user: d'])
  })

  it('may be to remove it: then it is empty, and stays so', async () => {
    const storage = memoryStorage({ thread: storedThread })
    const { keeper, shown, onRemoved } = startKeeper(storage)
    await keeper.hydrate()
    onRemoved.mockImplementation(() => expect(shown()).toEqual([]))
    storage.tell('thread', { type: 'removed' })
    expect(onRemoved).toHaveBeenCalledTimes(1)
    await keeper.save()
    expect(storage.threads.has('thread')).toBe(false)
  })

  it('is looked up if it is of a conversation that is not known here', async () => {
    const storage = memoryStorage()
    const { keeper, shown } = startKeeper(storage)
    await keeper.hydrate()
    storage.tell('thread', { type: 'changed', change: { ...added.change, isKnown: true } })
    await settled()
    expect(shown()).toEqual(['user: d'])
  })

  it('is heard no more when the keeper is closed, and caught up with when it is opened again', async () => {
    const storage = memoryStorage({ thread: storedThread })
    const { keeper, shown } = startKeeper(storage)
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
