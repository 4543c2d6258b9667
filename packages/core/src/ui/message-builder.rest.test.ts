import { describe, expect, it } from 'vitest'
import { createMessageBuilder } from './message-builder.ts'
import type { UIMessageChunk } from './ui-chunk.ts'
import type { UIMessage } from './ui-message.ts'

function build(message: Partial<UIMessage>, ...chunks: UIMessageChunk[]) {
  const builder = createMessageBuilder({ id: 'm1', role: 'assistant', parts: [], ...message })
  for (const chunk of chunks) builder.apply(chunk)
  return builder
}

describe('data parts', () => {
  it('with an id are replaced in their place, others are added', () => {
    const builder = build(
      {},
      { type: 'data-weather', id: 'a', data: 1 },
      { type: 'data-weather', id: 'b', data: 2 },
      { type: 'data-other', id: 'a', data: 3 },
      { type: 'data-weather', data: 4 },
      { type: 'data-weather', data: 4 },
      { type: 'data-weather', id: 'a', data: 5 },
    )
    expect(builder.snapshot().parts).toEqual([
      { type: 'data-weather', id: 'a', data: 5 },
      { type: 'data-weather', id: 'b', data: 2 },
      { type: 'data-other', id: 'a', data: 3 },
      { type: 'data-weather', data: 4 },
      { type: 'data-weather', data: 4 },
    ])
  })

  it('that are transient leave no trace', () => {
    const builder = build({})
    const before = builder.snapshot()
    builder.apply({ type: 'data-sluice-notice', data: { notice: 'queued' }, transient: true })
    expect(builder.snapshot()).toBe(before)
  })
})

describe('sources and files', () => {
  it('become parts as they are', () => {
    const chunks: UIMessageChunk[] = [
      { type: 'source-url', sourceId: 's1', url: 'https://example.com', title: 'Example' },
      { type: 'source-document', sourceId: 's2', mediaType: 'text/plain', title: 'Notes' },
      { type: 'file', url: 'data:image/png;base64,AA==', mediaType: 'image/png' },
    ]
    expect(build({}, ...chunks).snapshot().parts).toEqual(chunks)
  })
})

describe('a reset of the step', () => {
  it('drops what the step holds and nothing before it', () => {
    const builder = build(
      {},
      { type: 'start-step' },
      { type: 'text-start', id: '0' },
      { type: 'text-delta', id: '0', delta: 'kept' },
      { type: 'text-end', id: '0' },
      { type: 'start-step' },
      { type: 'text-start', id: '1' },
      { type: 'text-delta', id: '1', delta: 'void' },
      { type: 'tool-input-start', toolCallId: 'c1', toolName: 'weather' },
      { type: 'reset-step' },
    )
    const kept = [{ type: 'step-start' }, { type: 'text', text: 'kept', state: 'done' }, { type: 'step-start' }]
    expect(builder.snapshot().parts).toEqual(kept)
    builder.apply({ type: 'text-start', id: '2' })
    builder.apply({ type: 'text-delta', id: '2', delta: 'new' })
    expect(builder.snapshot().parts).toEqual([...kept, { type: 'text', text: 'new', state: 'streaming' }])
  })

  it('does not write old text into a new part', () => {
    const builder = build(
      {},
      { type: 'start-step' },
      { type: 'text-delta', id: '0', delta: 'void' },
      { type: 'reset-step' },
      { type: 'text-start', id: '1' },
    )
    expect(builder.snapshot().parts.at(-1)).toEqual({ type: 'text', text: '', state: 'streaming' })
  })

  it('forgets the ids of the blocks that it dropped', () => {
    const builder = build(
      {},
      { type: 'start-step' },
      { type: 'text-delta', id: '0', delta: 'void' },
      { type: 'reset-step' },
      { type: 'text-delta', id: '0', delta: 'new' },
    )
    expect(builder.snapshot().parts).toEqual([
      { type: 'step-start' },
      { type: 'text', text: 'new', state: 'streaming' },
    ])
  })

  it('of an empty step changes nothing', () => {
    const builder = build({}, { type: 'start-step' })
    const before = builder.snapshot()
    builder.apply({ type: 'reset-step' })
    expect(builder.snapshot()).toBe(before)
  })
})

describe('metadata', () => {
  it('is merged field by field, objects within objects too', () => {
    const builder = build(
      { metadata: { sluice: { provider: 'openai' }, own: [1] } as object },
      { type: 'start', messageId: 'm2', messageMetadata: { sluice: { requestId: 'r1' } } },
      { type: 'message-metadata', messageMetadata: { sluice: { attempts: 1, provider: undefined }, own: [2] } },
      { type: 'finish', messageMetadata: { sluice: { attempts: 2 } } },
    )
    expect(builder.snapshot()).toEqual({
      id: 'm2',
      role: 'assistant',
      parts: [],
      metadata: { sluice: { provider: 'openai', requestId: 'r1', attempts: 2 }, own: [2] },
    })
  })

  it('does not change the objects that it was given', () => {
    const metadata = { sluice: { provider: 'openai' } }
    build({ metadata }, { type: 'finish', messageMetadata: { sluice: { provider: 'other' } } }).snapshot()
    expect(metadata).toEqual({ sluice: { provider: 'openai' } })
  })

  it('cannot reach a prototype', () => {
    const evil =
      '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"sluice":{"__proto__":{"polluted":1}}}'
    const chunk: UIMessageChunk = { type: 'message-metadata', messageMetadata: JSON.parse(evil) }
    const { metadata } = build({ metadata: { sluice: {} } }, chunk, chunk).snapshot()
    expect(({} as Record<string, unknown>).polluted).toBeUndefined()
    expect(metadata).not.toHaveProperty('polluted')
    expect(metadata?.sluice).not.toHaveProperty('polluted')
  })

  it('leaves the id alone where a start has none', () => {
    expect(build({}, { type: 'start' }).snapshot().id).toBe('m1')
  })
})

describe('what is no part of a message', () => {
  it.each([
    { type: 'tool-from-the-future', toolCallId: 'c1' },
    { type: 'text' },
    { type: '' },
    { type: 'abort', reason: 'stop' },
    { type: 'error', errorText: 'Failed.' },
    { type: 'tool-input-delta', toolCallId: 'c1', inputTextDelta: '{' },
  ])('changes nothing: $type', (chunk) => {
    const builder = build({})
    const before = builder.snapshot()
    builder.apply(chunk as UIMessageChunk)
    expect(builder.snapshot()).toBe(before)
  })
})
