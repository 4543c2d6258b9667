import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ChatMessage, ChatRequest } from '../chat/request.ts'
import { estimateInputTokens, estimateParts, estimateTokens } from './estimate.ts'
import { tokenWeights } from './families.ts'

const sentence = 'The quick brown fox jumps over the lazy dog.'
const input = (...messages: ChatMessage[]) => estimateInputTokens({ messages }).tokens
const user = (content: string): ChatMessage => ({ role: 'user', content })
const byWords = (text: string) => text.split(' ').length

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
    expect(estimateTokens(korean, { model: 'gpt-4', family: 'o200k' })).toEqual(
      estimateTokens(korean, { family: 'o200k' }),
    )
    expect(estimateTokens(korean, { model: 'gpt-4' }).tokens).toBeGreaterThan(estimateTokens(korean).tokens)
  })

  it.each(['zzz', 'toString', ''])('refuses the family %j', (name) => {
    const family = name as 'o200k'
    const message = /family must be one of o200k, .*, got /
    expect(() => estimateTokens('a', { family })).toThrow(message)
    expect(() => estimateInputTokens({ messages: [user('a')] }, { family })).toThrow(RangeError)
    expect(() => estimateParts('a', { family })).toThrow(RangeError)
  })

  it('leaves the more room, the less is known of the tokenizer', () => {
    const widthOf = (model: string) => {
      const { tokens, low, high } = estimateTokens(sentence.repeat(100), { model })
      return (high - low) / tokens
    }
    expect(widthOf('gpt-4o')).toBeCloseTo(0.4, 2)
    expect(widthOf('ernie-4.5-turbo-128k')).toBeCloseTo(0.6, 2)
    expect(widthOf('my-own-model')).toBeCloseTo(0.8, 2)
  })

  it('holds every estimate between its bounds, whatever is learnt', () => {
    const families = fc.constantFrom(...(Object.keys(tokenWeights) as (keyof typeof tokenWeights)[]))
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }),
        families,
        fc.double({ min: 0.25, max: 4, noNaN: true }),
        (text, family, factor) => {
          const options = { family, model: 'm', learner: { factor: () => factor } }
          for (const { tokens, low, high } of [
            estimateTokens(text, options),
            estimateInputTokens({ messages: [user(text)], system: text }, options),
          ]) {
            expect(low).toBeLessThanOrEqual(tokens)
            expect(tokens).toBeLessThanOrEqual(high)
          }
        },
      ),
    )
  })
})

describe('an exact counter', () => {
  it('has the last word on a text', () => {
    expect(estimateTokens(sentence, { count: byWords })).toEqual({ tokens: 9, low: 9, high: 9, exact: true })
  })

  it.each([Number.NaN, -1, Number.POSITIVE_INFINITY, 1.5])('is not believed when it says %s', (wrong) => {
    expect(estimateTokens(sentence, { count: () => wrong })).toEqual(estimateTokens(sentence))
    const request = { messages: [user(sentence)] }
    expect(estimateInputTokens(request, { count: () => wrong })).toEqual(estimateInputTokens(request))
  })

  it('does no harm when it throws', () => {
    const count = () => {
      throw new Error('no vocabulary')
    }
    expect(estimateTokens(sentence, { count })).toEqual(estimateTokens(sentence))
  })

  it('counts the texts of a request, not what wraps them', () => {
    const request = { system: sentence, messages: [user(sentence), user(sentence)] }
    const { tokens, low, high, exact } = estimateInputTokens(request, { count: byWords, model: 'gpt-4o' })
    expect(tokens).toBe(3 * 9 + 3 * 4 + 3)
    expect([low, high]).toEqual([27 + 12, 27 + 18])
    expect(exact).toBe(false)
  })
})

describe('a learner', () => {
  const learner = { factor: (model: string) => (model === 'm' ? 2 : 1) }

  it('corrects estimates for its model, and leaves their room as wide', () => {
    const plain = estimateTokens(sentence.repeat(100), { model: 'm' })
    const learnt = estimateTokens(sentence.repeat(100), { model: 'm', learner })
    expect(learnt.tokens / plain.tokens).toBeCloseTo(2, 2)
    expect(learnt.high / learnt.tokens).toBeCloseTo(plain.high / plain.tokens, 2)
    expect(estimateTokens(sentence, { model: 'x', learner })).toEqual(estimateTokens(sentence, { model: 'x' }))
  })

  it('is not asked where no model is named, or the count is exact', () => {
    expect(estimateTokens(sentence, { learner: { factor: () => 2 } })).toEqual(estimateTokens(sentence))
    expect(estimateTokens(sentence, { learner, model: 'm', count: byWords }).tokens).toBe(9)
  })

  it('is told what an estimate is made of', () => {
    const request = { messages: [user(sentence), user('你好')] }
    for (const [parts, tokens] of [
      [estimateParts(sentence), estimateTokens(sentence).tokens],
      [estimateParts(request, { model: 'gpt-4' }), estimateInputTokens(request, { model: 'gpt-4' }).tokens],
    ] as const) {
      expect(Math.round(parts.reduce((sum, part) => sum + part, 0))).toBe(tokens)
    }
  })
})

describe('estimateInputTokens', () => {
  it('counts what wraps the messages beside their text', () => {
    expect(input(user(''))).toBe(7)
    expect(input(user(''), user(''))).toBe(11)
    expect(input(user(sentence))).toBe(7 + estimateTokens(sentence).tokens)
  })

  it('keeps texts apart', () => {
    expect(input(user('water'), user('fall'))).toBe(input(user('water fall')) + 4)
  })

  it.each<Partial<ChatRequest>>([
    { system: sentence },
    { tools: [{ name: 'weather', parameters: { type: 'object' } }] },
    { responseFormat: { type: 'json-schema', name: 'w', schema: { type: 'object', properties: {} } } },
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

  it('has no tokens for an empty list of tools', () => {
    expect(estimateInputTokens({ messages: [user('a')], tools: [] }).tokens).toBe(input(user('a')))
  })

  it('counts the instructions that vendors put before tools', () => {
    const tools = [{ name: 'weather', description: 'Tells the weather', parameters: { type: 'object' } }]
    const cost = (model: string) =>
      estimateInputTokens({ messages: [user('a')], tools }, { model }).tokens -
      estimateInputTokens({ messages: [user('a')] }, { model }).tokens
    expect(cost('gpt-4o')).toBeLessThan(50)
    expect(cost('qwen3-max')).toBeGreaterThan(130)
    expect(cost('claude-sonnet-4-5')).toBeGreaterThan(346)
  })
})
