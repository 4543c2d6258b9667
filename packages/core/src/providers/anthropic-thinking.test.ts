import { describe, expect, it } from 'vitest'
import type { ChatMessage } from '../chat/request.ts'
import { isThoughtlessLoop, refuseBesideThinking, toAnthropicThinking } from './anthropic-thinking.ts'
import { toAnthropicTurns } from './anthropic-turns.ts'

describe('how much a model thinks', () => {
  it('is left to it where nothing is asked', () => {
    expect(toAnthropicThinking(undefined, 'claude-opus-5', 4_096)).toEqual({})
    expect(toAnthropicThinking(undefined, 'claude-3-haiku-20240307', 1)).toEqual({})
  })

  it.each([
    'claude-opus-4-6',
    'claude-sonnet-4-6',
    'claude-opus-4-10',
    'anthropic.claude-opus-4-6-v1',
    'claude-sonnet-4.7',
    'claude-opus-4-8-20260528',
    'claude-sonnet-5',
    'claude-fable-5-1',
    'claude-30',
    'my-own',
  ])('is told %s as an effort', (model) => {
    const adaptive = { thinking: { type: 'adaptive', display: 'summarized' } }
    expect(toAnthropicThinking('minimal', model, 100)).toEqual({ ...adaptive, effort: 'low' })
    expect(toAnthropicThinking('low', model, 100)).toEqual({ ...adaptive, effort: 'low' })
    expect(toAnthropicThinking('medium', model, 100)).toEqual({ ...adaptive, effort: 'medium' })
    expect(toAnthropicThinking('high', model, 100)).toEqual({ ...adaptive, effort: 'high' })
    expect(toAnthropicThinking('none', model, 100)).toEqual({ thinking: { type: 'disabled' } })
  })

  it.each([
    'claude-3-7-sonnet-20250219',
    'claude-3.7-sonnet',
    'claude-opus-4-0',
    'claude-opus-4-20250514',
    'claude-sonnet-4@20250514',
    'claude-opus-4',
    'anthropic.claude-opus-4-1-20250805-v1:0',
    'claude-sonnet-4-5-20250929',
    'claude-haiku-4-5',
    'anthropic/claude-sonnet-4.5',
    'claude-opus-4-5@20251101',
  ])('is told %s as a budget', (model) => {
    const enabled = (budget_tokens: number) => ({ thinking: { type: 'enabled', budget_tokens } })
    expect(toAnthropicThinking('minimal', model, 20_000)).toEqual(enabled(1_024))
    expect(toAnthropicThinking('low', model, 20_000)).toEqual(enabled(4_000))
    expect(toAnthropicThinking('medium', model, 20_000)).toEqual(enabled(10_000))
    expect(toAnthropicThinking('high', model, 20_000)).toEqual(enabled(16_000))
    expect(toAnthropicThinking('none', model, 20_000)).toEqual({ thinking: { type: 'disabled' } })
  })

  it('is never a budget below the least, nor one that leaves no answer', () => {
    const model = 'claude-sonnet-4-5'
    expect(toAnthropicThinking('high', model, 1_025)).toEqual({ thinking: { type: 'enabled', budget_tokens: 1_024 } })
    expect(() => toAnthropicThinking('low', model, 1_024)).toThrow(
      expect.objectContaining({ code: 'bad-request', message: expect.stringMatching(/^maxOutputTokens: /) }),
    )
  })
})

describe('a model that does not think', () => {
  it.each([
    'claude-3-5-sonnet-20241022',
    'claude-3.5-haiku',
    'claude-3-opus-20240229',
    'anthropic.claude-3-haiku-20240307-v1:0',
    'claude-2.1',
    'claude-instant-1.2',
  ])('is not told to: %s', (model) => {
    expect(toAnthropicThinking('none', model, 4_096)).toEqual({})
    for (const effort of ['minimal', 'high'] as const) {
      expect(() => toAnthropicThinking(effort, model, 4_096)).toThrow(/^reasoningEffort: /)
    }
  })
})

