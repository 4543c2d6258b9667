import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ChatRequest } from '../chat/request.ts'
import { createTestClock } from '../testing/test-clock.ts'
import { estimateInputTokens } from '../tokens/estimate.ts'
import { costOf } from './cost-of.ts'
import { estimateCost } from './estimate-cost.ts'
import type { Price } from './price.ts'
import { anyUsage } from './test-support/any-price.ts'

const price: Price = {
  provider: 'acme',
  model: 'm',
  currency: 'CNY',
  rates: { input: '2', cachedInput: '0.5', output: '10', thinking: { output: '30' } },
  tiers: [
    { aboveInputTokens: 1_000, rates: { input: '4', cachedInput: '1', output: '20', thinking: { output: '60' } } },
  ],
  asOf: '2026-11-01',
  source: 'test',
}
const request: ChatRequest = { messages: [{ role: 'user', content: '北京今天天气怎么样？' }], maxOutputTokens: 100 }
const size = { tokens: 500, low: 400, high: 600 }

describe('what a call may cost', () => {
  it('lies between an unanswered cached question and the longest answer with thoughts', () => {
    const estimate = estimateCost(request, { model: 'm', price, inputTokens: size })
    expect(estimate?.low).toEqual({ cost: { CNY: '0.0002' }, currency: 'CNY', nanos: 200_000n, price })
    expect(estimate?.high.cost).toEqual({ CNY: '0.0042' })
    expect(estimate).toMatchObject({ inputTokens: size, maxOutputTokens: 100 })
    expect(estimate).not.toHaveProperty('expected')
  })

  it('has no thoughts in it where the request wants none', () => {
    const estimate = estimateCost({ ...request, reasoningEffort: 'none' }, { model: 'm', price, inputTokens: size })
    expect(estimate?.high.cost).toEqual({ CNY: '0.0022' })
  })

  it('reaches the tier of the longest question by the estimate', () => {
    const inputTokens = { tokens: 900, low: 800, high: 1_001 }
    const estimate = estimateCost({ ...request, reasoningEffort: 'none' }, { model: 'm', price, inputTokens })
    expect(estimate?.low.nanos).toBe(800n * 500n)
    expect(estimate?.high.nanos).toBe(1_001n * 4_000n + 100n * 20_000n)
  })

  it('takes an answer of 4,096 tokens to be the longest where the request does not bound it, and says so', () => {
    const unbounded = { messages: request.messages }
    const estimate = estimateCost(unbounded, { model: 'm', price, inputTokens: { tokens: 0, low: 0, high: 0 } })
    expect(estimate).toMatchObject({ maxOutputTokens: 4_096, high: { nanos: 4_096n * 30_000n } })
  })

  it('has an expected cost where it is said how long the answer will be', () => {
    const options = { model: 'm', price, inputTokens: size, expectedOutputTokens: 50 }
    expect(estimateCost(request, options)?.expected?.cost).toEqual({ CNY: '0.0015' })
    expect(estimateCost({ ...request, reasoningEffort: 'high' }, options)?.expected?.cost).toEqual({ CNY: '0.0025' })
    expect(estimateCost({ ...request, reasoningEffort: 'none' }, options)?.expected?.cost).toEqual({ CNY: '0.0015' })
  })

  it('goes by the estimate of the input for the model, and by the built-in prices of the moment', () => {
    const clock = createTestClock(Date.parse('2026-11-20'))
    const estimate = estimateCost(request, { model: 'qwen-plus', clock })
    const { low, tokens, high } = estimateInputTokens(request, { model: 'qwen-plus' })
    expect(estimate?.inputTokens).toMatchObject({ low, tokens, high })
    expect(estimate?.low.nanos).toBe(BigInt(low) * 160n)
    expect(estimate?.high.nanos).toBe(BigInt(high) * 800n + 100n * 8_000n)
    expect(estimate?.high.price.provider).toBe('alibaba')
    expect(estimateCost(request, { model: 'nobody-ever-named-a-model-so', clock })).toBeUndefined()
  })

  it('is right for every usage within it', () => {
    fc.assert(
      fc.property(anyUsage, fc.nat(300), fc.nat(300), (usage, less, more) => {
        const { inputTokens: tokens, outputTokens } = usage
        const inputTokens = { tokens, low: Math.max(0, tokens - less), high: tokens + more }
        const estimate = estimateCost(
          { ...request, maxOutputTokens: outputTokens + more },
          { model: 'm', price, inputTokens },
        )
        const cost = costOf(usage, { model: 'm', price })
        expect(estimate?.low.nanos).toBeLessThanOrEqual(cost?.nanos ?? -1n)
        expect(estimate?.high.nanos).toBeGreaterThanOrEqual(cost?.nanos ?? -1n)
      }),
    )
  })
})
