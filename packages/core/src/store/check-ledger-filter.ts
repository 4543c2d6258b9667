import type { LedgerFilter } from './ledger-store.ts'

/**
 * Makes sure that a filter asks for something that there can be. For whoever writes a ledger of their own.
 *
 * @throws RangeError that names the field.
 */
export function checkLedgerFilter(filter: LedgerFilter): void {
  const { tag } = filter
  for (const field of ['caller', 'model', 'provider', 'target'] as const) {
    const value = filter[field]
    if (value !== undefined) checkText(field, value)
  }
  for (const field of ['from', 'to'] as const) {
    const value = filter[field]
    if (value !== undefined && (typeof value !== 'number' || Number.isNaN(value))) refuse(field, 'a number', value)
  }
  if (tag === undefined) return
  checkText('tag.name', tag?.name)
  checkText('tag.value', tag?.value)
}

function checkText(field: string, value: unknown): void {
  if (typeof value !== 'string') refuse(field, 'a text', value)
}

function refuse(field: string, what: string, value: unknown): never {
  throw new RangeError(`LedgerStore: ${field} must be ${what}, got ${String(value)}`)
}
