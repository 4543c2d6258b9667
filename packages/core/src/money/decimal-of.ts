import { fromNanos } from '../chat/decimal.ts'

/**
 * The decimal number that a JSON number means, times ten to the power of `shift`: `1.5e-7` is `'0.15'` at a shift of 6.
 * It goes by the shortest digits that name the number, so that no arithmetic of floats can spoil it; what is finer than a
 * billionth is rounded away. `undefined` for what is no number of at least 0, or out of all proportion.
 */
export function decimalOf(value: unknown, shift = 0): string | undefined {
  const text = typeof value === 'number' ? String(value) : value
  if (typeof text !== 'string' || text.length > 40) return undefined
  const match = /^(\d+)(?:\.(\d+))?(?:e([+-]?\d{1,3}))?$/i.exec(text)
  if (match === null) return undefined
  const [, whole = '', fraction = '', exponent = '0'] = match
  const digits = BigInt(whole + fraction)
  const power = Number(exponent) - fraction.length + shift + 9
  if (Math.abs(power) > 60) return digits === 0n ? '0' : undefined
  const scale = 10n ** BigInt(Math.abs(power))
  const nanos = power >= 0 ? digits * scale : (digits + scale / 2n) / scale
  // Something that costs less than can be said is not free.
  if (nanos >= mostNanos || (nanos === 0n && digits > 0n)) return undefined
  return fromNanos(nanos)
}

const mostNanos = 10n ** 24n
