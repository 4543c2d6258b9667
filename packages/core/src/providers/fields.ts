import type { SourceEvent } from '../chat/event.ts'

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

/** A source of an answer, if it has a web address: it is shown as a link, and no other scheme has any business there. */
export function toSource(url: unknown, title: unknown, number: number): SourceEvent[] {
  if (!isText(url) || !/^https?:\/\//i.test(url)) return []
  return [{ type: 'source', id: `source-${number}`, url, title: isText(title) ? title : undefined }]
}