describe('besides thinking', () => {
  const refused = (request: object, model = 'claude-sonnet-4-5', type = 'enabled') => {
    const messages: readonly ChatMessage[] = [{ role: 'user', content: 'hi' }]
    return () => refuseBesideThinking({ messages, ...request }, model, type === 'none' ? undefined : { type })
  }

  it.each(['enabled', 'adaptive'])('a model cannot be told how to choose its words or tools: %s', (type) => {
    expect(refused({ temperature: 0.5 }, 'claude-sonnet-4-6', type)).toThrow(/^temperature: /)
    expect(refused({ topP: 0.9 }, 'claude-sonnet-4-6', type)).toThrow(/^topP: /)
    expect(refused({ toolChoice: 'required' }, 'claude-sonnet-4-6', type)).toThrow(/^toolChoice: /)
    expect(refused({ toolChoice: { name: 'a' } }, 'claude-sonnet-4-6', type)).toThrow(/^toolChoice: /)
  })

  it.each(['enabled', 'disabled', 'none'])('a model can be told what is the default: %s', (type) => {
    for (const toolChoice of ['auto', 'none', undefined]) {
      expect(refused({ temperature: 1, topP: 1, toolChoice }, 'claude-opus-4-8', type)).not.toThrow()
    }
    expect(refused({ topP: 0.95 }, 'claude-sonnet-4-5', type)).not.toThrow()
  })

  it('and without it, a model can be told everything', () => {
    for (const type of ['disabled', 'none']) {
      expect(refused({ temperature: 0, topP: 0.1, toolChoice: 'required' }, 'claude-opus-4-6', type)).not.toThrow()
    }
  })

  it.each(['claude-opus-4-7', 'claude-opus-4.8', 'anthropic.claude-opus-5-v1:0', 'claude-opus-4-7-20260416'])(
    'and without it, %s chooses its words by itself',
    (model) => {
      expect(refused({ temperature: 0 }, model, 'none')).toThrow(/^temperature: /)
      expect(refused({ topP: 0.99 }, model, 'disabled')).toThrow(/^topP: /)
      expect(refused({ toolChoice: 'required' }, model, 'none')).not.toThrow()
    },
  )

  it.each(['claude-opus-4-6', 'claude-opus-4-20250514', 'claude-sonnet-4-7', 'claude-opus-4-5@20251101'])(
    'and without it, %s does not',
    (model) => expect(refused({ temperature: 0, topP: 0.5 }, model, 'none')).not.toThrow(),
  )
})

describe('a tool call that is being answered', () => {
  const user: ChatMessage = { role: 'user', content: 'hi' }
  const call = { type: 'tool-call', id: 'c1', name: 'a', arguments: '{}' } as const
  const result: ChatMessage = { role: 'tool', toolCallId: 'c1', toolName: 'a', content: '1' }
  const signed = { type: 'reasoning', text: 'h', providerMetadata: { anthropic: { signature: 's' } } } as const
  const redacted = { type: 'reasoning', text: '', providerMetadata: { anthropic: { redactedData: 'd' } } } as const
  const plain: ChatMessage = { role: 'assistant', content: [{ type: 'reasoning', text: 'h' }, call] }
  const thought = (part: typeof signed | typeof redacted): ChatMessage => ({ role: 'assistant', content: [part, call] })
  const isThoughtless = (...messages: ChatMessage[]) => isThoughtlessLoop(toAnthropicTurns(messages, 0))

  it('began without thoughts where another model made it', () => {
    expect(isThoughtless(user, plain, result)).toBe(true)
    expect(isThoughtless(user, { role: 'assistant', content: [{ type: 'text', text: 'a' }, call] }, result)).toBe(true)
    expect(isThoughtless(user, plain, result, thought(signed), result)).toBe(true)
  })

  it('began with them where they are there, at its beginning', () => {
    expect(isThoughtless(user, thought(signed), result)).toBe(false)
    expect(isThoughtless(user, thought(redacted), result)).toBe(false)
    expect(isThoughtless(user, thought(signed), result, plain, result)).toBe(false)
  })

  it('is over once the user has spoken', () => {
    expect(isThoughtless(user)).toBe(false)
    expect(isThoughtless(user, plain, result, { role: 'assistant', content: 'So.' }, user)).toBe(false)
  })
})
