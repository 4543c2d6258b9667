/** Whether a field holds text, and not nothing. */
export function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== ''
}

/** Whether a field holds a count. */
export function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0
}

/** A field of `Usage`, if the provider said it: missing is not 0. */
export function countOf<Field extends string>(field: Field, value: unknown): { [Name in Field]?: number } {
  return isCount(value) ? ({ [field]: value } as { [Name in Field]?: number }) : {}
}

/** A tool call's arguments as text. Some servers give the object itself. */
export function argumentsOf(given: unknown): string {
  if (typeof given === 'string') return given
  return typeof given === 'object' && given !== null ? JSON.stringify(given) : ''
}
