import { describe, expect, it } from 'vitest'
import { createMessageBuilder } from './message-builder.ts'
import type { UIMessageChunk } from './ui-chunk.ts'
import type { UIMessage, UIPart } from './ui-message.ts'

const empty = (): UIMessage => ({ id: 'm1', role: 'assistant', parts: [] })

function build(...chunks: UIMessageChunk[]) {
  const builder = createMessageBuilder(empty())
  for (const chunk of chunks) builder.apply(chunk)
  return builder
}
const partsOf = (...chunks: UIMessageChunk[]) => build(...chunks).snapshot().parts

const step = { type: 'start-step' } as const
const open = (id = '0') => ({ type: 'text-start', id }) as const
const grow = (delta: string, id = '0') => ({ type: 'text-delta', id, delta }) as const
const close = (id = '0') => ({ type: 'text-end', id }) as const
const weather = { toolCallId: 'c1', toolName: 'weather' }

describe('text and reasoning', () => {
  it('grow until they are done', () => {
    const builder = build(step, { type: 'reasoning-start', id: '0' }, { type: 'reasoning-delta', id: '0', delta: 'hm' })
    builder.apply({ type: 'reasoning-end', id: '0' })
    for (const chunk of [open(), grow('Hel'), grow('lo')]) builder.apply(chunk)
    const parts: UIPart[] = [{ type: 'step-start' }, { type: 'reasoning', id: '0', text: 'hm', state: 'done' }]
    expect(builder.snapshot().parts).toEqual([...parts, { type: 'text', text: 'Hello', state: 'streaming' }])
    builder.apply(close())
    expect(builder.snapshot().parts).toEqual([...parts, { type: 'text', text: 'Hello', state: 'done' }])
  })

  it('may be open at the same time, even under the same id', () => {
    const chunks: UIMessageChunk[] = [open(), { type: 'reasoning-start', id: '0' }, grow('a')]
    const parts = partsOf(...chunks, { type: 'reasoning-delta', id: '0', delta: 'b' }, grow('c'))
    expect(parts).toMatchObject([{ text: 'ac' }, { text: 'b' }])
  })

  it('are kept when a delta comes without its start, and an end without one changes nothing', () => {
    expect(partsOf(close(), grow('lost?'))).toEqual([{ type: 'text', text: 'lost?', state: 'streaming' }])
  })

  it('do not grow once they are done', () => {
    expect(partsOf(open(), grow('a'), close(), grow('b'))).toEqual([
      { type: 'text', text: 'a', state: 'done' },
      { type: 'text', text: 'b', state: 'streaming' },
    ])
  })

  it('are done when their id is used anew', () => {
    expect(partsOf(open(), grow('a'), open(), grow('b'))).toEqual([
      { type: 'text', text: 'a', state: 'done' },
      { type: 'text', text: 'b', state: 'streaming' },
    ])
  })

  it('are done when the stream is over, however it ended', () => {
    const builder = build(open('0'), grow('a', '0'), open('1'), grow('b', '1'))
    builder.close()
    expect(builder.snapshot().parts.map((part) => 'state' in part && part.state)).toEqual(['done', 'done'])
  })
})

describe('a step', () => {
  it('is shown as soon as it brings something, and not before', () => {
    const builder = build(step, open(), grow('a'), step)
    const before = builder.snapshot()
    expect(before.parts).toHaveLength(2)
    builder.apply({ type: 'finish-step' })
    expect(builder.snapshot()).toBe(before)
    for (const chunk of [step, open('1')]) builder.apply(chunk)
    expect(builder.snapshot().parts.map(({ type }) => type)).toEqual([
      'step-start',
      'text',
      'step-start',
      'step-start',
      'text',
    ])
  })
})

