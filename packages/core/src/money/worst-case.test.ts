import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { nanosOf } from './cost-of.ts'
import type { Price, PriceRates } from './price.ts'
import { anyPrice, anyUsage } from './test-support/any-price.ts'
import { possibilitiesOf, worstCaseNanos } from './worst-case.ts'

const price = (rates: Partial<PriceRates>, more: Partial<Price> = {}): Price => ({
  provider: 'acme',
  model: 'm',
  currency: 'USD',
  rates: { input: '2', output: '10', ...rates },
  asOf: '2026-11-01',
  source: 'test',
  ...more,
})
const call = { inputTokens: 100, outputTokens: 10, at: 0 }

describe('the worst case of a call', () => {
  it('takes nothing from the cache, and the longest answer', () => {
    expect(worstCaseNanos(price({ cachedInput: '0.1' }), call)).toBe(100n * 2_000n + 10n * 10_000n)
  })

  it('has all from the cache where that costs more', () => {
    expect(worstCaseNanos(price({ cachedInput: '3' }), { ...call, outputTokens: 0 })).toBe(100n * 3_000n)
  })

  it('has all input written to the cache, as long as it may be', () => {
    const rates = price({ cacheWrite: '2.5', cacheWrite1h: '4' })
    const input = (['none', undefined, '5m', '1h'] as const).map((cacheWrites) =>
      worstCaseNanos(rates, { ...call, outputTokens: 0, cacheWrites }),
    )
    expect(input).toEqual([200_000n, 250_000n, 250_000n, 400_000n])
  })

  it('has pictures and sound in its input unless there can be none, and in its answer always', () => {
    const rates = price({ audioInput: '40', imageOutput: '30' })
    expect(worstCaseNanos(rates, call)).toBe(100n * 40_000n + 10n * 30_000n)
    expect(worstCaseNanos(rates, { ...call, media: false })).toBe(100n * 2_000n + 10n * 30_000n)
    const speech = price({ audioOutput: '64' })
    expect(worstCaseNanos(speech, { ...call, media: false })).toBe(100n * 2_000n + 10n * 64_000n)
  })

  it('thinks, or not, whichever is dearer', () => {
    const output = ['30', '3'].map((rate) =>
      worstCaseNanos(price({ thinking: { output: rate } }), { ...call, inputTokens: 0 }),
    )
    expect(output).toEqual([300_000n, 100_000n])
  })

  it('reaches the dearest tier that it can, which need not be the largest', () => {
    const tiers = [
      { aboveInputTokens: 10, rates: { input: '8' } },
      { aboveInputTokens: 50, rates: { input: '4' } },
      { aboveInputTokens: 100, rates: { input: '100' } },
    ]
    expect(worstCaseNanos(price({}, { tiers }), { ...call, outputTokens: 0 })).toBe(800_000n)
    expect(worstCaseNanos(price({}, { tiers, tierMode: 'marginal' }), { ...call, outputTokens: 0 })).toBe(
      10n * 2_000n + 40n * 8_000n + 50n * 4_000n,
    )
  })

  it('is that of its hour', () => {
    const schedule = { timeZone: 'UTC', times: [{ from: '09:00', to: '12:00' }], rates: { input: '4' } }
    const rates = price({}, { schedule })
    const costs = [8, 9, 12].map((hour) => worstCaseNanos(rates, { ...call, outputTokens: 0, at: hour * 3_600_000 }))
    expect(costs).toEqual([200_000n, 400_000n, 200_000n])
  })

  it('is rounded up, fractions of tokens too', () => {
    const rates = price({ input: '0.0001', output: '0' })
    expect(worstCaseNanos(rates, { ...call, inputTokens: 1 })).toBe(1n)
    expect(worstCaseNanos(rates, { ...call, inputTokens: 0 })).toBe(0n)
    expect(worstCaseNanos(price({}), { ...call, inputTokens: 1.2, outputTokens: -5 })).toBe(4_000n)
  })

  it('is never less than what any usage of that size costs', () => {
    fc.assert(
      fc.property(anyPrice, anyUsage, fc.nat(500), fc.boolean(), (anyPrice, usage, more, batch) => {
        const [inputTokens, outputTokens] = [usage.inputTokens + more, usage.outputTokens + more]
        const worst = worstCaseNanos(anyPrice, { inputTokens, outputTokens, at: 0, batch, cacheWrites: '1h' })
        for (const thinking of [true, false, undefined]) {
          expect(nanosOf(anyPrice, usage, { at: 0, batch, thinking })).toBeLessThanOrEqual(worst)
        }
      }),
      { numRuns: 1_000 },
    )
  })
})

describe('what a request rules out', () => {
  const text = { messages: [{ role: 'user', content: 'Hi' }] } as const

  it('is pictures where it has none, but never thoughts: they come where none are wanted', () => {
    expect(possibilitiesOf(text)).toEqual({ media: false, cacheWrites: '5m' })
    for (const reasoningEffort of ['none', 'low', 'high'] as const) {
      expect(possibilitiesOf({ ...text, reasoningEffort })).toEqual(possibilitiesOf(text))
    }
    const file = { type: 'file', mediaType: 'image/png', url: 'https://example.com/a.png' } as const
    expect(possibilitiesOf({ messages: [{ role: 'user', content: [file] }] }).media).toBe(true)
    expect(possibilitiesOf({ messages: [{ role: 'user', content: [{ type: 'text', text: 'Hi' }] }] }).media).toBe(false)
  })

  it('is that the cache keeps it for an hour, unless it is asked to', () => {
    expect(possibilitiesOf({ ...text, promptCache: {} }).cacheWrites).toBe('5m')
    expect(possibilitiesOf({ ...text, promptCache: { ttl: '1h' } }).cacheWrites).toBe('1h')
  })
})
