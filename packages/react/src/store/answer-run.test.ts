import type { UIMessage, UIMessageChunk } from '@sluice/core/ui'
import { describe, expect, it, vi } from 'vitest'
import { createAnswerRun } from './answer-run.ts'

const empty: UIMessage = { id: 'own', role: 'assistant', parts: [] }
const hello: UIMessageChunk[] = [
  { type: 'text-start', id: '0' },
  { type: 'text-delta', id: '0', delta: 'Hello' },
]
const finish: UIMessageChunk = { type: 'finish', finishReason: 'length' }

function start(message: UIMessage = empty) {
  const onChange = vi.fn()
  const onData = vi.fn()
  return { onChange, onData, run: createAnswerRun({ message, isTaken: (id) => id === 'taken', onChange, onData }) }
}
async function* stream(...batches: readonly UIMessageChunk[][]) {
  yield* batches
}

describe('reading an answer', () => {
  it('tells of changes once a batch, from the first content on', async () => {
    const { run, onChange } = start()
    await run.read(stream([{ type: 'start' }, { type: 'start-step' }], hello, [...hello, ...hello], [finish]))
    expect(onChange).toHaveBeenCalledTimes(3)
    expect(run.finishReason).toBe('length')
    expect(run.snapshot().parts).toHaveLength(4)
  })

  it.each<UIMessageChunk>([
    { type: 'text-delta', id: '0', delta: 'a' },
    { type: 'reasoning-delta', id: '0', delta: 'a' },
    { type: 'tool-input-start', toolCallId: 'c', toolName: 't' },
    { type: 'source-url', sourceId: 's', url: 'https://example.com' },
    { type: 'file', url: 'data:,', mediaType: 'text/plain' },
    { type: 'data-weather', data: 1 },
  ])('counts $type as content', async (chunk) => {
    const { run } = start()
    await run.read(stream([chunk, finish]))
    expect(run.hasContent).toBe(true)
  })

  it.each<UIMessageChunk>([
    { type: 'start', messageId: 'theirs' },
    { type: 'start-step' },
    { type: 'finish-step' },
    { type: 'text-start', id: '0' },
    { type: 'message-metadata', messageMetadata: {} },
    { type: 'data-notice', data: 1, transient: true },
    { type: 'from-the-future' } as unknown as UIMessageChunk,
  ])('does not count $type as content', async (chunk) => {
    const { run } = start()
    await run.read(stream([chunk, finish]))
    expect(run.hasContent).toBe(false)
  })

  it('ignores chunks of types that it does not know', async () => {
    const { run } = start()
    await run.read(stream([{ type: 'from-the-future', text: '?' } as unknown as UIMessageChunk, ...hello, finish]))
    expect(run.snapshot().parts).toEqual([{ type: 'text', text: 'Hello', state: 'streaming' }])
  })

  it('leaves a message that it continues as it was until something comes', async () => {
    const message: UIMessage = { id: 'a', role: 'assistant', parts: [{ type: 'text', text: 'Hel' }] }
    const { run } = start(message)
    expect(run.snapshot()).toBe(message)
    await run.read(stream([...hello, finish]))
    expect(run.snapshot().parts[0]).toBe(message.parts[0])
  })

  it('takes the id that the server gives it, unless another message has that', async () => {
    const [free, taken] = [start(), start()]
    await free.run.read(stream([{ type: 'start', messageId: 'theirs' }, finish]))
    await taken.run.read(stream([{ type: 'start', messageId: 'taken', messageMetadata: { a: 1 } }, finish]))
    expect([free.run.snapshot().id, taken.run.snapshot().id]).toEqual(['theirs', 'own'])
    expect(taken.run.snapshot().metadata).toEqual({ a: 1 })
  })

  it('closes what is open when asked to', async () => {
    const { run } = start()
    await run.read(stream([...hello, finish]))
    run.close()
    expect(run.snapshot().parts).toEqual([{ type: 'text', text: 'Hello', state: 'done' }])
  })
})

