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

describe('a page that may be going away', () => {
  function growing() {
    const parts = startPersister()
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

  it('has what else has changed of its run written as ever', async () => {
    const { storage, tree, given, persister } = growing()
    const run = { idempotencyKey: 'k', parentId: 'a', messageId: 'b' }
    given.run = run
    await persister.save()
    given.run = { ...run, isLogged: true }
    tree.replace('b', { ...textMessage('assistant', 'b'), metadata: {} })
    await persister.saveAtOnce()
    expect(storage.saves.slice(1)).toMatchObject([{ isUrgent: true }, { changed: [], run: given.run }])
  })
})
