import { type UIMessage, type UIMessageChunk, withToolOutput } from '@sluice/core/ui'
import { describe, expect, it, vi } from 'vitest'
import type { ChunkBatches } from '../transport/chat-transport.ts'
import { type AnswerRunOptions, createAnswerRun } from './answer-run.ts'

const parts: readonly UIMessageChunk[] = [
  { type: 'start', messageId: 'theirs' },
  { type: 'text-start', id: '0' },
  { type: 'text-delta', id: '0', delta: 'Hel' },
  { type: 'text-delta', id: '0', delta: 'lo ' },
  { type: 'text-delta', id: '0', delta: 'world' },
  { type: 'text-end', id: '0' },
  { type: 'finish', finishReason: 'stop' },
]

/** The events of a run after one of them, one by one; broken off after another one. */
function events(after = 0, upTo: number = parts.length, run = 'run'): ChunkBatches {
  let lastEventId: string | undefined
  async function* read() {
    for (const [index, chunk] of parts.entries()) {
      if (index < after || index >= upTo) continue
      lastEventId = `${run}.${index + 1}`
      yield [chunk]
    }
    if (upTo < parts.length) throw new TypeError('network error')
  }
  return {
    [Symbol.asyncIterator]: read,
    get lastEventId() {
      return lastEventId
    },
    isLogged: true,
  }
}

function start(options: Partial<AnswerRunOptions> = {}) {
  const shown: string[] = []
  const run = createAnswerRun({
    message: { id: 'own', role: 'assistant', parts: [] },
    isTaken: () => false,
    onChange: () => shown.push(textOf(run.snapshot())),
    onData: () => {},
    ...options,
  })
  return { run, shown }
}
const textOf = ({ parts: all }: UIMessage) => all.map((part) => (part.type === 'text' ? part.text : '')).join('|')
const seen = (text: string, lastEventId?: string) => ({
  message: { id: 'theirs', role: 'assistant' as const, parts: [{ type: 'text' as const, text }] },
  lastEventId,
})

describe('an answer whose connection broke', () => {
  it('goes on after the last event', async () => {
    const { run, shown } = start()
    await expect(run.read(events(0, 4))).rejects.toMatchObject({ code: 'interrupted' })
    expect([run.isCut, run.isLogged, run.lastEventId]).toEqual([true, true, 'run.4'])
    await run.read(events(4))
    expect(run.isCut).toBe(false)
    expect(textOf(run.snapshot())).toBe('Hello world')
    expect(shown).toEqual(['Hel', 'Hello ', 'Hello world', 'Hello world', 'Hello world'])
  })

  it('never shows less than before when it comes again from its beginning', async () => {
    const { run, shown } = start()
    await expect(run.read(events(0, 4))).rejects.toThrow()
    await run.read(events(0))
    expect(textOf(run.snapshot())).toBe('Hello world')
    expect(new Set(shown.slice(1))).toEqual(new Set(['Hello ', 'Hello world']))
  })

  it('takes nothing of another run, and is not looked for any more', async () => {
    const { run } = start()
    await expect(run.read(events(0, 4))).rejects.toThrow()
    await expect(run.read(events(0, parts.length, 'other'))).rejects.toMatchObject({ code: 'interrupted' })
    expect([run.isCut, run.lastEventId]).toEqual([false, 'run.4'])
    expect(textOf(run.snapshot())).toBe('Hello ')
  })

  it('keeps what was shown when it breaks again before as much has come', async () => {
    const { run } = start()
    await expect(run.read(events(0, 4))).rejects.toThrow()
    await expect(run.read(events(0, 3))).rejects.toThrow()
    run.close()
    expect(textOf(run.snapshot())).toBe('Hello ')
  })

  it('is not cut where the server itself has ended it', async () => {
    const { run } = start()
    async function* failing(): AsyncGenerator<UIMessageChunk[]> {
      yield [{ type: 'error', errorText: 'It failed.' }]
    }
    await expect(run.read(failing())).rejects.toThrow()
    expect(run.isCut).toBe(false)
  })
})

describe('an answer found after a reload', () => {
  it('shows what was seen until as much has come again', async () => {
    const { run, shown } = start({ seen: seen('Hello ', 'run.4') })
    expect(run.hasContent).toBe(true)
    expect(textOf(run.snapshot())).toBe('Hello ')
    await run.read(events(0))
    expect(shown.slice(0, 3)).toEqual(['Hello ', 'Hello ', 'Hello '])
    expect(shown.at(-1)).toBe('Hello world')
  })

  it('is itself again with the first event where the server numbers none', async () => {
    const { run } = start({ seen: seen('Hello ') })
    async function* replay() {
      yield parts
    }
    await run.read(replay())
    expect(textOf(run.snapshot())).toBe('Hello world')
  })

  it('goes on from what was there before its run', async () => {
    const message: UIMessage = { id: 'theirs', role: 'assistant', parts: [{ type: 'text', text: 'Before. ' }] }
    const { run } = start({ message, seen: seen('Before. |Hel', 'run.3') })
    await run.read(events(0))
    expect(textOf(run.snapshot())).toBe('Before. |Hello world')
  })
})

describe('a call of a tool', () => {
  const call = {
    type: 'tool-input-available',
    toolCallId: 'c',
    toolName: 'weather',
    input: {},
  } satisfies UIMessageChunk

  it('is the client’s to carry out once, however often it comes', async () => {
    const onToolCall = vi.fn()
    const { run } = start({ onToolCall })
    async function* twice(): AsyncGenerator<UIMessageChunk[]> {
      yield [call, call, { type: 'finish' }]
    }
    await run.read(twice())
    expect(onToolCall).toHaveBeenCalledExactlyOnceWith(call)
  })

  it('is not the client’s where the provider carries it out', async () => {
    const onToolCall = vi.fn()
    const { run } = start({ onToolCall })
    async function* once(): AsyncGenerator<UIMessageChunk[]> {
      yield [{ ...call, providerExecuted: true }, { type: 'finish' }]
    }
    await run.read(once())
    expect(onToolCall).not.toHaveBeenCalled()
  })

  it('can have its output while the answer still comes', async () => {
    const { run } = start()
    async function* calling(): AsyncGenerator<UIMessageChunk[]> {
      yield [call]
      run.change((message) => ({
        ...message,
        parts: message.parts.map((part) =>
          part.type === 'tool-weather' ? { ...part, state: 'output-available', output: 21 } : part,
        ) as UIMessage['parts'],
      }))
      yield [{ type: 'text-start', id: '1' }, { type: 'text-delta', id: '1', delta: 'Warm' }, { type: 'finish' }]
    }
    await run.read(calling())
    expect(run.snapshot().parts).toMatchObject([{ state: 'output-available', output: 21 }, { text: 'Warm' }])
  })

  it('keeps its output when the answer comes again from its beginning', async () => {
    const { run } = start()
    const begin: UIMessageChunk[] = [{ type: 'start', messageId: 'theirs' }, call]
    async function* breaking(): AsyncGenerator<UIMessageChunk[]> {
      yield begin
      run.change((message) => withToolOutput(message, { toolCallId: 'c', output: 21 }))
      throw new TypeError('network error')
    }
    async function* replay(): AsyncGenerator<UIMessageChunk[]> {
      yield [...begin, { type: 'finish' }]
    }
    await expect(run.read(breaking())).rejects.toThrow()
    await run.read(replay())
    expect(run.snapshot().parts).toMatchObject([{ state: 'output-available', output: 21 }])
  })
})
