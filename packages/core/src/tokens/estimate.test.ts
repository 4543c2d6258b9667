import { describe, expect, it } from 'vitest'
import type { ChatMessage, ChatRequest } from '../chat/request.ts'
import { estimateInputTokens, estimateTokens } from './estimate.ts'

const sentence = 'The quick brown fox jumps over the lazy dog.'
const input = (...messages: ChatMessage[]) => estimateInputTokens({ messages }).tokens
const user = (content: string): ChatMessage => ({ role: 'user', content })

describe('estimateTokens', () => {
  it('is a whole number between its bounds, and says that it is no fact', () => {
    const { tokens, low, high, exact } = estimateTokens(sentence)
    expect(tokens).toBe(Math.round(tokens))
    expect(low).toBeLessThan(tokens)
    expect(high).toBeGreaterThan(tokens)
    expect(exact).toBe(false)
  })

  it('is nothing for nothing', () => {
    expect(estimateTokens('')).toEqual({ tokens: 0, low: 0, high: 0, exact: false })
  })

  it('follows the model, unless told the family', () => {
    const korean = '오늘은 날씨가 아주 좋아서 공원에 갔습니다.'
    expect(estimateTokens(korean, { model: 'gpt-4' })).toEqual(estimateTokens(korean, { family: 'cl100k' }))
    expect(estimateTokens(korean, { model: 'gpt-4', family: 'o200k' })).toEqual(estimateTokens(korean))
    expect(estimateTokens(korean, { model: 'gpt-4' }).tokens).toBeGreaterThan(estimateTokens(korean).tokens)
  })
})

describe('estimateInputTokens', () => {
  it('counts what wraps the messages beside their text', () => {
    expect(input(user(''))).toBe(7)
    expect(input(user(''), user(''))).toBe(11)
    expect(input(user(sentence))).toBe(7 + estimateTokens(sentence).tokens)
  })

  it.each<Partial<ChatRequest>>([
    { system: sentence },
    { tools: [{ name: 'weather', parameters: { type: 'object' } }] },
    { messages: [user(sentence), { role: 'assistant', content: [{ type: 'reasoning', text: sentence }] }] },
    { messages: [user(sentence), { role: 'tool', toolCallId: 'c1', toolName: 'x', content: sentence }] },
    {
      messages: [
        user(sentence),
        { role: 'assistant', content: [{ type: 'tool-call', id: 'c1', name: 'weather', arguments: '{"a":1}' }] },
      ],
    },
  ])('counts %j', (more) => {
    const plain = { messages: [user(sentence)] }
    expect(estimateInputTokens({ ...plain, ...more }).tokens).toBeGreaterThan(estimateInputTokens(plain).tokens + 4)
  })

  it('counts a picture by what it is, not by the length of its address', () => {
    const picture = (url: string): ChatMessage => ({
      role: 'user',
      content: [{ type: 'file', mediaType: 'image/png', url }],
    })
    const short = input(picture('https://example.com/a.png'))
    expect(short).toBeGreaterThan(500)
    expect(input(picture(`data:image/png;base64,${'A'.repeat(100_000)}`))).toBe(short)
  })

  it('has no tokens for an empty list of tools', () => {
    expect(estimateInputTokens({ messages: [user('a')], tools: [] }).tokens).toBe(input(user('a')))
  })
})
