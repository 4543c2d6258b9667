import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { memoryStorage } from '../test-support/memory-storage.ts'
import { startKeeper, storedThread } from '../test-support/start-keeper.ts'
import { textMessage } from '../test-support/transcript.ts'

describe('a storage that fails', () => {
  it('to load is visible, and nothing is written over what may be there', async () => {
    const storage = memoryStorage({ thread: storedThread })
    storage.failure = new Error('blocked')
    const { keeper, tree, onChange } = startKeeper(storage)
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
    const storage = memoryStorage({ thread: storedThread })
    storage.failure = new Error('blocked')
    const { keeper, tree, shown, onLoaded } = startKeeper(storage)
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
    const { keeper, onChange } = startKeeper(storage)
    await keeper.hydrate()
    onChange.mockImplementation(() => expect(keeper.state.status).toBe('failed'))
    await keeper.hydrate()
    expect(onChange).toHaveBeenCalled()
  })

  it('to write is visible until it works again', async () => {
    const storage = memoryStorage()
    const { keeper, tree } = startKeeper(storage)
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
    const { keeper } = startKeeper(failing)
    await keeper.hydrate()
    expect(keeper.state).toMatchObject({ status: 'failed', error: { message: 'no database' } })
    failing.load = load
    await keeper.hydrate()
    expect(keeper.state).toEqual({ status: 'ready' })
  })

  it('with something that is no Error becomes one', async () => {
    const storage = memoryStorage()
    storage.load = () => Promise.reject('full')
    const { keeper } = startKeeper(storage)
    await keeper.hydrate()
    expect(keeper.state.error).toMatchObject({ name: 'Error', message: 'full' })
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
    const { keeper } = startKeeper(storage)
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

  it('is the only one for which a timer is left', async () => {
    const { keeper, tree } = startKeeper(memoryStorage())
    await keeper.hydrate()
    tree.reset([textMessage('user', 'x')])
    await keeper.save()
    await keeper.saveAtOnce()
    expect(vi.getTimerCount()).toBe(0)
  })

  it('and answers after all loses neither what it holds nor what was said', async () => {
    const storage = memoryStorage({ thread: storedThread })
    const answer = storage.hold()
    const { keeper, tree, shown } = startKeeper(storage)
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
    const { keeper, tree } = startKeeper(storage)
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
