/**
 * An option that is a time in milliseconds.
 *
 * @throws RangeError that starts with `what`, such as `rotating: ttlMs`.
 */
export function checkedMs(value: number, what: string, { mayBeZero = false, mayBeEndless = false } = {}): number {
  const isInside = mayBeZero ? value >= 0 : value > 0
  if (isInside && (mayBeEndless || Number.isFinite(value))) return value
  const kind = mayBeEndless ? 'a number' : 'a finite number'
  throw new RangeError(`${what} must be ${kind} ${mayBeZero ? 'of at least 0' : 'above 0'}, got ${value}`)
}
