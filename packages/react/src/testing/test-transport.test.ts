import { ChatError } from '@sluice/core'
import type { UIMessageChunk } from '@sluice/core/ui'
import { describe, expect, it } from 'vitest'
import { gather } from '../test-support/gather.ts'
import type { ChunkStream, SendMessagesOptions } from '../transport/chat-transport.ts'
import { batches, type ChunkBatches } from '../transport/chat-transport.ts'
import { testTransport } from './test-transport.ts'

const send: SendMessagesOptions = {
  trigger: 'submit-message',
  chatId: 'thread',
  messageId: undefined,
  messages: [],
  abortSignal: undefined,
}
const chatId = 'thread'

async function read(stream: ChunkStream | null): Promise<UIMessageChunk[]> {
  return stream === null ? [] : (await gather(batches(stream))).flat()
}
async function typesIn(stream: ChunkStream | null): Promise<string[]> {
  return (await read(stream)).map(({ type }) => type)
}
const whole = ['start', 'start-step', 'text-start', 'text-delta', 'text-end', 'finish-step', 'finish']

describe('testTransport', () => {
  it('answers at once with what a function says', async () => {
    const transport = testTransport(({ chatId }) => `Hello ${chatId}`)
    const chunks = await read(await transport.sendMessages(send))
    expect(chunks.map(({ type }) => type)).toEqual(whole)
    expect(chunks[3]).toMatchObject({ delta: 'Hello thread' })
  })

  it('answers step by step', async () => {
    const transport = testTransport()
    const sent = transport.sendMessages(send)
    expect(transport.sends[0]?.options).toBe(send)
    transport.sends[0]!.text('Hel')
    const reading = typesIn(await sent)
    transport.sends[0]!.chunks(
      { type: 'text-end', id: '0' },
      { type: 'source-url', sourceId: 's', url: 'https://x.io' },
    )
    transport.sends[0]!.cut()
    transport.sends[0]!.text('lost')
    expect(await reading).toEqual(['start', 'start-step', 'text-start', 'text-delta', 'text-end', 'source-url'])
  })

  it('refuses when told to fail before anything was sent', async () => {
    const transport = testTransport()
    const sent = transport.sendMessages(send)
    const error = new ChatError('over-budget', 'No.')
    transport.sends[0]!.fail(error)
    transport.sends[0]!.text('lost')
    await expect(sent).rejects.toBe(error)
  })

  it('fails in the middle when told to fail after something was sent', async () => {
    const transport = testTransport()
    const sent = transport.sendMessages(send)
    transport.sends[0]!.text('Hel')
    transport.sends[0]!.fail(new ChatError('overloaded', 'Busy.', { retryAfterMs: 5 }))
    expect((await read(await sent)).at(-1)).toEqual({
      type: 'error',
      errorText: 'Busy.',
      code: 'overloaded',
      retryAfterMs: 5,
    })
  })

  it('says that it was stopped, and rejects with the reason', async () => {
    const controller = new AbortController()
    const transport = testTransport()
    const sent = transport.sendMessages({ ...send, abortSignal: controller.signal })
    expect(transport.sends[0]!.isAborted).toBe(false)
    controller.abort('stop')
    expect(transport.sends[0]!.isAborted).toBe(true)
    await expect(sent).rejects.toBe('stop')
    await expect(transport.sendMessages({ ...send, abortSignal: controller.signal })).rejects.toBe('stop')
  })

  it('ends an answer that is stopped with the reason', async () => {
    const controller = new AbortController()
    const transport = testTransport()
    const sent = transport.sendMessages({ ...send, abortSignal: controller.signal })
    transport.sends[0]!.text('Hel')
    const reading = read(await sent)
    controller.abort('stop')
    await expect(reading).rejects.toBe('stop')
  })

  it('remembers what was stopped at the server', async () => {
    const transport = testTransport()
    await transport.stopRun?.({ chatId, idempotencyKey: 'k1' })
    expect(transport.stops).toEqual([{ chatId, idempotencyKey: 'k1' }])
  })
})

