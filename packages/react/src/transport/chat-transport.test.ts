import type { UIMessageChunk } from '@sluice/core/ui'
import { describe, expect, it, vi } from 'vitest'
import { gather } from '../test-support/gather.ts'
import { batches } from './chat-transport.ts'

const chunk = (delta: string): UIMessageChunk => ({ type: 'text-delta', id: '0', delta })

describe('the chunks of an answer', () => {
  it('come one by one from a web stream, as transports of the AI SDK give it', async () => {
    const stream = new ReadableStream<UIMessageChunk>({
      start(controller) {
        controller.enqueue(chunk('a'))
        controller.enqueue(chunk('b'))
        controller.close()
      },
    })
    expect(await gather(batches(stream))).toEqual([[chunk('a')], [chunk('b')]])
  })

  it('come together as they were read from a stream of batches', async () => {
    async function* stream() {
      yield [chunk('a'), chunk('b')]
      yield [chunk('c')]
    }
    expect(await gather(batches(stream()))).toEqual([[chunk('a'), chunk('b')], [chunk('c')]])
  })

  it('end their source when nobody reads on, however it takes that', async () => {
    const cancel = vi.fn(() => Promise.reject(new Error('theirs')))
    const stream = new ReadableStream<UIMessageChunk>({
      start: (controller) => controller.enqueue(chunk('a')),
      cancel,
    })
    for await (const _ of batches(stream)) break
    expect(cancel).toHaveBeenCalledTimes(1)
  })

  it('do not cancel a source that has ended by itself', async () => {
    const cancel = vi.fn()
    const stream = new ReadableStream<UIMessageChunk>({ start: (controller) => controller.close(), cancel })
    expect(await gather(batches(stream))).toEqual([])
    expect(cancel).not.toHaveBeenCalled()
  })

  it('fail as their source fails', async () => {
    const failure = new Error('theirs')
    const stream = new ReadableStream<UIMessageChunk>({ start: (controller) => controller.error(failure) })
    await expect(gather(batches(stream))).rejects.toBe(failure)
  })
})
