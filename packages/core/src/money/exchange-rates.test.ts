import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkExchangeRates, convertCost, convertNanos, type ExchangeRates } from './exchange-rates.ts'

const rates: ExchangeRates = { USD: { CNY: '7.10', asOf: '2026-11-01' } }
const used = { from: 'USD', to: 'CNY', rate: '7.10', asOf: '2026-11-01' }

describe('a cost in another currency', () => {
  it('is exact, and says by which rate and of which day', () => {
    expect(convertCost({ USD: '0.0033475' }, 'CNY', rates)).toEqual({
      cost: { CNY: '0.02376725' },
      currency: 'CNY',
      nanos: 23_767_250n,
      rates: [used],
    })
  })

  it('has in it what was in that currency already', () => {
    expect(convertCost({ USD: '1', CNY: '0.5' }, 'CNY', rates)).toMatchObject({ cost: { CNY: '7.6' }, rates: [used] })
    expect(convertCost({ CNY: '0.5' }, 'CNY', {})).toMatchObject({ cost: { CNY: '0.5' }, rates: [] })
    expect(convertCost({}, 'CNY', {})).toMatchObject({ cost: { CNY: '0' }, rates: [] })
  })

  it('is divided by the rate of the other direction where that alone is given', () => {
    expect(convertCost({ CNY: '7.1' }, 'USD', rates)).toMatchObject({ cost: { USD: '1' }, rates: [used] })
    // 1 / 7.1 = 0.140845070…
    expect(convertCost({ CNY: '1' }, 'USD', rates).cost).toEqual({ USD: '0.14084507' })
    const both: ExchangeRates = { ...rates, CNY: { USD: '0.14', asOf: '2026-11-02' } }
    expect(convertCost({ CNY: '1' }, 'USD', both)).toMatchObject({ cost: { USD: '0.14' }, rates: [{ from: 'CNY' }] })
  })

  it('is rounded once, halves up', () => {
    const half: ExchangeRates = { USD: { CNY: '0.5', asOf: '2026-11-01' } }
    expect([1n, 2n, 3n].map((nanos) => convertNanos(nanos, 'USD', 'CNY', half))).toEqual([1n, 1n, 2n])
    const third: ExchangeRates = { CNY: { USD: '3', asOf: '2026-11-01' } }
    expect([1n, 2n, 4n, 5n].map((nanos) => convertNanos(nanos, 'USD', 'CNY', third))).toEqual([0n, 1n, 1n, 2n])
    expect(convertNanos(5n, 'USD', 'USD', {})).toBe(5n)
  })

  it('is at most half a billionth off, whatever the rate', () => {
    const rate = fc.bigInt(1n, 10n ** 13n)
    fc.assert(
      fc.property(fc.bigInt(0n, 10n ** 18n), rate, (nanos, perUnit) => {
        const text = `${perUnit / 10n ** 9n}.${String(perUnit % 10n ** 9n).padStart(9, '0')}`
        const given: ExchangeRates = { USD: { CNY: text, asOf: '2026-11-01' } }
        const there = 2n * (convertNanos(nanos, 'USD', 'CNY', given) * 10n ** 9n - nanos * perUnit)
        expect(there <= 10n ** 9n && there > -(10n ** 9n)).toBe(true)
        const back = 2n * (convertNanos(nanos, 'CNY', 'USD', given) * perUnit - nanos * 10n ** 9n)
        expect(back <= perUnit && back > -perUnit).toBe(true)
      }),
    )
  })

  it('is not known without a rate', () => {
    expect(() => convertCost({ USD: '1' }, 'CNY', {})).toThrow(
      new RangeError('exchangeRates: there is no rate between USD and CNY'),
    )
    expect(() => convertCost({ CNY: '1' }, 'USD', { USD: { asOf: '2026-11-01' } })).toThrow(RangeError)
    expect(() => convertCost({ USD: '-1' }, 'CNY', rates)).toThrow(RangeError)
  })
})

describe('rates', () => {
  it('are taken as they are if they are right', () => {
    expect(checkExchangeRates(rates)).toBe(rates)
    expect(checkExchangeRates({})).toEqual({})
  })

  it.each(['0', '0.000', '-7', '7,1', '', 'seven', 7.1])('cannot be %j', (rate) => {
    const wrong = { USD: { CNY: rate as string, asOf: '2026-11-01' } }
    expect(() => checkExchangeRates(wrong)).toThrow(/^exchangeRates: USD in CNY must be a decimal number above 0/)
    expect(() => convertCost({ USD: '1' }, 'CNY', wrong)).toThrow(RangeError)
  })

  it.each(['2026-11', '2026-02-30', '01.11.2026', '', undefined])('cannot be of the day %j', (asOf) => {
    const wrong = { USD: { CNY: '7.1', asOf: asOf as string } }
    expect(() => checkExchangeRates(wrong)).toThrow(/^exchangeRates: asOf of USD must be a day/)
    // Whichever direction it is used in; but a rate that is not needed is not asked for its day.
    expect(() => convertCost({ USD: '1' }, 'CNY', wrong)).toThrow(/^exchangeRates: asOf of USD must be a day/)
    expect(() => convertCost({ CNY: '1' }, 'USD', wrong)).toThrow(/^exchangeRates: asOf of USD must be a day/)
    expect(convertCost({ CNY: '1' }, 'CNY', wrong).cost).toEqual({ CNY: '1' })
  })
})