describe('a wish to rejoin an answer', () => {
  it('is answered from the beginning if it names no event', async () => {
    const transport = testTransport()
    const rejoined = transport.reconnectToStream!({ chatId })
    expect(transport.reconnects[0]?.options).toEqual({ chatId })
    transport.reconnects[0]!.text('Hello')
    transport.reconnects[0]!.finish()
    expect(await typesIn(await rejoined)).toEqual(whole)
  })

  it('finds nothing if the test says so, and always where every send is answered at once', async () => {
    const transport = testTransport()
    const rejoined = transport.reconnectToStream!({ chatId })
    transport.reconnects[0]!.nothing()
    transport.reconnects[0]!.text('lost')
    expect(await rejoined).toBe(null)
    expect(await testTransport(() => 'Hello').reconnectToStream!({ chatId })).toBe(null)
  })

  it('may fail, and be stopped', async () => {
    const transport = testTransport()
    const controller = new AbortController()
    const first = transport.reconnectToStream!({ chatId })
    const error = new ChatError('network', 'No.')
    transport.reconnects[0]!.fail(error)
    await expect(first).rejects.toBe(error)
    const second = transport.reconnectToStream!({ chatId, abortSignal: controller.signal })
    controller.abort('stop')
    await expect(second).rejects.toBe('stop')
    expect(transport.reconnects[1]!.isAborted).toBe(true)
  })
})

describe('hasEventIds', () => {
  /** Reads to the end and says after every batch which event it was. */
  async function idsIn(stream: ChunkStream | null) {
    const ids: unknown[] = []
    for await (const _ of stream as ChunkBatches) ids.push((stream as ChunkBatches).lastEventId)
    return ids
  }
  /** Two sends, of which the second broke off after `Hel`. */
  async function brokenOff() {
    const transport = testTransport(undefined, { hasEventIds: true })
    void transport.sendMessages(send)
    const sent = transport.sendMessages(send)
    transport.sends[1]!.text('Hel')
    transport.sends[1]!.cut()
    const stream = await sent
    return { transport, stream: stream as ChunkBatches, ids: await idsIn(stream) }
  }

  it('counts the events of every run', async () => {
    const { stream, ids } = await brokenOff()
    expect(ids).toEqual(['run-2.1', 'run-2.2', 'run-2.3', 'run-2.4'])
    expect(stream.isLogged).toBe(true)
  })

  it('gives none to what only passes by', async () => {
    const transport = testTransport(undefined, { hasEventIds: true })
    const sent = transport.sendMessages(send)
    transport.sends[0]!.chunks({ type: 'data-sluice-notice', data: { notice: 'queued' }, transient: true })
    transport.sends[0]!.cut()
    expect(await idsIn(await sent)).toEqual(['run-1.1', 'run-1.2', 'run-1.2'])
  })

  it('lets an answer go on after the event that was read last', async () => {
    const { transport } = await brokenOff()
    const rejoined = transport.reconnectToStream!({ chatId, lastEventId: 'run-2.4' })
    transport.reconnects[0]!.text('lo')
    transport.reconnects[0]!.finish()
    const stream = await rejoined
    const chunks: string[] = []
    for await (const [chunk] of stream as ChunkBatches)
      chunks.push(`${chunk?.type} ${(stream as ChunkBatches).lastEventId}`)
    expect(chunks).toEqual(['text-delta run-2.5', 'text-end run-2.6', 'finish-step run-2.7', 'finish run-2.8'])
  })

  it.each([
    ['the number 0', 'run-1.0', 'run-1', 'answer-1'],
    ['a run that is not known', 'other.5', 'run-2', 'answer-2'],
    ['no event', undefined, 'run-2', 'answer-2'],
  ])('says an answer from its beginning to whoever names %s', async (_, lastEventId, run, messageId) => {
    const { transport } = await brokenOff()
    const rejoined = transport.reconnectToStream!({ chatId, lastEventId })
    transport.reconnects[0]!.text('Hello')
    transport.reconnects[0]!.cut()
    const stream = (await rejoined) as ChunkBatches
    expect(await read(stream)).toMatchObject([{ type: 'start', messageId }, {}, { type: 'text-start' }, {}])
    expect(stream.lastEventId).toBe(`${run}.4`)
  })

  it('is off without being asked for: then nothing is logged', async () => {
    const transport = testTransport(() => 'Hello')
    const stream = (await transport.sendMessages(send)) as ChunkBatches
    await read(stream)
    expect(stream).toMatchObject({ isLogged: false, lastEventId: undefined })
  })
})
