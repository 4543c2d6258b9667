/** Whether `value` is something that can be counted, for reading what came from outside. */
export function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0
}

/** A field that holds a count, if one was said: missing is not 0. */
export function countOf<Field extends string>(field: Field, value: unknown): { [Name in Field]?: number } {
  return isCount(value) ? ({ [field]: value } as { [Name in Field]?: number }) : {}
}
