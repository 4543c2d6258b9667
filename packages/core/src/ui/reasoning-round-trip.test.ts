import { describe, expect, it } from 'vitest'
import type { ChatEvent } from '../chat/event.ts'
import { createChunkEncoder } from './chunk-encoder.ts'
import { createMessageBuilder } from './message-builder.ts'
import { toChatMessages } from './to-chat-messages.ts'
import type { UIMessageChunk } from './ui-chunk.ts'
import type { UIMessage } from './ui-message.ts'

const start: ChatEvent = { type: 'start', provider: 'anthropic', model: 'claude', target: 'claude' }
const finish: ChatEvent = { type: 'finish', reason: 'stop' }
const text = (text: string): ChatEvent => ({ type: 'text-delta', text })
const think = (text: string, signature?: string): ChatEvent => ({
  type: 'reasoning-delta',
  text,
  ...(signature === undefined ? {} : { providerMetadata: { anthropic: { signature } } }),
})
const signed = (signature: string) => ({ anthropic: { signature } })

function encode(...events: ChatEvent[]): UIMessageChunk[] {
  const encoder = createChunkEncoder({ messageId: 'm1', requestId: 'r1' })
  return events.flatMap((event) => encoder.encode(event))
}
/** As a browser gets them: by way of JSON. */
function build(...events: ChatEvent[]): UIMessage {
  const builder = createMessageBuilder({ id: 'm1', role: 'assistant', parts: [] })
  for (const chunk of JSON.parse(JSON.stringify(encode(...events)))) builder.apply(chunk)
  return builder.snapshot()
}
const said = (...events: ChatEvent[]) => toChatMessages([build(start, ...events, finish)])
const reasoning = (chunks: readonly UIMessageChunk[]) => chunks.filter(({ type }) => type.startsWith('reasoning-'))

describe('thoughts with something of the provider’s', () => {
  it('end their block with it', () => {
    expect(reasoning(encode(start, think('h'), think('m'), think('', 's1'), text('Yes.')))).toEqual([
      { type: 'reasoning-start', id: '0' },
      { type: 'reasoning-delta', id: '0', delta: 'h' },
      { type: 'reasoning-delta', id: '0', delta: 'm' },
      { type: 'reasoning-end', id: '0', providerMetadata: signed('s1') },
    ])
  })

  it('that have no text are a block all the same', () => {
    expect(reasoning(encode(start, think('', 's1'), think('', 's2')))).toEqual([
      { type: 'reasoning-start', id: '0' },
      { type: 'reasoning-end', id: '0', providerMetadata: signed('s1') },
      { type: 'reasoning-start', id: '1' },
      { type: 'reasoning-end', id: '1', providerMetadata: signed('s2') },
    ])
  })

  it('close a text that is open, and are closed before one', () => {
    const types = encode(start, text('a'), think('h', 's1'), text('b')).map(({ type }) => type)
    expect(types.slice(2)).toEqual([
      'text-start',
      'text-delta',
      'text-end',
      'reasoning-start',
      'reasoning-delta',
      'reasoning-end',
      'text-start',
      'text-delta',
    ])
  })

  it('keep it on their way to a browser and back', () => {
    const call: ChatEvent = { type: 'tool-call', id: 'c1', name: 'weather', arguments: '{"city":"北京"}' }
    const thoughts = [think('look'), think('', 's1'), think('', 's2'), think('unsigned')]
    const message = build(start, ...thoughts, call, finish)
    const call1 = message.parts.find((part) => part.type === 'tool-weather')
    Object.assign(call1 ?? {}, { state: 'output-available', output: '3 °C' })
    expect(toChatMessages([message])).toEqual([
      {
        role: 'assistant',
        content: [
          { type: 'reasoning', text: 'look', providerMetadata: signed('s1') },
          { type: 'reasoning', text: '', providerMetadata: signed('s2') },
          { type: 'reasoning', text: 'unsigned' },
          { type: 'tool-call', id: 'c1', name: 'weather', arguments: '{"city":"北京"}' },
        ],
      },
      { role: 'tool', toolCallId: 'c1', toolName: 'weather', content: '3 °C' },
    ])
  })

  it('of an attempt that is void are gone with it', () => {
    const again = [start, think('new', 's2'), text('Yes.')]
    const content = [
      { type: 'reasoning', text: 'new', providerMetadata: signed('s2') },
      { type: 'text', text: 'Yes.' },
    ]
    expect(said(think('old', 's1'), text('No'), { type: 'reset' }, ...again)).toEqual([{ role: 'assistant', content }])
    expect(said(think('old'), { type: 'reset' }, ...again)).toEqual([{ role: 'assistant', content }])
    expect(said(think('', 's1'), { type: 'reset' }, ...again)).toEqual([{ role: 'assistant', content }])
  })
})

describe('what a builder is told of thoughts', () => {
  const part = (...chunks: UIMessageChunk[]) => {
    const builder = createMessageBuilder({ id: 'm1', role: 'assistant', parts: [] })
    for (const chunk of chunks) builder.apply(chunk)
    return builder.snapshot().parts
  }
  const begin = { type: 'reasoning-start', id: '0' } as const
  const grow = { type: 'reasoning-delta', id: '0', delta: 'h' } as const
  const end = { type: 'reasoning-end', id: '0' } as const
  const thought = { type: 'reasoning', id: '0', text: 'h' }
  const done = { ...thought, state: 'done', providerMetadata: signed('s') }

  it('may come with any of their chunks', () => {
    const providerMetadata = signed('s')
    expect(part({ ...begin, providerMetadata }, grow, end)).toEqual([done])
    expect(part(begin, { ...grow, providerMetadata }, end)).toEqual([done])
    expect(part(begin, grow, { ...end, providerMetadata })).toEqual([done])
  })

  it('is what was said last', () => {
    expect(
      part({ ...begin, providerMetadata: signed('old') }, grow, { ...end, providerMetadata: signed('s') }),
    ).toEqual([done])
  })

  it('changes nothing where it is no object, or nothing is open', () => {
    const odd = [
      { ...end, providerMetadata: 'x' as never },
      { ...end, providerMetadata: signed('late') },
    ]
    expect(part(begin, grow, ...odd)).toEqual([{ ...thought, state: 'done' }])
  })

  it('leaves an earlier snapshot as it was', () => {
    const builder = createMessageBuilder({ id: 'm1', role: 'assistant', parts: [] })
    for (const chunk of [begin, grow]) builder.apply(chunk)
    const before = builder.snapshot()
    builder.apply({ ...end, providerMetadata: signed('s') })
    expect(before.parts).toEqual([{ ...thought, state: 'streaming' }])
    expect(builder.snapshot().parts).toEqual([done])
  })
})
