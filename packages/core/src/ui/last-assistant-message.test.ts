import { describe, expect, it } from 'vitest'
import {
  lastAssistantMessageIsCompleteWithApprovalResponses as isAnswered,
  lastAssistantMessageIsCompleteWithToolCalls as isComplete,
} from './last-assistant-message.ts'
import type { UIMessage, UIPart } from './ui-message.ts'
import type { ToolUIPart } from './ui-tool-part.ts'

const message = (...parts: UIPart[]): UIMessage => ({ id: 'm1', role: 'assistant', parts })
const step: UIPart = { type: 'step-start' }
const text = (state?: 'streaming' | 'done'): UIPart => ({ type: 'text', text: 'Hm.', state })
const call = { type: 'tool-weather', toolCallId: 'c1', input: {} } as const
const open: ToolUIPart = { ...call, state: 'input-available' }
const done: ToolUIPart = { ...call, state: 'output-available', output: 1 }
const failed: ToolUIPart = { ...call, state: 'output-error', errorText: 'Down.' }
const early: ToolUIPart = { ...done, preliminary: true }
const asked: ToolUIPart = { ...call, state: 'approval-requested', approval: { id: 'a1' } }
const allowed: ToolUIPart = { ...call, state: 'approval-responded', approval: { id: 'a1', approved: true } }
const refused: ToolUIPart = { ...call, state: 'approval-responded', approval: { id: 'a1', approved: false } }
const denied: ToolUIPart = { ...call, state: 'output-denied', approval: { id: 'a1', approved: false } }

const ofProvider = (part: ToolUIPart): ToolUIPart => ({ ...part, providerExecuted: true })

describe('an answer with calls of tools', () => {
  it.each<[string, boolean, UIPart[]]>([
    ['if every call has an output', true, [step, done, failed]],
    ['if text follows that is done', true, [step, done, text('done')]],
    ['if text stands before the calls, whatever its state', true, [step, text(), done]],
    ['if an earlier step has open calls', true, [step, open, step, done]],
    ['whatever the provider itself has called', true, [step, ofProvider(open), done]],
    ['without a call', false, [step, text('done')]],
    ['without a call in its last step', false, [step, done, step, text('done')]],
    ['without a call that is for the client', false, [step, ofProvider(done)]],
    ['with an open call', false, [step, done, open]],
    ['with an output that is not the last word', false, [step, early]],
    ['with a question', false, [step, asked]],
    ['with an answer to a question', false, [step, allowed]],
    ['with text after the calls that still comes', false, [step, done, text('streaming')]],
    ['with text after the calls of which nothing is known', false, [step, done, text()]],
  ])('can go on, %s: %s', (_, can, parts) => {
    expect(isComplete({ messages: [message(...parts)] })).toBe(can)
  })
})

describe('an answer with questions whether tools may be called', () => {
  it.each<[string, boolean, UIPart[]]>([
    ['if the question was answered with yes', true, [step, allowed]],
    ['if it was answered with no', true, [step, refused]],
    ['beside calls that have come to their end', true, [step, done, failed, denied, allowed]],
    ['with an open question', false, [step, allowed, asked]],
    ['with an open call', false, [step, allowed, open]],
    ['with an output that is not the last word', false, [step, allowed, early]],
    ['without an answer', false, [step, done]],
    ['with answers in an earlier step only', false, [step, allowed, step, done]],
  ])('can go on, %s: %s', (_, can, parts) => {
    expect(isAnswered({ messages: [message(...parts)] })).toBe(can)
  })
})

it('does not go on where the user had the last word, or nobody', () => {
  const user: UIMessage = { id: 'u1', role: 'user', parts: [done, allowed] }
  for (const messages of [[], [message(done, allowed), user]]) {
    expect([isComplete({ messages }), isAnswered({ messages })]).toEqual([false, false])
  }
})