describe('a snapshot', () => {
  it('is the same object until something changes', () => {
    const message = empty()
    const builder = createMessageBuilder(message)
    expect(builder.snapshot()).toBe(message)
    builder.apply(grow('a'))
    const first = builder.snapshot()
    expect(builder.snapshot()).toBe(first)
    builder.apply({ type: 'tool-input-delta', toolCallId: 'c1', inputTextDelta: '{' })
    builder.apply({ type: 'finish-step' })
    builder.apply({ type: 'finish' })
    builder.apply({ type: 'tool-output-available', toolCallId: 'unknown', output: 1 })
    expect(builder.snapshot()).toBe(first)
    builder.apply(grow('b'))
    expect(builder.snapshot()).not.toBe(first)
  })

  it('does not change after it was taken', () => {
    const builder = build(open(), grow('a'))
    const before = builder.snapshot()
    for (const chunk of [grow('b'), close(), { type: 'reset-step' } as const, step]) builder.apply(chunk)
    expect(before.parts).toEqual([{ type: 'text', text: 'a', state: 'streaming' }])
  })

  it('keeps the identity of every part that did not change', () => {
    const builder = build(
      step,
      open('0'),
      grow('a', '0'),
      close('0'),
      { type: 'tool-input-start', ...weather },
      open('1'),
    )
    const before = builder.snapshot().parts
    builder.apply(grow('b', '1'))
    const after = builder.snapshot().parts
    expect(after.map((part, index) => part === before[index])).toEqual([true, true, true, false])
  })

  it('continues the message that it was given, and leaves that one alone', () => {
    const message: UIMessage = { id: 'm1', role: 'assistant', parts: [{ type: 'text', text: 'before' }], metadata: {} }
    const builder = createMessageBuilder(message)
    for (const chunk of [step, open(), grow('after')]) builder.apply(chunk)
    expect(builder.snapshot()).toMatchObject({ id: 'm1', role: 'assistant' })
    expect(builder.snapshot().parts[0]).toBe(message.parts[0])
    expect(message.parts).toHaveLength(1)
  })
})

describe('a tool', () => {
  it('passes through all its states in one part', () => {
    const builder = build({ type: 'tool-input-start', ...weather })
    const part = { type: 'tool-weather', toolCallId: 'c1' }
    expect(builder.snapshot().parts).toEqual([{ ...part, state: 'input-streaming' }])
    builder.apply({ type: 'tool-input-available', ...weather, input: { city: '北京' } })
    expect(builder.snapshot().parts).toEqual([{ ...part, state: 'input-available', input: { city: '北京' } }])
    builder.apply({ type: 'tool-output-available', toolCallId: 'c1', output: 3, preliminary: true })
    expect(builder.snapshot().parts).toMatchObject([{ state: 'output-available', output: 3, preliminary: true }])
    builder.apply({ type: 'tool-output-available', toolCallId: 'c1', output: 4, preliminary: false })
    expect(builder.snapshot().parts).toEqual([
      { ...part, state: 'output-available', input: { city: '北京' }, output: 4, preliminary: false },
    ])
  })

  it('may fail at its input or at its output', () => {
    expect(partsOf({ type: 'tool-input-error', ...weather, input: '{', errorText: 'Broken.' })).toEqual([
      { type: 'tool-weather', toolCallId: 'c1', state: 'output-error', input: '{', errorText: 'Broken.' },
    ])
    const available = { type: 'tool-input-available', ...weather, input: {} } as const
    expect(partsOf(available, { type: 'tool-output-error', toolCallId: 'c1', errorText: 'Down.' })).toEqual([
      { type: 'tool-weather', toolCallId: 'c1', state: 'output-error', input: {}, errorText: 'Down.' },
    ])
  })

  it('may be dynamic, run by the provider, and have a title', () => {
    const start = { type: 'tool-input-start', ...weather, dynamic: true, providerExecuted: true, title: 'W' } as const
    expect(partsOf(start, { type: 'tool-input-available', ...weather, dynamic: true, input: 1 })).toEqual([
      {
        type: 'dynamic-tool',
        toolName: 'weather',
        toolCallId: 'c1',
        state: 'input-available',
        input: 1,
        providerExecuted: true,
        title: 'W',
      },
    ])
  })
})
