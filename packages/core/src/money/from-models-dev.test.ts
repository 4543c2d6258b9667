import { describe, expect, it } from 'vitest'
import { fromModelsDev } from './from-models-dev.ts'
import { createPriceList } from './price-list.ts'
import { priceTable } from './price-table.ts'

function provider(models: Record<string, unknown>): object {
  return { id: 'x', name: 'X', env: ['KEY'], npm: 'x', doc: 'x', models }
}

describe('prices from models.dev', () => {
  it('have all rates it knows', () => {
    const cost = {
      input: 1.25,
      output: 10,
      reasoning: 12,
      cache_read: 0.31,
      cache_write: 2.375,
      input_audio: 3,
      output_audio: 12,
    }
    expect(fromModelsDev({ acme: provider({ m: { id: 'm', cost } }) }, { asOf: '2026-11-20' })).toEqual([
      {
        provider: 'acme',
        model: 'm',
        currency: 'USD',
        rates: {
          input: '1.25',
          output: '10',
          reasoning: '12',
          cachedInput: '0.31',
          cacheWrite: '2.375',
          audioInput: '3',
          audioOutput: '12',
        },
        asOf: '2026-11-20',
        source: 'models.dev',
      },
    ])
  })

  it('have tiers, of which the listed ones win', () => {
    const above = { input: 4, output: 18, cache_read: 0.4 }
    const tier = (size: number, type = 'context') => ({ ...above, tier: { type, size } })
    const prices = fromModelsDev({
      acme: provider({
        older: { cost: { input: 2, output: 12, context_over_200k: above } },
        newer: {
          cost: {
            input: 2,
            output: 12,
            context_over_200k: above,
            tiers: [tier(500_000), tier(272_000), tier(1, 'odd'), 0],
          },
        },
        partly: { cost: { input: 2, output: 12, context_over_200k: { input: 4 } } },
      }),
    })
    const rates = { input: '4', output: '18', cachedInput: '0.4' }
    expect(prices.map(({ tiers }) => tiers)).toEqual([
      [{ aboveInputTokens: 200_000, rates }],
      [
        { aboveInputTokens: 272_000, rates },
        { aboveInputTokens: 500_000, rates },
      ],
      [{ aboveInputTokens: 200_000, rates: { input: '4' } }],
    ])
  })

  it('never mix with what is billed in yuan', () => {
    const models = { 'qwen-plus': { cost: { input: 0.115, output: 0.287 } } }
    const imported = fromModelsDev({
      'alibaba-cn': provider(models),
      zhipuai: provider({ 'glm-4.7': { cost: { input: 0.6, output: 2.2 } } }),
      alibaba: provider({ 'qwen-plus': { cost: { input: 0.5, output: 1.5 } } }),
    })
    expect(imported.map((price) => price.provider)).toEqual(['alibaba-cn', 'zhipuai', 'alibaba-intl'])
    const list = createPriceList(imported, priceTable)
    const at = Date.parse('2026-11-23')
    expect(list.find({ provider: 'dashscope', model: 'qwen-plus', at })?.currency).toBe('CNY')
    expect(list.find({ provider: 'zhipu', model: 'glm-4.7', at })?.currency).toBe('CNY')
    expect(list.find({ provider: 'alibaba-cn', model: 'qwen-plus', at })?.rates.input).toBe('0.115')
    expect(list.find({ provider: 'alibaba-intl', model: 'qwen-plus', at })?.rates.input).toBe('0.5')
  })

  it('leave out what is no price, and keep the rest', () => {
    const json = JSON.parse(`{
      "a": 1, "b": {"models": []}, "c": {"models": {"x": 1, "y": {"cost": 5}, "z": {"cost": {"input": "free", "output": 1}}}},
      "__proto__": {"models": {"constructor": {"cost": {"input": 1, "output": 2}}, "free": {"cost": {"input": 0, "output": 0}}}}
    }`)
    expect(fromModelsDev(json).map(({ provider: name, model }) => [name, model])).toEqual([
      ['__proto__', 'constructor'],
    ])
  })

  it.each([undefined, [], 'x', {}, { 'gpt-9': { input_cost_per_token: 1, litellm_provider: 'openai' } }])(
    'are refused of %j',
    (json) => {
      expect(() => fromModelsDev(json)).toThrow(/^fromModelsDev: (expected an object, got|no price per token)/)
    },
  )

  it('have a day and a source that a price can have', () => {
    const json = { acme: { models: { m: { cost: { input: 1, output: 2 } } } } }
    expect(fromModelsDev(json, { asOf: '2026-11-20', source: 'a copy' })).toHaveLength(1)
    for (const asOf of ['yesterday', '2026-02-30', '']) {
      expect(() => fromModelsDev(json, { asOf })).toThrow(
        new RangeError(`fromModelsDev: asOf must be a day, month or year, got ${JSON.stringify(asOf)}`),
      )
    }
    expect(() => fromModelsDev(json, { source: '' })).toThrow(/^fromModelsDev: source must be a short text/)
  })
})
