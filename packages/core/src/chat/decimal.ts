/** Billionths: what money is counted in. A price per million tokens is a whole number of them. */
export const nanosPerUnit = 1_000_000_000n

/** The billionths of a decimal number such as `'0.15'`; `undefined` for what is none, is negative, or has more than nine decimals. */
export function toNanos(decimal: string): bigint | undefined {
  const match = /^(\d{1,15})(?:\.(\d{1,9}))?$/.exec(decimal)
  if (match === null) return undefined
  const [, whole = '0', fraction = ''] = match
  return BigInt(whole + fraction.padEnd(9, '0'))
}

/** The shortest decimal number for so many billionths. */
export function fromNanos(nanos: bigint): string {
  const [sign, size] = nanos < 0n ? ['-', -nanos] : ['', nanos]
  const digits = size.toString().padStart(10, '0')
  return `${sign}${digits.slice(0, -9)}.${digits.slice(-9)}`.replace(/\.?0+$/, '')
}
