const longestMs = 365 * 24 * 3_600_000

/** A limit as a number: `Infinity` for none. @throws RangeError if it is out of range. */
export function limit(name: string, value: number | false): number {
  if (value === false) return Number.POSITIVE_INFINITY
  if (typeof value === 'number' && value >= 1 && value <= longestMs) return value
  throw new RangeError(`${name} must be false or from 1 to ${longestMs}, got ${value}`)
}
