import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ChatRequest } from '../chat/request.ts'
import { createTestClock } from '../testing/test-clock.ts'
import { estimateInputTokens } from '../tokens/estimate.ts'
import { costOf } from './cost-of.ts'
import { estimateCost } from './estimate-cost.ts'
import type { Price } from './price.ts'
import { priceTable } from './price-table.ts'
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

  it('has thoughts in it even where the request wants none, for they may come anyway', () => {
    const estimate = estimateCost({ ...request, reasoningEffort: 'none' }, { model: 'm', price, inputTokens: size })
    expect(estimate?.high.cost).toEqual({ CNY: '0.0042' })
  })

  it('has pictures and sound in its answer, though it is asked in words', () => {
    const painter = { ...price, rates: { input: '0.3', output: '2.5', imageOutput: '30' }, tiers: [] }
    const estimate = estimateCost({ ...request, maxOutputTokens: 1_290 }, { model: 'm', price: painter })
    const usage = { inputTokens: 5, outputTokens: 1_290, imageOutputTokens: 1_290 }
    const actual = costOf(usage, { model: 'm', price: painter })?.nanos ?? -1n
    expect(actual).toBe(5n * 300n + 1_290n * 30_000n)
    expect(estimate?.high.nanos).toBeGreaterThanOrEqual(actual)
  })

  it('reaches the tier of the longest question by the estimate', () => {
    const inputTokens = { tokens: 900, low: 800, high: 1_001 }
    const estimate = estimateCost({ ...request, reasoningEffort: 'none' }, { model: 'm', price, inputTokens })
    expect(estimate?.low.nanos).toBe(800n * 500n)
    expect(estimate?.high.nanos).toBe(1_001n * 4_000n + 100n * 60_000n)
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

  it.each([
    ['maxOutputTokens', { ...request, maxOutputTokens: Number.NaN }, {}],
    ['maxOutputTokens', { ...request, maxOutputTokens: Number.POSITIVE_INFINITY }, {}],
    ['maxOutputTokens', { ...request, maxOutputTokens: -1 }, {}],
    ['expectedOutputTokens', request, { expectedOutputTokens: Number.NaN }],
    ['expectedOutputTokens', request, { expectedOutputTokens: -1 }],
    ['inputTokens.high', request, { inputTokens: { ...size, high: Number.POSITIVE_INFINITY } }],
    ['inputTokens.low', request, { inputTokens: { ...size, low: Number.NaN } }],
    ['inputTokens.tokens', request, { inputTokens: { low: 1, high: 2 } as never }],
    ['inputTokens.low', request, { inputTokens: 600 as never }],
    ['at', request, { at: Number.NaN }],
    ['prices', request, { price: undefined, prices: {} as never }],
    ['the price of "m": currency', request, { price: { ...price, currency: 'EUR' as never } }],
  ])('refuses a wrong %s by its name', (name, asked, more) => {
    expect(() => estimateCost(asked, { model: 'm', price, ...more })).toThrow(RangeError)
    expect(() => estimateCost(asked, { model: 'm', price, ...more })).toThrow(`estimateCost: ${name} must be `)
  })

  it('is never too low for a price of the table, with thoughts and media nobody asked for', () => {
    const at = fc.integer({ min: Date.parse('2026-11-01'), max: Date.parse('2026-11-30') })
    const effort = fc.constantFrom('none', 'low', 'high', undefined)
    const anyCall = fc.tuple(fc.constantFrom(...priceTable), anyUsage, fc.nat(400_000), fc.nat(30_000), at, effort)
    fc.assert(
      fc.property(anyCall, fc.boolean(), ([price, usage, text, answer, at, reasoningEffort], batch) => {
        const inputTokens = usage.inputTokens + text - usage.imageInputTokens - usage.audioInputTokens
        const outputTokens = usage.outputTokens + answer
        const possible = { ...usage, inputTokens, outputTokens, imageInputTokens: 0, audioInputTokens: 0 }
        const options = { model: price.model, price, at, batch }
        const estimate = estimateCost(
          { ...request, maxOutputTokens: outputTokens, reasoningEffort, promptCache: { ttl: '1h' } },
          { ...options, inputTokens: { tokens: inputTokens, low: 0, high: inputTokens } },
        )
        for (const thinking of [true, false, undefined]) {
          const cost = costOf(possible, { ...options, thinking })
          expect(estimate?.high.nanos).toBeGreaterThanOrEqual(cost?.nanos ?? -1n)
        }
      }),
      { numRuns: 2_000 },
    )
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
