import { describe, expect, it } from 'vitest'
import { toAnthropicThinking } from './anthropic-thinking.ts'

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
