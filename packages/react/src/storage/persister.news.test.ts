import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { startPersister } from '../test-support/start-persister.ts'
import { textMessage } from '../test-support/transcript.ts'
import type { StoredMessage, ThreadChange } from './chat-storage.ts'

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
})
afterEach(() => {
  vi.useRealTimers()
})

describe('a conversation that somebody else has removed', () => {
  async function removed() {
    const parts = startPersister()
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

  it('does not come back by what was written to it before, and is heard of later', async () => {
    const { tree, persister } = await removed()
    persister.forget()
    const changed = [{ message: textMessage('assistant', 'b'), parentId: 'a' }]
    expect(persister.adopt({ changed, removedIds: [], headId: 'b', isKnown: true })).toBe(false)
    expect(tree.nodes.size).toBe(0)
    expect(persister.adopt({ changed, removedIds: [], headId: 'b', isKnown: false })).toBe(true)
    expect(tree.nodes.size).toBe(1)
  })

  it('begins anew with what is said after that', async () => {
    const { storage, tree, persister } = await removed()
    persister.forget()
    tree.append(textMessage('user', 'x'), null)
    await persister.save()
    expect(storage.threads.get('thread')).toMatchObject({ nodes: [{ message: { id: 'x' } }], headId: 'x' })
  })

  it('is not thought to be stored by a save that was under way', async () => {
    const { storage, tree, persister, onRemoved } = startPersister()
    tree.reset([textMessage('user', 'a')])
    const release = storage.hold()
    const saved = persister.save()
    await vi.advanceTimersByTimeAsync(0)
    const removed = storage.remove('thread')
    persister.forget()
    release()
    await Promise.all([saved, removed])
    tree.append(textMessage('user', 'x'), null)
    await persister.save()
    expect(storage.threads.get('thread')?.headId).toBe('x')
    expect(onRemoved).toHaveBeenCalledTimes(1)
  })

  it('is not left in part by a save that was under way, and faster than the word of it', async () => {
    const { storage, tree, persister } = startPersister()
    tree.reset([textMessage('user', 'a')])
    const release = storage.hold()
    const saved = persister.save()
    await vi.advanceTimersByTimeAsync(0)
    persister.forget()
    tree.append(textMessage('user', 'x'), null)
    release()
    await saved
    expect(storage.threads.get('thread')).toMatchObject({ nodes: [{ message: { id: 'x' } }], headId: 'x' })
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
    const parts = startPersister()
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

  it('removes what goes on from what they have removed, unless they have put it elsewhere', async () => {
    const { storage, tree, persister } = await stored('a', 'b', 'c', 'd')
    const moved = { message: textMessage('user', 'd'), parentId: 'a' }
    persister.adopt({ changed: [moved], removedIds: ['b'], headId: 'd' })
    expect(tree.path().map(({ id }) => id)).toEqual(['a', 'd'])
    expect(tree.nodes.has('c')).toBe(false)
    await persister.save()
    expect(storage.saves.at(-1)).toMatchObject({ changed: [], removedIds: ['c'] })
  })

  it('removes what they have written below what was removed here, written or not', async () => {
    const { storage, tree, persister } = await stored('a', 'b')
    tree.reset(tree.path().slice(0, 1))
    persister.adopt(change({ message: textMessage('assistant', 'x'), parentId: 'b' }))
    expect([...tree.nodes.keys()]).toEqual(['a'])
    await vi.advanceTimersByTimeAsync(0)
    expect(storage.saves.at(-1)).toMatchObject({ changed: [], removedIds: ['b', 'x'], headId: 'a' })
    persister.adopt(
      change(
        { message: textMessage('assistant', 'y'), parentId: 'b' },
        { message: textMessage('user', 'z'), parentId: 'y' },
      ),
    )
    expect([tree.headId, tree.nodes.size]).toEqual(['a', 1])
    await vi.advanceTimersByTimeAsync(0)
    expect(storage.saves.at(-1)).toMatchObject({ changed: [], removedIds: ['y', 'z'], headId: 'a' })
  })

  it('keeps what they have written before that which it follows is heard of', async () => {
    const { tree, persister } = await stored('a')
    persister.adopt(change({ message: textMessage('assistant', 'x'), parentId: 'q' }))
    persister.adopt({ ...change({ message: textMessage('user', 'q'), parentId: 'a' }), headId: 'x' })
    expect(tree.nodes.has('x')).toBe(true)
  })

  it('removes what is a first message here only because they have removed what it followed', async () => {
    const { tree, given, persister } = await stored('a', 'b')
    given.growingId = 'b'
    persister.adopt({ changed: [], removedIds: ['a'], headId: null })
    given.growingId = undefined
    persister.adopt({ changed: [], removedIds: ['b'], headId: null })
    expect(tree.nodes.size).toBe(0)
  })

  it('does not change what is in view while an answer is under way', async () => {
    const { storage, tree, given, persister } = await stored('a', 'b')
    given.isAnswering = true
    persister.adopt(change({ message: textMessage('user', 'q'), parentId: 'a' }))
    expect(tree.headId).toBe('b')
    await persister.save()
    expect(storage.saves.at(-1)).toMatchObject({ changed: [], headId: 'b' })
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
