/** @throws RangeError for a path that names no file. */
export function checkedPath(name: string, path: unknown): string {
  // SQLite takes an empty path for a file that is deleted when it is closed.
  if (typeof path === 'string' && path !== '') return path
  throw new RangeError(`${name}: path must name a file, got ${JSON.stringify(path)}`)
}

/** @throws RangeError for anything but a whole number from `least` on. */
export function checkedInteger(name: string, value: number, least: number): number {
  if (Number.isSafeInteger(value) && value >= least) return value
  throw new RangeError(`${name} must be an integer of at least ${least}, got ${value}`)
}
