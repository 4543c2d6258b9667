/** @throws RangeError if `value` is no number between the two, both included. */
export function checkRange(name: string, value: number, min: number, max: number): void {
  // Words such as '250' compare like numbers, and are added like words.
  if (!(typeof value === 'number' && value >= min && value <= max))
    throw new RangeError(`${name} must be from ${min} to ${max}, got ${value}`)
}
