import { describe, expect, it } from 'vitest'
import { priceProblem } from './check-price.ts'
import type { Price } from './price.ts'
import { createPriceList } from './price-list.ts'

const price: Price = {
  provider: 'acme',
  model: 'm1',
  currency: 'USD',
  rates: { input: '1', output: '2' },
  asOf: '2026-11',
  source: 'contract',
}
const schedule = {
  timeZone: 'Asia/Shanghai',
  times: [{ days: [1], from: '09:00', to: '24:00' }],
  rates: { input: '3' },
}

describe('a price', () => {
  it.each<[string, Partial<Price>]>([
    ['with nothing but the necessary', {}],
    ['that is free', { rates: { input: '0', output: '0' } }],
    [
      'with all its rates',
      { rates: { input: '1', output: '2', cachedInput: '0.1', thinking: { output: '3', batch: { output: '1' } } } },
    ],
    [
      'with tiers by input and output',
      {
        tiers: [0, 0, 32_000].map((aboveInputTokens, index) => ({
          aboveInputTokens,
          aboveOutputTokens: index === 1 ? 200 : 0,
          rates: {},
        })),
      },
    ],
    ['with a schedule', { schedule }],
    ['for a day', { validFrom: '2024-02-29', validUntil: '2024-03-01' }],
    ['seen in a year', { asOf: '2026' }],
  ])('%s is right', (_, fields) => {
    expect(priceProblem({ ...price, ...fields })).toBeUndefined()
  })

  it.each<[string, object]>([
    ['provider', { provider: '' }],
    ['model', { model: 7 }],
    ['aliases[1]', { aliases: ['a', ' '] }],
    ['aliases', { aliases: Array(101).fill('a') }],
    ['currency', { currency: 'EUR' }],
    ['rates', { rates: 1 }],
    ['rates.output', { rates: { input: '1' } }],
    ['rates.input', { rates: { input: 1, output: '2' } }],
    ['rates.cachedInput', { rates: { ...price.rates, cachedInput: '1e-3' } }],
    ['rates.cached', { rates: { ...price.rates, cached: '1' } }],
    ['rates.batch.output', { rates: { ...price.rates, batch: { output: '-1' } } }],
    ['rates.batch.batch.batch', { rates: { ...price.rates, batch: { batch: { batch: {} } } } }],
    ['tiers', { tiers: Array(21).fill({}) }],
    ['tiers[0].aboveInputTokens', { tiers: [{ aboveInputTokens: 1.5, rates: {} }] }],
    ['tiers[0].aboveOutputTokens', { tiers: [{ aboveInputTokens: 1, aboveOutputTokens: -1, rates: {} }] }],
    [
      'tiers[1]',
      {
        tiers: [
          { aboveInputTokens: 9, rates: {} },
          { aboveInputTokens: 9, rates: {} },
        ],
      },
    ],
    ['tiers[0].rates.output', { tiers: [{ aboveInputTokens: 9, rates: { output: '' } }] }],
    ['tierMode', { tierMode: 'progressive' }],
    ['schedule.timeZone', { schedule: { ...schedule, timeZone: 'Mars/Olympus' } }],
    ['schedule.times', { schedule: { ...schedule, times: [] } }],
    ['schedule.times[0].days', { schedule: { ...schedule, times: [{ days: [7], from: '09:00', to: '10:00' }] } }],
    ['schedule.times[0].from', { schedule: { ...schedule, times: [{ from: '9:00', to: '10:00' }] } }],
    ['schedule.times[0].to', { schedule: { ...schedule, times: [{ from: '22:00', to: '08:00' }] } }],
    ['schedule.rates.input', { schedule: { ...schedule, rates: { input: 'half' } } }],
    ['validFrom', { validFrom: '2026-02-30' }],
    ['validUntil', { validFrom: '2026-02-01', validUntil: '2026-02-01' }],
    ['asOf', { asOf: 'lately' }],
    ['source', { source: '' }],
  ])('is refused for its %s', (field, fields) => {
    expect(priceProblem({ ...price, ...fields })).toMatch(new RegExp(`^${field.replaceAll(/[[\].]/g, '\\$&')} `))
  })

  it('is refused with the model, the field and the value', () => {
    const wrong = { ...price, rates: { input: '1,5', output: '2' } }
    expect(() => createPriceList([price], [wrong])).toThrow(
      new RangeError(
        `createPriceList: the price of "m1": rates.input must be a decimal number such as '0.15', got "1,5"`,
      ),
    )
  })

  it('is refused if it is none at all', () => {
    for (const none of [null, undefined, 'm1', []]) expect(priceProblem(none)).toMatch(/^it must be an object/)
  })
})