describe('a notice', () => {
  const noticeChunk = (data: unknown, transient = true): UIMessageChunk => ({
    type: 'data-sluice-notice',
    data,
    transient,
  })
  const queued = noticeChunk({ notice: 'queued', waitMs: 900 })

  it('is told of at once, stays until content comes, and is no content', async () => {
    const { run, onChange, onData } = start()
    const seen: unknown[] = []
    onChange.mockImplementation(() => seen.push([run.notice, run.hasContent]))
    await run.read(stream([{ type: 'start' }], [queued], [{ type: 'start-step' }], hello, [finish]))
    expect(seen).toEqual([
      [{ notice: 'queued', waitMs: 900 }, false],
      [{ notice: 'queued', waitMs: 900 }, false],
      [undefined, true],
      [undefined, true],
    ])
    expect(onData).toHaveBeenCalledExactlyOnceWith(queued)
    expect(run.snapshot().parts.map(({ type }) => type)).toEqual(['step-start', 'text'])
  })

  it('may come in the middle of an answer, which goes on after a reset', async () => {
    const { run, onChange } = start()
    const seen: unknown[] = []
    onChange.mockImplementation(() => seen.push([run.notice?.notice, run.snapshot().parts.length]))
    const again = [noticeChunk({ notice: 'fell-back' }), { type: 'reset-step' } as const]
    await run.read(stream([{ type: 'start-step' }, ...hello], again, hello, [finish]))
    expect(seen).toEqual([
      [undefined, 2],
      ['fell-back', 1],
      [undefined, 2],
      [undefined, 2],
    ])
  })

  it.each([undefined, null, 'queued', [], {}, { notice: 7 }])('is not read out of %j', async (data) => {
    const { run, onChange, onData } = start()
    await run.read(stream([noticeChunk(data), finish]))
    expect(run.notice).toBeUndefined()
    expect(onData).toHaveBeenCalledOnce()
    expect(onChange).not.toHaveBeenCalled()
  })

  it('that is not transient is a part of the answer like any other', async () => {
    const { run } = start()
    await run.read(stream([noticeChunk({ notice: 'queued' }, false), finish]))
    expect([run.notice, run.hasContent]).toEqual([undefined, true])
  })
})

describe('an answer that does not come to its end', () => {
  it('is interrupted when the stream ends without a finish', async () => {
    const { run } = start()
    await expect(run.read(stream(hello))).rejects.toMatchObject({ code: 'interrupted' })
    expect(run.snapshot().parts).toHaveLength(1)
  })

  it('is interrupted when the stream breaks', async () => {
    const { run } = start()
    const cause = new TypeError('terminated')
    async function* broken() {
      yield hello
      throw cause
    }
    await expect(run.read(broken())).rejects.toMatchObject({ code: 'interrupted', cause })
  })

  it('fails with what an error part says, and keeps what came before it in the same batch', async () => {
    const { run } = start()
    const error: UIMessageChunk = { type: 'error', errorText: 'Busy.', code: 'overloaded', requestId: 'r1' }
    await expect(run.read(stream([...hello, error]))).rejects.toMatchObject({
      code: 'overloaded',
      message: 'Busy.',
      requestId: 'r1',
    })
    expect(run.hasContent).toBe(true)
  })

  it('ends with the reason of its signal when stopped, and takes nothing more', async () => {
    const { run, onChange } = start()
    async function* stoppedHalfWay() {
      yield hello
      run.stop()
      yield hello
    }
    const thrown = await run.read(stoppedHalfWay()).catch((error: unknown) => error)
    expect(thrown).toMatchObject({ name: 'AbortError' })
    expect(thrown).toBe(run.signal.reason)
    expect(onChange).toHaveBeenCalledTimes(1)
    expect(run.snapshot().parts).toHaveLength(1)
  })

  it('ends the source of the stream', async () => {
    const { run } = start()
    const cancelled = vi.fn()
    const source = new ReadableStream<UIMessageChunk>({
      start: (controller) => controller.enqueue({ type: 'abort' }),
      cancel: cancelled,
    })
    await expect(run.read(source)).rejects.toMatchObject({ code: 'interrupted' })
    expect(cancelled).toHaveBeenCalledTimes(1)
  })
})

describe('an answer that has said its last word', () => {
  async function* torn(...batches: readonly UIMessageChunk[][]) {
    yield* batches
    throw new TypeError('network error')
  }

  it('is whole, however its connection ends', async () => {
    const { run } = start()
    await run.read(torn(hello, [finish]))
    expect(run.finishReason).toBe('length')
  })

  it('has failed all the same when an error follows', async () => {
    const { run } = start()
    const error: UIMessageChunk = { type: 'error', errorText: 'Sorry.', code: 'server' }
    await expect(run.read(stream(hello, [finish], [error]))).rejects.toMatchObject({
      code: 'server',
      message: 'Sorry.',
    })
  })
})

describe('chunks without the texts that they are about', () => {
  it('are no part of an answer', async () => {
    const { run } = start()
    const broken = [
      { type: 'text-delta', id: '0' },
      { type: 'text-delta', id: '0', delta: { a: 1 } },
      { type: 'tool-input-available', toolCallId: 'c' },
      { type: 'start', messageId: 7 },
    ] as unknown as UIMessageChunk[]
    await run.read(stream(hello, broken, [finish]))
    expect(run.snapshot()).toMatchObject({ id: 'own', parts: [{ type: 'text', text: 'Hello' }] })
    expect(run.snapshot().parts).toHaveLength(1)
  })
})
