import { describe, expect, it } from 'vitest'
import { withApprovalResponse, withToolOutput } from './tool-results.ts'
import type { UIMessage, UIPart } from './ui-message.ts'
import type { DynamicToolUIPart, ToolUIPart } from './ui-tool-part.ts'

const message = (...parts: UIPart[]): UIMessage => ({ id: 'm1', role: 'assistant', parts })
const call = { type: 'tool-weather', toolCallId: 'c1', input: { city: 'Wien' } } as const
const waiting: ToolUIPart = { ...call, state: 'input-available' }
const asked: ToolUIPart = { ...call, state: 'approval-requested', approval: { id: 'a1', requestReason: 'Why?' } }
const output = { toolCallId: 'c1', output: { celsius: 21 } }

describe("a tool's output", () => {
  it('ends its call, and leaves everything else the same', () => {
    const text: UIPart = { type: 'text', text: 'Let me see.' }
    const before = message(text, { ...waiting, title: 'Weather', callProviderMetadata: { openai: { n: 1 } } })
    const after = withToolOutput(before, output)
    expect(after.parts).toStrictEqual([
      text,
      {
        ...call,
        state: 'output-available',
        output: { celsius: 21 },
        title: 'Weather',
        callProviderMetadata: { openai: { n: 1 } },
      },
    ])
    expect(after).toMatchObject({ id: 'm1', role: 'assistant' })
    expect(after.parts[0]).toBe(text)
    expect(before.parts[1]).toMatchObject({ state: 'input-available' })
  })

  it('may be that it failed', () => {
    expect(
      withToolOutput(message(waiting), { toolCallId: 'c1', state: 'output-error', errorText: 'Down.' }).parts,
    ).toStrictEqual([{ ...call, state: 'output-error', errorText: 'Down.' }])
  })

  it('takes the place of an earlier one', () => {
    const failed: ToolUIPart = { ...call, state: 'output-error', errorText: 'Down.' }
    const early: DynamicToolUIPart = {
      ...call,
      type: 'dynamic-tool',
      toolName: 'weather',
      state: 'output-available',
      output: 1,
      preliminary: true,
    }
    expect(withToolOutput(message(failed), output).parts).toStrictEqual([
      { ...call, state: 'output-available', output: { celsius: 21 } },
    ])
    expect(withToolOutput(message(early), output).parts).toStrictEqual([
      { ...call, type: 'dynamic-tool', toolName: 'weather', state: 'output-available', output: { celsius: 21 } },
    ])
  })

  it('keeps the answer to the question whether the tool may be called only if it was yes', () => {
    const approval = { id: 'a1', approved: true, reason: 'Go on.' }
    const [yes] = withToolOutput(message({ ...call, state: 'approval-responded', approval }), output).parts
    expect(yes).toMatchObject({ state: 'output-available', approval })
    for (const part of [
      asked,
      { ...call, state: 'approval-responded', approval: { id: 'a1', approved: false } } as const,
    ]) {
      expect(withToolOutput(message(part), output).parts[0]).not.toHaveProperty('approval')
    }
  })

  it('is that of the last call, where a provider gave several the same id', () => {
    const earlier: ToolUIPart = { ...call, state: 'output-available', output: 1 }
    const { parts } = withToolOutput(message(earlier, { type: 'step-start' }, waiting), output)
    expect(parts).toMatchObject([{ output: 1 }, {}, { output: { celsius: 21 } }])
  })

  it('of no call in the message leaves it the same', () => {
    const before = message(waiting)
    expect(withToolOutput(before, { ...output, toolCallId: 'c2' })).toBe(before)
  })
})

describe('the answer to the question whether a tool may be called', () => {
  it.each([
    { id: 'a1', approved: true },
    { id: 'a1', approved: false, reason: 'Too dear.' },
  ])('is put to the question: $approved', (answer) => {
    const after = withApprovalResponse(message(waiting, asked), answer)
    expect(after.parts).toStrictEqual([
      waiting,
      { ...call, state: 'approval-responded', approval: { requestReason: 'Why?', ...answer } },
    ])
  })

  it('that was asked by nobody, or has been answered, leaves the message the same', () => {
    const before = message(asked)
    expect(withApprovalResponse(before, { id: 'a2', approved: true })).toBe(before)
    const answered = withApprovalResponse(before, { id: 'a1', approved: false })
    expect(withApprovalResponse(answered, { id: 'a1', approved: true })).toBe(answered)
  })
})
