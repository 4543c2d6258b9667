import { toNanos } from '../chat/decimal.ts'
import type { UsageRecord } from './usage-record.ts'

/**
 * Makes sure that a record can be added up: its numbers are numbers, its names are texts, and its money
 * is exact. For whoever writes a ledger of their own.
 *
 * @throws RangeError that names the record and the field.
 */
export function checkUsageRecord(record: UsageRecord): void {
  const { id, at, durationMs, firstContentMs = 0, unpriced = 0, savedTokens = 0, usage, cost = {} } = record
  const refuse = (field: string, value: unknown): never => {
    throw new RangeError(`LedgerStore: ${field} of record ${JSON.stringify(id)} cannot be added up, got ${value}`)
  }
  if (typeof id !== 'string' || id === '') refuse('id', id)
  const { caller, outcome, provider = '', model = '', target = '', tags } = record
  for (const [field, value] of Object.entries({ caller, outcome, provider, model, target, ...tags })) {
    if (typeof value !== 'string') refuse(field, value)
  }
  for (const [field, value] of Object.entries({ at, durationMs, firstContentMs, unpriced, savedTokens })) {
    if (!Number.isFinite(value)) refuse(field, value)
  }
  for (const [field, value = 0] of Object.entries(usage)) {
    if (field !== 'estimated' && !Number.isFinite(value)) refuse(field, value)
  }
  for (const [currency, amount = '0'] of Object.entries(cost)) {
    if (toNanos(amount) === undefined) refuse(`cost in ${currency}`, amount)
  }
}
