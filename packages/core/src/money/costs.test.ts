import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Cost } from '../chat/cost.ts'
import { addCosts, formatCost } from './costs.ts'

describe('a sum of costs', () => {
  it('is exact, each currency apart', () => {
    expect(addCosts({ USD: '0.1' }, { USD: '0.2', CNY: '1' }, undefined, { CNY: '0.000000001' })).toEqual({
      USD: '0.3',
      CNY: '1.000000001',
    })
    expect(addCosts()).toEqual({})
    expect(addCosts(undefined, {})).toEqual({})
    expect(addCosts({ CNY: '0' })).toEqual({ CNY: '0' })
  })

  it('does not depend on the order or on what was added first', () => {
    const amount = fc
      .bigInt(0n, 10n ** 18n)
      .map((nanos) => `${nanos / 10n ** 9n}.${String(nanos % 10n ** 9n).padStart(9, '0')}`)
    const cost: fc.Arbitrary<Cost> = fc.record({ CNY: amount, USD: amount }, { requiredKeys: [] })
    fc.assert(
      fc.property(fc.array(cost), fc.nat(), (costs, cut) => {
        const place = costs.length === 0 ? 0 : cut % costs.length
        expect(addCosts(addCosts(...costs.slice(0, place)), addCosts(...costs.slice(place)))).toEqual(
          addCosts(...costs),
        )
        expect(addCosts(...costs.toReversed())).toEqual(addCosts(...costs))
      }),
    )
  })

  it.each(['1e3', '-1', '', 'NaN', '0.0000000001'])('has no amount like %j', (amount) => {
    expect(() => addCosts({ USD: amount })).toThrow(RangeError)
    expect(() => formatCost({ USD: amount })).toThrow(RangeError)
  })
})

describe('a cost for people', () => {
  it.each<[Cost, string]>([
    [{ CNY: '12.5' }, '¥12.50'],
    [{ CNY: '1234.567' }, '¥1,234.57'],
    [{ CNY: '0.00168' }, '¥0.0017'],
    [{ USD: '0.5' }, '$0.50'],
    [{ USD: '0.0996' }, '$0.10'],
    [{ USD: '0.996' }, '$1.00'],
    [{ USD: '0.000000001' }, '$0.000000001'],
    [{ USD: '0.10' }, '$0.10'],
    [{ USD: '0' }, '$0.00'],
    [{ USD: '0.000' }, '$0.00'],
    [{ USD: '0.02', CNY: '0.3' }, '¥0.30 + $0.02'],
    [{}, ''],
  ])('%j is %s', (cost, text) => {
    expect(formatCost(cost, { locale: 'en' })).toBe(text)
  })

  it('is written as the reader writes amounts, with as many digits as wished', () => {
    expect(formatCost({ CNY: '0.001684' }, { locale: 'zh-CN', digits: 3 })).toBe('¥0.00168')
    expect(formatCost({ USD: '1234.5' }, { locale: 'de' })).toMatch(/^1\.234,50\s\$$/)
    expect(formatCost({ USD: '0.01684' }, { locale: ['en'], digits: 1 })).toBe('$0.02')
  })

  it('is not shown as 0 if it is not', () => {
    fc.assert(
      fc.property(fc.bigInt(1n, 10n ** 12n), fc.integer({ min: 1, max: 12 }), (nanos, digits) => {
        const amount = `${nanos / 10n ** 9n}.${String(nanos % 10n ** 9n).padStart(9, '0')}`
        expect(formatCost({ USD: amount }, { locale: 'en', digits })).toMatch(/[1-9]/)
      }),
    )
  })

  it.each([0, -3, 13, 1.5, Number.NaN])('cannot have %d digits', (digits) => {
    for (const cost of [{ USD: '0.0017' }, {}]) {
      expect(() => formatCost(cost, { digits })).toThrow(
        new RangeError(`formatCost: digits must be a whole number from 1 to 12, got ${digits}`),
      )
    }
  })
})
