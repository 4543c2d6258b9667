import { describe, expect, it, vi } from 'vitest'
import type { ChatEvent } from './event.ts'
import { onFirstRead } from './on-first-read.ts'

const finish: ChatEvent = { type: 'finish', reason: 'stop' }
const done = { done: true, value: undefined }

function source(...events: ChatEvent[]) {
  const next = vi.fn(async (): Promise<IteratorResult<ChatEvent>> => {
    const value = events.shift()
    return value === undefined ? { done: true, value: undefined } : { done: false, value }
  })
  return { next, return: vi.fn(async () => ({ done: true as const, value: undefined })) }
}

describe('events that are opened on the first read', () => {
  it('are not opened before, and once only', async () => {
    const inner = source(finish)
    const open = vi.fn(() => inner)
    const iterator = onFirstRead(open)[Symbol.asyncIterator]()
    expect(open).not.toHaveBeenCalled()
    expect([await iterator.next(), await iterator.next()]).toEqual([{ done: false, value: finish }, done])
    expect(open).toHaveBeenCalledTimes(1)
  })

  it('are each reader’s own', async () => {
    const open = vi.fn(() => source(finish))
    const events = onFirstRead(open)
    const read: ChatEvent[] = []
    for (let reader = 0; reader < 2; reader++) for await (const event of events) read.push(event)
    expect(read).toEqual([finish, finish])
    expect(open).toHaveBeenCalledTimes(2)
  })

  it('fail as their opening fails, at once or later', async () => {
    const error = new Error('no')
    const throwing = () => {
      throw error
    }
    for (const open of [throwing, () => Promise.reject(error)]) {
      await expect(onFirstRead(open)[Symbol.asyncIterator]().next()).rejects.toBe(error)
    }
  })

  it('are never opened for a reader that leaves before', async () => {
    const open = vi.fn(() => source(finish))
    const iterator = onFirstRead(open)[Symbol.asyncIterator]()
    expect(await iterator.return?.()).toEqual(done)
    expect(await iterator.next()).toEqual(done)
    expect(open).not.toHaveBeenCalled()
  })

  it('are ended, unread, for a reader that leaves while they open', async () => {
    const inner = source(finish)
    const opened = Promise.withResolvers<typeof inner>()
    const iterator = onFirstRead(() => opened.promise)[Symbol.asyncIterator]()
    const next = iterator.next()
    await iterator.return?.()
    opened.resolve(inner)
    expect(await next).toEqual(done)
    expect(inner.next).not.toHaveBeenCalled()
    expect(inner.return).toHaveBeenCalledTimes(1)
  })

  it('are ended with their reader', async () => {
    const inner = source(finish, finish)
    for await (const _ of onFirstRead(() => inner)) break
    expect(inner.return).toHaveBeenCalledTimes(1)
  })
})
