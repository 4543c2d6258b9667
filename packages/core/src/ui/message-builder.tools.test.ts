import { describe, expect, it } from 'vitest'
import { createMessageBuilder } from './message-builder.ts'
import type { UIMessageChunk } from './ui-chunk.ts'
import type { UIMessage, UIPart } from './ui-message.ts'

function build(parts: UIPart[], ...chunks: UIMessageChunk[]) {
  const builder = createMessageBuilder({ id: 'm1', role: 'assistant', parts })
  for (const chunk of chunks) builder.apply(chunk)
  return builder
}
const partsOf = (...chunks: UIMessageChunk[]) => build([], ...chunks).snapshot().parts

const call = { toolCallId: 'c1', toolName: 'weather' }
const begin = { type: 'tool-input-start', ...call } as const
const delta = (inputTextDelta: string, toolCallId = 'c1'): UIMessageChunk => ({
  type: 'tool-input-delta',
  toolCallId,
  inputTextDelta,
})
const available = { type: 'tool-input-available', ...call, input: { city: 'Wien' } } as const
const part = { type: 'tool-weather', toolCallId: 'c1' }
const providerMetadata = { openai: { itemId: 'i1' } }

describe("a tool's input", () => {
  it('is shown as far as it has come', () => {
    const builder = build([], begin, delta('{"ci'), delta('ty":"W'))
    const state = 'input-streaming'
    expect(builder.snapshot().parts).toEqual([{ ...part, state, input: { city: 'W' }, rawInput: '{"city":"W' }])
    builder.apply(delta('ien"}'))
    expect(builder.snapshot().parts).toEqual([{ ...part, state, input: { city: 'Wien' }, rawInput: '{"city":"Wien"}' }])
    builder.apply(available)
    expect(builder.snapshot().parts).toStrictEqual([{ ...part, state: 'input-available', input: { city: 'Wien' } }])
  })

  it('may be plain text', () => {
    const state = 'input-streaming'
    expect(partsOf({ ...begin, inputEncoding: 'text' }, delta('{"a'), delta('b'))).toEqual([
      { ...part, state, inputEncoding: 'text', input: '{"ab', rawInput: '{"ab' },
    ])
  })

  it('goes on in a message that was stored while it came', () => {
    const stored = JSON.parse(JSON.stringify(partsOf(begin, delta('{"city":"W'))))
    const message: UIMessage = { id: 'm1', role: 'assistant', parts: stored }
    const builder = createMessageBuilder(message)
    expect(builder.snapshot()).toBe(message)
    builder.apply(delta('ien"'))
    expect(builder.snapshot().parts).toMatchObject([{ input: { city: 'Wien' }, rawInput: '{"city":"Wien"' }])
    const text = JSON.parse(JSON.stringify(partsOf({ ...begin, inputEncoding: 'text' }, delta('a'))))
    expect(build(text, delta('b')).snapshot().parts).toMatchObject([{ input: 'ab', rawInput: 'ab' }])
  })

  it('begins anew when its call does', () => {
    expect(partsOf(begin, delta('{"a":'), begin, delta('{"b":1'))).toMatchObject([
      { input: { b: 1 }, rawInput: '{"b":1' },
    ])
  })

  it('is not that of an earlier step whose call has the same id', () => {
    const chunks = [begin, delta('{"a":1'), { type: 'start-step' } as const, begin, delta('{"b":2')]
    expect(partsOf(...chunks)).toMatchObject([{ input: { a: 1 } }, {}, { input: { b: 2 } }])
  })

  it('grows no more once the call is complete, or was never begun', () => {
    const builder = build([], delta('{'), available)
    const before = builder.snapshot()
    builder.apply(delta('{"city":"Graz"}'))
    expect(builder.snapshot()).toBe(before)
  })

  it('that never comes to its end stays as it is when the stream ends', () => {
    const builder = build([], begin, delta('{"city":"W'))
    builder.close()
    const parts = [{ ...part, state: 'input-streaming', input: { city: 'W' }, rawInput: '{"city":"W' }]
    expect(JSON.parse(JSON.stringify(builder.snapshot().parts))).toEqual(parts)
  })

  it('costs the same for every delta', () => {
    const read = (deltas: number) => {
      const builder = build([], begin, delta('{"rows":[{"text":"'))
      const start = performance.now()
      for (let count = 1; count <= deltas; count++) {
        builder.apply(delta(count % 5 === 0 ? '0123456789"},{"te":"' : '01234567890123456789'))
        if (count % 50 === 0) builder.snapshot()
      }
      return performance.now() - start
    }
    read(4_000)
    // Reading the whole input again for every delta would take ten times that.
    expect(Math.min(read(4_000), read(4_000), read(4_000))).toBeLessThan(120)
  })

  it('leaves what was shown before as it was, and keeps what is whole in it', () => {
    const builder = build([], begin, delta('{"list":[[1],[2'))
    const [before] = builder.snapshot().parts as unknown as [{ input: { list: unknown[] } }]
    builder.apply(delta('2],[3'))
    const [after] = builder.snapshot().parts as unknown as [{ input: { list: unknown[] } }]
    expect(before.input).toEqual({ list: [[1], [2]] })
    expect(after.input).toEqual({ list: [[1], [22], [3]] })
    expect(after.input.list[0]).toBe(before.input.list[0])
  })
})

