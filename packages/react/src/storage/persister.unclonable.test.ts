import { describe, expect, it } from 'vitest'
import { startPersister } from '../test-support/start-persister.ts'
import { textMessage } from '../test-support/transcript.ts'

describe('what cannot be cloned', () => {
  function picky() {
    const parts = startPersister()
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
