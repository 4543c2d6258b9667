import { describe, expect, it } from 'vitest'
import { createMessageBuilder } from './message-builder.ts'
import { withToolOutput } from './tool-results.ts'
import type { UIMessageChunk } from './ui-chunk.ts'
import type { UIMessage, UIPart } from './ui-message.ts'

const message = (...parts: UIPart[]): UIMessage => ({ id: 'm1', role: 'assistant', parts })
const step = { type: 'start-step' } as const
const words = (id: string, ...deltas: string[]): UIMessageChunk[] => [
  { type: 'text-start', id },
  ...deltas.map((delta) => ({ type: 'text-delta' as const, id, delta })),
  { type: 'text-end', id },
]
const thoughts: UIMessageChunk[] = [
  { type: 'reasoning-start', id: 'r' },
  { type: 'reasoning-delta', id: 'r', delta: 'hm' },
  { type: 'reasoning-end', id: 'r' },
]
const stepStart: UIPart = { type: 'step-start' }
const text = (text: string, state: 'streaming' | 'done' = 'done'): UIPart => ({ type: 'text', text, state })
const tool: UIPart = { type: 'tool-weather', toolCallId: 'c1', state: 'output-available', input: {}, output: 1 }

function joining(parts: UIPart[], ...chunks: UIMessageChunk[]) {
  const builder = createMessageBuilder(message(...parts), { joinsText: true })
  for (const chunk of chunks) builder.apply(chunk)
  return builder
}

describe('a stream that goes on in the middle of a text', () => {
  it('adds its first text to the last one, in the same step', () => {
    const builder = joining([stepStart, text('Hel')], { type: 'start', messageId: 'm1' }, step, {
      type: 'text-start',
      id: '0',
    })
    expect(builder.snapshot().parts).toEqual([stepStart, text('Hel', 'streaming')])
    builder.apply({ type: 'text-delta', id: '0', delta: 'lo' })
    builder.apply({ type: 'text-end', id: '0', citations: [] })
    expect(builder.snapshot().parts).toEqual([stepStart, { ...text('Hello'), citations: [] }])
  })

  it('opens new texts after the first one, and new steps', () => {
    const chunks = [step, ...words('0', 'lo'), ...words('1', 'Second'), step, ...words('0', 'Third')]
    expect(joining([stepStart, text('Hel')], ...chunks).snapshot().parts).toEqual([
      stepStart,
      text('Hello'),
      text('Second'),
      stepStart,
      text('Third'),
    ])
  })

  it('may think before it goes on', () => {
    const parts = joining([stepStart, text('Hel')], step, ...thoughts, ...words('0', 'lo')).snapshot().parts
    expect(parts).toMatchObject([stepStart, text('Hello'), { type: 'reasoning', text: 'hm' }])
  })

  it('goes on where sources came after the text', () => {
    const source: UIPart = { type: 'source-url', sourceId: 's', url: 'https://x.io' }
    const { parts } = joining([stepStart, tool, text('Hel'), source], step, ...words('0', 'lo')).snapshot()
    expect(parts).toEqual([stepStart, tool, text('Hello'), source])
  })

  it('does not join the text of a step that follows', () => {
    const { parts } = joining([stepStart, text('Hel')], step, ...thoughts, step, ...words('0', 'New')).snapshot()
    expect(parts).toMatchObject([stepStart, text('Hel'), { type: 'reasoning' }, stepStart, text('New')])
  })

  it.each<[string, UIPart[]]>([
    ['after a call of a tool', [stepStart, text('Let me see.'), tool]],
    ['in an earlier step', [stepStart, text('Let me see.'), stepStart]],
    ['nowhere', [stepStart, { type: 'reasoning', text: 'hm' }]],
  ])('begins a step of its own if the last text is %s', (_, before) => {
    expect(joining(before, step, ...words('0', 'Well')).snapshot().parts).toEqual([...before, stepStart, text('Well')])
  })

  it('takes back what it has brought, and nothing of what was there, at a reset', () => {
    const before = [stepStart, tool, text('Hel')]
    const builder = joining(
      before,
      step,
      ...thoughts,
      { type: 'text-start', id: '0' },
      { type: 'text-delta', id: '0', delta: 'p!' },
    )
    builder.apply({ type: 'reset-step' })
    expect(builder.snapshot().parts).toEqual(before)
    for (const chunk of words('1', 'lo')) builder.apply(chunk)
    expect(builder.snapshot().parts).toEqual([stepStart, tool, text('Hello')])
    builder.apply({ type: 'reset-step' })
    expect(builder.snapshot().parts).toEqual(before)
    for (const chunk of [...words('2', 'lo'), step, ...words('3', 'void'), { type: 'reset-step' } as const])
      builder.apply(chunk)
    expect(builder.snapshot().parts).toEqual([stepStart, tool, text('Hello'), stepStart])
  })

  it('is closed as any other', () => {
    const builder = joining(
      [stepStart, text('Hel')],
      step,
      { type: 'text-start', id: '0' },
      { type: 'text-delta', id: '0', delta: 'l' },
    )
    builder.close()
    expect(builder.snapshot().parts).toEqual([stepStart, text('Hell')])
  })
})

describe('a reset', () => {
  it('leaves a text of an earlier step open that still comes', () => {
    const builder = createMessageBuilder(message())
    const open: UIMessageChunk[] = [
      { type: 'text-start', id: 'a' },
      { type: 'text-delta', id: 'a', delta: 'One' },
    ]
    for (const chunk of [step, ...open, step, ...words('b', 'void'), { type: 'reset-step' } as const])
      builder.apply(chunk)
    builder.apply({ type: 'text-delta', id: 'a', delta: ' two' })
    builder.close()
    expect(builder.snapshot().parts).toEqual([stepStart, text('One two'), stepStart])
  })
})

describe('a change from elsewhere', () => {
  const call: UIMessageChunk = { type: 'tool-input-available', toolCallId: 'c1', toolName: 'weather', input: {} }

  it('gives a call its output while the answer goes on', () => {
    const builder = createMessageBuilder(message())
    const grow = (delta: string) => builder.apply({ type: 'text-delta', id: '0', delta })
    for (const chunk of [step, call, { type: 'text-start', id: '0' } as const]) builder.apply(chunk)
    grow('Look')
    builder.change((parts) => withToolOutput({ parts: [...parts] }, { toolCallId: 'c1', output: 21 }).parts)
    grow('ing.')
    expect(builder.snapshot().parts).toMatchObject([
      stepStart,
      { state: 'output-available', output: 21 },
      text('Looking.', 'streaming'),
    ])
  })

  it('ends an input that still comes', () => {
    const builder = createMessageBuilder(message())
    builder.apply({ type: 'tool-input-start', toolCallId: 'c1', toolName: 'weather' })
    builder.apply({ type: 'tool-input-delta', toolCallId: 'c1', inputTextDelta: '{"a":1' })
    builder.change((parts) => withToolOutput({ parts: [...parts] }, { toolCallId: 'c1', output: 21 }).parts)
    builder.apply({ type: 'tool-input-delta', toolCallId: 'c1', inputTextDelta: ',"b":2}' })
    expect(builder.snapshot().parts).toStrictEqual([
      { type: 'tool-weather', toolCallId: 'c1', state: 'output-available', input: { a: 1 }, output: 21 },
    ])
  })

  it('that changes nothing leaves the message the same', () => {
    const builder = createMessageBuilder(message(text('Hi')))
    const before = builder.snapshot()
    builder.change((parts) => [...parts])
    expect(builder.snapshot()).toBe(before)
  })
})
