import type { Cost, Usage } from '@sluice/core'
import type { SluiceMetadata } from '@sluice/core/ui'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { meteredBy } from './metered.ts'

const usage: Usage = { inputTokens: 10, outputTokens: 3 }

describe('what calls took', () => {
  it('is added up field by field, and estimated if any of it is', () => {
    const told: SluiceMetadata[] = [
      { usage: { ...usage, reasoningTokens: 2, cachedInputTokens: undefined } },
      { usage: { ...usage, estimated: true } },
      { usage: { ...usage, cacheWrite1hInputTokens: 4, reasoningTokens: 1, estimated: undefined } },
    ]
    expect(meteredBy(told).usage).toStrictEqual({
      inputTokens: 30,
      outputTokens: 9,
      reasoningTokens: 3,
      cacheWrite1hInputTokens: 4,
      estimated: true,
    })
  })

  it('is added up in every field that is known, and is estimated only if that is said so', () => {
    const all: Required<Usage> = {
      inputTokens: 1,
      outputTokens: 2,
      cachedInputTokens: 3,
      cacheWriteInputTokens: 4,
      cacheWrite1hInputTokens: 5,
      imageInputTokens: 6,
      audioInputTokens: 7,
      imageOutputTokens: 8,
      audioOutputTokens: 9,
      reasoningTokens: 10,
      estimated: true,
    }
    expect(meteredBy([{ usage: all }]).usage).toStrictEqual(all)
    const odd = { usage: { ...usage, inputTokens: -1, estimated: 'yes', total: 5 } } as unknown as SluiceMetadata
    expect(meteredBy([{ usage }, odd]).usage).toStrictEqual({ inputTokens: 10, outputTokens: 6 })
  })

  it('keeps currencies apart, to the last digit', () => {
    const told: SluiceMetadata[] = [{ cost: { CNY: '0.1' } }, { cost: { CNY: '0.2', USD: '0.000000001' } }, { usage }]
    expect(meteredBy(told).cost).toStrictEqual({ CNY: '0.3', USD: '0.000000001' })
  })

  it('includes the calls before the last one of an answer', () => {
    const answer: SluiceMetadata = { usage, cost: { USD: '1' }, earlier: [{ usage, cost: { USD: '0.5' } }, { usage }] }
    expect(meteredBy([answer])).toEqual({ usage: { inputTokens: 30, outputTokens: 9 }, cost: { USD: '1.5' } })
    expect(meteredBy([{ requestId: 'under way', earlier: answer.earlier }]).cost).toEqual({ USD: '0.5' })
  })

  it.each([[[]], [[undefined]], [[{}, undefined, { requestId: 'r' }]]])('is unknown where nobody said: %j', (told) => {
    expect(meteredBy(told)).toEqual({ usage: undefined, cost: undefined })
  })

  it.each<object | undefined | null>([
    null as never,
    { usage: null, cost: null, earlier: null },
    { usage: 'many', cost: 'much', earlier: 'often' },
    { usage: 5, cost: 5, earlier: 5 },
    { usage: {}, cost: {}, earlier: [null, 'x', 5, {}, []] },
    { cost: { CNY: '-1', USD: '1e9' } },
    { cost: { CNY: '0.0000000001', USD: '9'.repeat(10_000) } },
    { cost: { CNY: {}, USD: null } },
    { cost: { CNY: ['1'], USD: 1 } },
    { cost: { EUR: '5', cny: '5', toString: '5' } },
    { cost: ['1'], usage: [1, 2] },
    { usage: { inputTokens: Number.NaN, outputTokens: Number.POSITIVE_INFINITY } },
    { usage: { inputTokens: -10, outputTokens: 0.5, reasoningTokens: 1e300 } },
    { usage: { inputTokens: '10', outputTokens: true, estimated: true } },
    JSON.parse('{"usage":{"toString":5,"constructor":5,"guessedTokens":5,"__proto__":{"inputTokens":5}}}'),
    JSON.parse('{"cost":{"__proto__":{"CNY":"5"}}}'),
  ])('is no number where it is said in words that cannot be counted: %j', (told) => {
    expect(meteredBy([told as SluiceMetadata])).toEqual({ usage: undefined, cost: undefined })
    expect(meteredBy([told as SluiceMetadata, { usage, cost: { CNY: '1' } }])).toEqual({ usage, cost: { CNY: '1' } })
  })

  it('is exact whatever the amounts, and however the calls lie in answers', () => {
    const amount = fc.bigInt(0n, 10n ** 15n)
    const decimal = (nanos: bigint) => `${nanos / 10n ** 9n}.${String(nanos % 10n ** 9n).padStart(9, '0')}`
    const answers = fc.array(fc.array(fc.record({ CNY: amount, USD: amount }), { minLength: 1, maxLength: 4 }))
    fc.assert(
      fc.property(answers, (all) => {
        const told = all.map((calls): SluiceMetadata => {
          const costs = calls.map((cost): Cost => ({ CNY: decimal(cost.CNY), USD: decimal(cost.USD) }))
          return { cost: costs[0], earlier: costs.slice(1).map((cost) => ({ cost })) }
        })
        const { cost } = meteredBy(told)
        for (const currency of ['CNY', 'USD'] as const) {
          const nanos = all.flat().reduce((sum, call) => sum + call[currency], 0n)
          const [whole = '', fraction = ''] = cost?.[currency]?.split('.') ?? []
          expect(all.length === 0 ? 0n : BigInt(whole + fraction.padEnd(9, '0'))).toBe(nanos)
        }
      }),
    )
  })
})
