import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Usage } from '../chat/event.ts'
import { createTestClock } from '../testing/test-clock.ts'
import { costOf } from './cost-of.ts'
import type { Price, PriceQuery, PriceRates } from './price.ts'
import { anyPrice, anyUsage, referenceNanos } from './test-support/any-price.ts'

const plain: Price = {
  provider: 'acme',
  model: 'm',
  currency: 'USD',
  rates: { input: '2', output: '10' },
  asOf: '2026-11-01',
  source: 'test',
}
const at = Date.parse('2026-11-02T00:00:00Z')
const nanosOf = (usage: Usage, price: Price, more?: { batch?: boolean; thinking?: boolean; at?: number }) =>
  costOf(usage, { model: 'm', price, at, ...more })?.nanos
const withRates = (rates: Partial<PriceRates>): Price => ({ ...plain, rates: { ...plain.rates, ...rates } })

describe('the cost of a usage', () => {
  it('is told exactly, in the currency of the price', () => {
    const price = { ...plain, currency: 'CNY' } as const
    expect(costOf({ inputTokens: 1_001, outputTokens: 3 }, { model: 'm', price, at })).toEqual({
      cost: { CNY: '0.002032' },
      currency: 'CNY',
      nanos: 2_032_000n,
      price,
    })
  })

  it('is found in a list, for the moment of the call', () => {
    const asked: PriceQuery[] = []
    const prices = {
      find(query: PriceQuery) {
        asked.push(query)
        return query.model === 'm' ? plain : undefined
      },
    }
    const usage = { inputTokens: 1, outputTokens: 1 }
    expect(costOf(usage, { model: 'm', prices, provider: 'acme', target: 't', at: 5 })?.cost).toEqual({
      USD: '0.000012',
    })
    expect(asked).toEqual([{ model: 'm', provider: 'acme', target: 't', at: 5 }])
    const clock = createTestClock()
    expect(costOf(usage, { model: 'm', prices, clock })?.price).toBe(plain)
    expect(asked.at(-1)?.at).toBe(clock.now())
  })

  it('is not known for a model that is not, instead of 0', () => {
    const usage = { inputTokens: 1, outputTokens: 1 }
    expect(costOf(usage, { model: 'x', prices: { find: () => undefined } })).toBeUndefined()
    expect(costOf(usage, { model: 'nobody-ever-named-a-model-so' })).toBeUndefined()
  })

  it('is 0 for a model that is free', () => {
    const price = withRates({ input: '0', output: '0.000' })
    expect(costOf({ inputTokens: 1_000, outputTokens: 1_000 }, { model: 'm', price })?.cost).toEqual({ USD: '0' })
  })

  it('is that of each kind of tokens at its own rate', () => {
    const price = withRates({
      cachedInput: '0.2',
      cacheWrite: '2.5',
      cacheWrite1h: '4',
      imageInput: '3',
      audioInput: '7',
      reasoning: '11',
      imageOutput: '13',
      audioOutput: '17',
    })
    const usage = {
      inputTokens: 111_111,
      cachedInputTokens: 1,
      cacheWriteInputTokens: 110,
      cacheWrite1hInputTokens: 100,
      imageInputTokens: 1_000,
      audioInputTokens: 10_000,
      outputTokens: 1_111,
      reasoningTokens: 1,
      imageOutputTokens: 10,
      audioOutputTokens: 100,
    }
    const thousandths = 1 * 200 + 10 * 2_500 + 100 * 4_000 + 1_000 * 3_000 + 10_000 * 7_000 + 100_000 * 2_000
    const output = 1 * 11_000 + 10 * 13_000 + 100 * 17_000 + 1_000 * 10_000
    expect(nanosOf(usage, price, { thinking: false })).toBe(BigInt(thousandths + output))
  })

  it('takes the rate of the neighbour for a kind that has none', () => {
    const kinds = { cachedInputTokens: 1, cacheWriteInputTokens: 3, cacheWrite1hInputTokens: 2, imageInputTokens: 1 }
    const usage = { inputTokens: 10, outputTokens: 10, ...kinds, reasoningTokens: 4, audioOutputTokens: 2 }
    expect(nanosOf(usage, plain)).toBe(10n * 2_000n + 10n * 10_000n)
    expect(nanosOf(usage, withRates({ cacheWrite: '3' }))).toBe(7n * 2_000n + 3n * 3_000n + 10n * 10_000n)
  })

  it('is rounded once, halves up', () => {
    const price = withRates({ input: '0.0005', cachedInput: '0.0004', output: '0' })
    // 0.5, 0.4 and 0.9 of a billionth.
    expect(nanosOf({ inputTokens: 1, outputTokens: 0 }, price)).toBe(1n)
    expect(nanosOf({ inputTokens: 1, cachedInputTokens: 1, outputTokens: 0 }, price)).toBe(0n)
    expect(nanosOf({ inputTokens: 2, cachedInputTokens: 1, outputTokens: 0 }, price)).toBe(1n)
    expect(nanosOf({ inputTokens: 3, outputTokens: 0 }, price)).toBe(2n)
  })

  it('refuses a price with a rate that is none, by its name', () => {
    const usage = { inputTokens: 1, outputTokens: 1 }
    expect(() => nanosOf(usage, withRates({ cachedInput: '1e-3' }))).toThrow(
      new RangeError(`costOf: the price of "m": rates.cachedInput must be a decimal number such as '0.15', got "1e-3"`),
    )
    expect(() => nanosOf(usage, { ...plain, rates: JSON.parse('{"input":"1"}') })).toThrow(/: rates.output is missing$/)
  })

  it.each([
    ['currency', { ...plain, currency: 'EUR' }],
    ['rates.cached', { ...plain, rates: { ...plain.rates, cached: '1' } }],
    ['schedule.timeZone', { ...plain, schedule: { timeZone: 'Mars', times: [], rates: {} } }],
    ['it', 7],
    ['it', null],
  ])('refuses a price whose %s is wrong, given or found in a list of somebody else, each time', (field, wrong) => {
    const price = JSON.parse(JSON.stringify(wrong))
    const usage = { inputTokens: 0, outputTokens: 0 }
    const prices = { find: () => price }
    for (const _ of [1, 2]) {
      expect(() => costOf(usage, { model: 'm', price })).toThrow(new RegExp(`^costOf: the price of .*: ${field} `))
      if (price === null) continue
      expect(() => costOf(usage, { model: 'm', prices })).toThrow(new RegExp(`^costOf: the price of .*: ${field} `))
    }
  })

  it.each([Number.NaN, Number.POSITIVE_INFINITY, 1e300, new Date(0)])('refuses %s as a time, by its name', (wrong) => {
    const at = wrong as number
    expect(() => costOf({ inputTokens: 1, outputTokens: 1 }, { model: 'm', price: plain, at })).toThrow(
      /^costOf: at must be a time in milliseconds of the Unix epoch, got /,
    )
  })

  it.each([{}, [], [plain], 'gpt-4o', null])('refuses %j as a price list, by its name', (wrong) => {
    const prices = wrong as never
    expect(() => costOf({ inputTokens: 1, outputTokens: 1 }, { model: 'm', prices })).toThrow(
      /^costOf: prices must be a price list, as createPriceList makes them, got /,
    )
  })
})

