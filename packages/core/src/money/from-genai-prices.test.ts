import { describe, expect, it } from 'vitest'
import { fromGenaiPrices } from './from-genai-prices.ts'
import type { Price } from './price.ts'

function imported(...models: unknown[]): Price[] {
  return fromGenaiPrices([{ id: 'acme', name: 'Acme', models }], { asOf: '2026-11-20' })
}

const match = { equals: 'm' }

describe('prices from genai-prices', () => {
  it('have all rates it knows, and the ids that are named whole', () => {
    const price = {
      provider: 'acme',
      model: 'm',
      aliases: ['m-fast', 'm-1'],
      currency: 'USD',
      rates: {
        input: '0.5',
        output: '2.5',
        cachedInput: '0.05',
        cacheWrite: '0.625',
        cacheWrite1h: '1',
        audioInput: '9',
      },
      asOf: '2026-10-01',
      source: 'genai-prices',
    }
    const model = {
      id: 'm',
      match: { or: [{ equals: 'm' }, { equals: 'm-fast' }, { starts_with: 'm-' }, { regex: '^m' }, { equals: 'm-1' }] },
      prices_checked: '2026-10-01',
      prices: {
        input_mtok: 0.5,
        output_mtok: 2.5,
        cache_read_mtok: 0.05,
        cache_write_mtok: 0.625,
        cache_write_1h_mtok: 1,
        input_audio_mtok: 9,
        requests_kcount: 3,
      },
    }
    expect(imported(model)).toEqual([price])
    expect(fromGenaiPrices({ units: {}, providers: [{ id: 'acme', models: [model] }] })).toEqual([price])
  })

  it('have tiers in which every kind of tokens keeps the border it has reached', () => {
    const prices = {
      input_mtok: {
        base: 1,
        tiers: [
          { start: 500_000, price: 3 },
          { start: 100_000, price: 2 },
        ],
      },
      output_mtok: { base: 3, tiers: [{ start: 200_000, price: 5 }] },
      cache_read_mtok: 0.1,
    }
    const batch_prices = { input_mtok: { base: 0.5, tiers: [{ start: 100_000, price: 1 }] } }
    const rates = { cachedInput: '0.1' }
    expect(imported({ id: 'm', match, prices, batch_prices })[0]).toMatchObject({
      rates: { ...rates, input: '1', output: '3', batch: { input: '0.5' } },
      tiers: [
        { aboveInputTokens: 100_000, rates: { ...rates, input: '2', output: '3', batch: { input: '1' } } },
        { aboveInputTokens: 200_000, rates: { ...rates, input: '2', output: '5', batch: { input: '1' } } },
        { aboveInputTokens: 500_000, rates: { ...rates, input: '3', output: '5', batch: { input: '1' } } },
      ],
    })
  })

  it('have days', () => {
    const prices = [
      { prices: { input_mtok: 10, output_mtok: 40 } },
      { constraint: { start_date: '2026-06-10' }, prices: { input_mtok: 2, output_mtok: 8 } },
      { constraint: { start_date: '2026-01-01' }, prices: { input_mtok: 5, output_mtok: 20 } },
    ]
    expect(
      imported({ id: 'm', match, prices }).map(({ rates, validFrom, validUntil }) => [
        rates.input,
        validFrom,
        validUntil,
      ]),
    ).toEqual([
      ['10', undefined, '2026-01-01'],
      ['5', '2026-01-01', '2026-06-10'],
      ['2', '2026-06-10', undefined],
    ])
  })

  it.each([
    ['00:30:00Z', '16:30:00Z', [{ from: '00:30', to: '16:30' }]],
    ['09:00:00+08:00', '18:00:00+08:00', [{ from: '01:00', to: '10:00' }]],
    ['22:00:00-04:00', '23:00:00-04:00', [{ from: '02:00', to: '03:00' }]],
    [
      '16:30:00Z',
      '00:30:00.000Z',
      [
        { from: '16:30', to: '24:00' },
        { from: '00:00', to: '00:30' },
      ],
    ],
    ['16:00:00Z', '00:00:00Z', [{ from: '16:00', to: '24:00' }]],
  ])('have hours from %s to %s', (start_time, end_time, times) => {
    const prices = [
      { prices: { input_mtok: 0.135, output_mtok: 0.55 } },
      { constraint: { start_time, end_time }, prices: { input_mtok: 0.27, output_mtok: 1.1 } },
    ]
    const [price] = imported({ id: 'm', match, prices })
    expect(price).toMatchObject({
      rates: { input: '0.135' },
      schedule: { timeZone: 'UTC', rates: { input: '0.27', output: '1.1' } },
    })
    expect(price?.schedule?.times).toEqual(times)
  })

  it('leave out what they cannot say truly, and keep the rest', () => {
    const flat = { input_mtok: 1, output_mtok: 2 }
    const hours = (start_time: string) => ({ constraint: { start_time, end_time: '12:00:00Z' }, prices: flat })
    const models = [
      { id: 'two-schedules', match, prices: [{ prices: flat }, hours('01:00:00Z'), hours('02:00:00Z')] },
      { id: 'odd-hour', match, prices: [{ prices: flat }, hours('noon')] },
      { id: 'odd-condition', match, prices: [{ values: flat, when: { service_tier: 'batch' } }, { values: flat }] },
      { id: 'odd-day', match, prices: [{ constraint: { start_date: 'soon' }, prices: flat }] },
      { id: 'nothing', match, prices: {} },
      { id: 7, match, prices: flat },
      null,
      { id: '__proto__', prices: flat, prices_checked: 'never' },
    ]
    expect(imported(...models)).toMatchObject([{ model: '__proto__', asOf: '2026-11-20' }])
  })

  it.each([null, 'x', {}, [], { providers: 'x' }, [{ id: 'acme' }, 3]])('are refused of %j', (json) => {
    expect(() => fromGenaiPrices(json)).toThrow(/^fromGenaiPrices: (expected an object, got|no price per token)/)
  })

  it('have a day and a source that a price can have', () => {
    const json = [{ id: 'acme', models: [{ id: 'm', prices: { input_mtok: 1, output_mtok: 2 } }] }]
    expect(fromGenaiPrices(json, { asOf: '2026-11-20', source: 'a copy' })).toHaveLength(1)
    for (const asOf of ['yesterday', '2026-02-30', '']) {
      expect(() => fromGenaiPrices(json, { asOf })).toThrow(
        new RangeError(`fromGenaiPrices: asOf must be a day, month or year, got ${JSON.stringify(asOf)}`),
      )
    }
    expect(() => fromGenaiPrices(json, { source: '' })).toThrow(/^fromGenaiPrices: source must be a short text/)
  })
})
