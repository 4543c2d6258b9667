import { toChatMessages, type UIMessage } from '@sluice/core/ui'
import { describe, expect, it } from 'vitest'
import { repaired } from './repair.ts'

const ask: UIMessage = { id: 'u', role: 'user', parts: [{ type: 'text', text: 'Hi' }] }
const answer = (...parts: unknown[]) => ({ id: 'a', role: 'assistant', parts }) as UIMessage
const call = (state: string, more: object = {}) => ({ type: 'tool-a', toolCallId: 'c', state, input: {}, ...more })
const step = { type: 'step-start' }
const failed = { state: 'output-error', errorText: 'The call was never carried out.' }
const granted = { approval: { id: 'p', approved: true } }
const refused = { approval: { id: 'p', approved: false, reason: 'no' } }

/** What becomes of a part where the conversation has gone on, and where it is the last thing. */
const before = (part: unknown) => repaired([ask, answer(part), { ...ask, id: 'u2' }])[1]?.parts
const last = (part: unknown) => repaired([ask, answer(step, part)])[1]?.parts.slice(1)

describe('a history that a process left behind', () => {
  it.each([
    ['text', { type: 'text', text: 'so', state: 'streaming' }, { type: 'text', text: 'so', state: 'done' }],
    [
      'thoughts',
      { type: 'reasoning', text: 'so', state: 'streaming' },
      { type: 'reasoning', text: 'so', state: 'done' },
    ],
    [
      'a last word',
      call('output-available', { output: 1, preliminary: true }),
      call('output-available', { output: 1 }),
    ],
    [
      'a provider',
      call('input-available', { providerExecuted: true }),
      call('', { ...failed, providerExecuted: true }),
    ],
  ])('does not wait for what nobody sends: %s', (_, part, expected) => {
    expect(before(part)).toEqual([expected])
    expect(last(part)).toEqual([expected])
  })

  it('holds no beginnings of a tool’s input', () => {
    expect(before(call('input-streaming'))).toEqual([])
    expect(last(call('input-streaming'))).toEqual([])
  })

  it.each([
    [call('input-available'), call('', failed)],
    [call('approval-requested', { approval: { id: 'p' } }), call('', failed)],
    [call('approval-responded', granted), call('', { ...failed, ...granted })],
    [call('approval-responded', refused), call('output-denied', refused)],
    [
      call('input-available', { type: 'dynamic-tool', toolName: 'x' }),
      call('', { ...failed, type: 'dynamic-tool', toolName: 'x' }),
    ],
  ])('leaves open what the user can still answer, and nothing before it: %j', (part, expected) => {
    expect(last(part)).toEqual([part])
    expect(before(part)).toEqual([expected])
    expect(repaired([ask, answer(step, part, step, { type: 'text', text: '' })])[1]?.parts[1]).toEqual(expected)
  })

  it('stays the same where nothing is open', () => {
    const parts = [
      step,
      { type: 'text', text: 'x' },
      call('output-available', { output: 1 }),
      call('output-error', { errorText: 'x' }),
      call('output-denied', refused),
      { type: 'of-another-version', state: 'streaming' },
    ]
    const messages = [ask, answer(...parts), { ...ask, id: 'u2' }]
    expect(repaired(messages).map((message, index) => message === messages[index])).toEqual([true, true, true])
  })

  it('is one that a model can be asked about', () => {
    const open = ['input-streaming', 'input-available', 'approval-requested'].map((state, index) =>
      call(state, { toolCallId: `c${index}`, ...(state === 'approval-requested' ? { approval: { id: 'p' } } : {}) }),
    )
    const told = toChatMessages(repaired([ask, answer(...open), { ...ask, id: 'u2' }]))
    expect(told.map(({ role }) => role)).toEqual(['user', 'assistant', 'tool', 'tool', 'user'])
  })
})