describe('other rates', () => {
  it('hold for an answer with thoughts, whole, where the price has some', () => {
    const price = withRates({ thinking: { output: '30' } })
    const usage = { inputTokens: 10, outputTokens: 10 }
    expect(nanosOf(usage, price)).toBe(120_000n)
    expect(nanosOf({ ...usage, reasoningTokens: 1 }, price)).toBe(320_000n)
    expect(nanosOf(usage, price, { thinking: true })).toBe(320_000n)
    expect(nanosOf({ ...usage, reasoningTokens: 1 }, price, { thinking: false })).toBe(120_000n)
    expect(nanosOf({ ...usage, reasoningTokens: 1 }, withRates({ reasoning: '40', thinking: { output: '30' } }))).toBe(
      20_000n + 9n * 30_000n + 40_000n,
    )
  })

  it('hold for batches, where the price has some', () => {
    const usage = { inputTokens: 10, cachedInputTokens: 4, outputTokens: 10 }
    const price = withRates({ cachedInput: '0.5', batch: { input: '1', output: '5' } })
    expect(nanosOf(usage, price, { batch: true })).toBe(6n * 1_000n + 4n * 500n + 10n * 5_000n)
    expect(nanosOf(usage, plain, { batch: true })).toBe(nanosOf(usage, plain))
  })

  it('of thinking win over those of batches, unless there are some for both', () => {
    const usage = { inputTokens: 0, outputTokens: 1, reasoningTokens: 1 }
    const [thinking, batch] = [{ output: '30' }, { output: '5' }]
    expect(nanosOf(usage, withRates({ thinking, batch }), { batch: true })).toBe(30_000n)
    expect(
      nanosOf(usage, withRates({ thinking, batch: { ...batch, thinking: { output: '15' } } }), { batch: true }),
    ).toBe(15_000n)
    expect(
      nanosOf(usage, withRates({ thinking: { ...thinking, batch: { output: '16' } }, batch }), { batch: true }),
    ).toBe(16_000n)
  })

  it('hold at their hours, and leave the rest as it is', () => {
    const price: Price = {
      ...withRates({ cachedInput: '0.1' }),
      schedule: { timeZone: 'Asia/Shanghai', times: [{ from: '09:00', to: '12:00' }], rates: { input: '4' } },
    }
    const usage = { inputTokens: 3, cachedInputTokens: 1, outputTokens: 1 }
    expect(nanosOf(usage, price, { at: Date.parse('2026-11-02T08:59:59+08:00') })).toBe(14_100n)
    expect(nanosOf(usage, price, { at: Date.parse('2026-11-02T09:00:00+08:00') })).toBe(18_100n)
  })
})

