import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fromNanos, toNanos } from './decimal.ts'

describe('decimal numbers', () => {
  it.each([
    ['0', 0n],
    ['5.00', 5_000_000_000n],
    ['0.15', 150_000_000n],
    ['0.000000001', 1n],
    ['007.1', 7_100_000_000n],
    ['999999999999999.999999999', 999_999_999_999_999_999_999_999n],
  ])('%s is exact', (decimal, nanos) => {
    expect(toNanos(decimal)).toBe(nanos)
  })

  it.each(['', '.5', '5.', '-1', '+1', '1e3', ' 1', '1,5', '0.0000000001', '1234567890123456', 'Infinity', '１'])(
    '%j is none',
    (decimal) => {
      expect(toNanos(decimal)).toBeUndefined()
    },
  )

  it('come back as they went, in their shortest form', () => {
    expect(fromNanos(-1_500_000_000n)).toBe('-1.5')
    fc.assert(
      fc.property(fc.bigInt(0n, 10n ** 23n), (nanos) => {
        const decimal = fromNanos(nanos)
        expect(toNanos(decimal)).toBe(nanos)
        expect(decimal).not.toMatch(/\.\d*0$/)
      }),
    )
  })
})