describe('what is said of a call', () => {
  it('stays with it until something else is said', () => {
    const about = { title: 'Weather', toolMetadata: { server: 'm' }, providerExecuted: true, providerMetadata }
    const kept = {
      title: 'Weather',
      toolMetadata: { server: 'm' },
      providerExecuted: true,
      callProviderMetadata: providerMetadata,
    }
    expect(partsOf({ ...begin, ...about }, delta('{}'), available)).toEqual([
      { ...part, ...kept, state: 'input-available', input: { city: 'Wien' } },
    ])
    expect(partsOf({ ...begin, ...about }, { ...available, title: 'W', providerExecuted: false })).toMatchObject([
      { ...kept, title: 'W', providerExecuted: false },
    ])
  })

  it('of its result stands apart from what was said of its input', () => {
    const ofResult = { anthropic: { n: 1 } }
    expect(
      partsOf(
        { ...available, providerMetadata },
        { type: 'tool-output-available', toolCallId: 'c1', output: 1, providerMetadata: ofResult },
      ),
    ).toMatchObject([{ callProviderMetadata: providerMetadata, resultProviderMetadata: ofResult }])
    expect(
      partsOf(available, {
        type: 'tool-output-error',
        toolCallId: 'c1',
        errorText: 'Down.',
        providerMetadata: ofResult,
      }),
    ).toMatchObject([{ errorText: 'Down.', resultProviderMetadata: ofResult }])
  })

  it('with an error at its input goes to the part that its input began', () => {
    const failed = { type: 'tool-input-error', ...call, input: '{', errorText: 'Broken.' } as const
    expect(partsOf({ ...begin, dynamic: true }, delta('{'), failed)).toStrictEqual([
      {
        type: 'dynamic-tool',
        toolName: 'weather',
        toolCallId: 'c1',
        state: 'output-error',
        input: '{',
        errorText: 'Broken.',
      },
    ])
  })
})

describe('an output', () => {
  it('that comes after another one takes its place', () => {
    const output = (output: unknown, preliminary?: boolean) =>
      ({ type: 'tool-output-available', toolCallId: 'c1', output, preliminary }) as const
    const builder = build([], available, output(1, true))
    expect(builder.snapshot().parts).toMatchObject([{ state: 'output-available', output: 1, preliminary: true }])
    builder.apply(output(2))
    expect(builder.snapshot().parts).toStrictEqual([
      { ...part, state: 'output-available', input: { city: 'Wien' }, output: 2 },
    ])
  })

  it('finds a call of an earlier step, and first of all one of its own', () => {
    const output = (output: unknown) => ({ type: 'tool-output-available', toolCallId: 'c1', output }) as const
    const step = { type: 'start-step' } as const
    expect(partsOf(available, step, output(1))).toMatchObject([{ output: 1 }, {}])
    expect(partsOf(available, step, available, output(2))).toMatchObject([
      { state: 'input-available' },
      {},
      { output: 2 },
    ])
    const stored = [...partsOf(available), { type: 'step-start' } as const]
    expect(build(stored, output(3)).snapshot().parts).toMatchObject([{ output: 3 }, {}])
  })
})

describe('an approval', () => {
  const request = { type: 'tool-approval-request', approvalId: 'a1', toolCallId: 'c1' } as const
  const response = { type: 'tool-approval-response', approvalId: 'a1', approved: true } as const

  it('is asked for, with everything that the server says', () => {
    const more = {
      approvalDescriptor: { danger: 1 },
      inputSchemaInput: null,
      reason: 'Costs money.',
      isAutomatic: true,
      signature: 's',
    }
    const approval = {
      descriptor: { danger: 1 },
      inputSchemaInput: null,
      requestReason: 'Costs money.',
      isAutomatic: true,
      signature: 's',
    }
    expect(partsOf(available, { ...request, ...more })).toStrictEqual([
      { ...part, state: 'approval-requested', input: { city: 'Wien' }, approval: { id: 'a1', ...approval } },
    ])
    expect(partsOf(available, { ...request, isAutomatic: false })).toMatchObject([{ approval: { id: 'a1' } }])
  })

  it('that is given stays with the output', () => {
    const builder = build(
      [],
      available,
      { ...request, reason: 'Why?' },
      { ...response, reason: 'Go on.', providerMetadata },
    )
    const approval = { id: 'a1', approved: true, requestReason: 'Why?', reason: 'Go on.' }
    expect(builder.snapshot().parts).toEqual([
      {
        ...part,
        state: 'approval-responded',
        input: { city: 'Wien' },
        approval,
        callProviderMetadata: providerMetadata,
      },
    ])
    builder.apply({ type: 'tool-output-available', toolCallId: 'c1', output: 1 })
    expect(builder.snapshot().parts).toMatchObject([{ state: 'output-available', output: 1, approval }])
  })

  it('that is refused denies the output', () => {
    expect(
      partsOf(available, request, { ...response, approved: false }, { type: 'tool-output-denied', toolCallId: 'c1' }),
    ).toEqual([{ ...part, state: 'output-denied', input: { city: 'Wien' }, approval: { id: 'a1', approved: false } }])
  })

  it('of another call changes nothing', () => {
    const builder = build([], available, request)
    const before = builder.snapshot()
    builder.apply({ ...response, approvalId: 'a2' })
    builder.apply({ ...request, toolCallId: 'c2' })
    builder.apply({ type: 'tool-output-denied', toolCallId: 'c2' })
    expect(builder.snapshot()).toBe(before)
  })
})