describe('tiers', () => {
  const tiers = [
    { aboveInputTokens: 100, rates: { input: '4', cachedInput: '1' } },
    { aboveInputTokens: 1_000, rates: { input: '8', output: '20' } },
  ]
  const price: Price = { ...withRates({ cachedInput: '0.5' }), tiers }

  it.each([
    [100, 0, 100 * 2_000],
    [101, 0, 101 * 4_000],
    // The cached part counts for the size. What a tier leaves out is as outside all tiers, never free.
    [101, 100, 1 * 4_000 + 100 * 1_000],
    [1_000, 0, 1_000 * 4_000],
    [1_001, 1, 1_000 * 8_000 + 1 * 500],
  ])('bill the whole request at one tier: %i tokens, %i of them cached', (inputTokens, cachedInputTokens, nanos) => {
    const output = inputTokens > 1_000 ? 20_000 : 10_000
    expect(nanosOf({ inputTokens, cachedInputTokens, outputTokens: 1 }, price)).toBe(BigInt(nanos + output))
  })

  it('may need a long answer too', () => {
    const glm: Price = {
      ...plain,
      tiers: [
        { aboveInputTokens: 0, aboveOutputTokens: 199, rates: { input: '3', output: '14' } },
        { aboveInputTokens: 100, rates: { input: '4', output: '16' } },
      ],
    }
    expect(nanosOf({ inputTokens: 100, outputTokens: 199 }, glm)).toBe(100n * 2_000n + 199n * 10_000n)
    expect(nanosOf({ inputTokens: 100, outputTokens: 200 }, glm)).toBe(100n * 3_000n + 200n * 14_000n)
    expect(nanosOf({ inputTokens: 101, outputTokens: 199 }, glm)).toBe(101n * 4_000n + 199n * 16_000n)
    expect(nanosOf({ inputTokens: 101, outputTokens: 200 }, glm)).toBe(101n * 4_000n + 200n * 16_000n)
  })

  it('bill only what lies above their border, where they are marginal', () => {
    const marginal: Price = { ...price, tierMode: 'marginal' }
    expect(nanosOf({ inputTokens: 100, outputTokens: 1 }, marginal)).toBe(100n * 2_000n + 10_000n)
    expect(nanosOf({ inputTokens: 1_500, outputTokens: 1 }, marginal)).toBe(
      100n * 2_000n + 900n * 4_000n + 500n * 8_000n + 10_000n,
    )
    // What is cached is the beginning of a prompt.
    expect(nanosOf({ inputTokens: 150, cachedInputTokens: 120, outputTokens: 0 }, marginal)).toBe(
      100n * 500n + 20n * 1_000n + 30n * 4_000n,
    )
  })

  it('come with the smallest first', () => {
    const turned = { ...price, tiers: tiers.toReversed() }
    expect(() => nanosOf({ inputTokens: 1, outputTokens: 1 }, turned)).toThrow(/tiers\[1\] must be larger/)
  })

  it('give batches and thoughts no rates that are only named outside them', () => {
    const named: Price = {
      ...withRates({ batch: { input: '1', output: '5' }, thinking: { output: '12' } }),
      tiers: [{ aboveInputTokens: 100, rates: { input: '4', output: '20' } }],
    }
    const usage = { inputTokens: 101, outputTokens: 1 }
    expect(nanosOf(usage, named, { batch: true, thinking: true })).toBe(101n * 4_000n + 20_000n)
    const unnamed = { ...named, tiers: [{ aboveInputTokens: 100, rates: { input: '4' } }] }
    expect(nanosOf(usage, unnamed, { batch: true })).toBe(101n * 4_000n + 5_000n)
  })
})

describe('any cost', () => {
  it('is what fractions of whole numbers say, rounded once', () => {
    fc.assert(
      fc.property(anyPrice, anyUsage, fc.boolean(), fc.boolean(), (price, usage, batch, thinking) => {
        expect(nanosOf(usage, price, { batch, thinking })).toBe(referenceNanos(price, usage, { batch, thinking }))
      }),
      { numRuns: 1_000 },
    )
  })

  it('is not negative, and not less for more tokens of the same kind in the same tier', () => {
    fc.assert(
      fc.property(anyPrice, anyUsage, fc.nat(1_000_000), (price, usage, more) => {
        const untiered = { ...price, tiers: undefined }
        const before = nanosOf(usage, untiered, { thinking: false }) ?? -1n
        expect(before).toBeGreaterThanOrEqual(0n)
        for (const field of ['inputTokens', 'outputTokens'] as const) {
          const after = nanosOf({ ...usage, [field]: usage[field] + more }, untiered, { thinking: false }) ?? -1n
          expect(after).toBeGreaterThanOrEqual(before)
        }
      }),
    )
  })

  it('is the sum of its kinds, but for the rounding', () => {
    fc.assert(
      fc.property(anyPrice, anyUsage, anyUsage, (price, left, right) => {
        const untiered = { ...price, tiers: undefined }
        const both = { ...left }
        for (const field of Object.keys(left) as (keyof typeof left)[]) both[field] += right[field]
        const parts = [left, right].map((usage) => nanosOf(usage, untiered, { thinking: true }) ?? 0n)
        const whole = nanosOf(both, untiered, { thinking: true }) ?? 0n
        const difference = whole - (parts[0]! + parts[1]!)
        expect(difference >= -1n && difference <= 1n).toBe(true)
      }),
    )
  })
})
