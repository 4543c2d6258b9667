import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { toNanos } from '../chat/decimal.ts'
import { decimalOf } from './decimal-of.ts'

describe('a decimal number of a JSON number', () => {
  it.each([
    [1.5e-7, 6, '0.15'],
    [3e-6, 6, '3'],
    [0.0000025, 6, '2.5'],
    [2.8e-9, 6, '0.0028'],
    [3.625e-9, 6, '0.003625'],
    ['1e-06', 6, '1'],
    [0, 6, '0'],
    ['0e-90', 6, '0'],
    [0.1 + 0.2, 0, '0.3'],
    [1.2500000000000001e-6, 6, '1.25'],
    [8.333333333333334e-7, 6, '0.833333333'],
    [12, 0, '12'],
    [1e14, 0, '100000000000000'],
  ])('%s shifted by %i is %s', (value, shift, decimal) => {
    expect(decimalOf(value, shift)).toBe(decimal)
  })

  it.each([
    -1,
    -1e-7,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    1e15,
    1e300,
    1e-300,
    '',
    '1,5',
    '0x10',
    '1e9999',
    null,
    true,
    {},
    ['1'],
  ])('%s gives none', (value) => {
    expect(decimalOf(value)).toBeUndefined()
  })

  it('loses nothing of what a vendor may write, where floats would', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10 ** 9 }), fc.integer({ min: 0, max: 6 }), (digits, decimals) => {
        const perMillion = toNanos(decimalOf(Number(`${digits}e-${decimals}`)) ?? '')
        expect(perMillion).toBe(BigInt(digits) * 10n ** BigInt(9 - decimals))
        expect(toNanos(decimalOf(Number(`${digits}e-${decimals + 6}`), 6) ?? '')).toBe(perMillion)
      }),
    )
  })
})
