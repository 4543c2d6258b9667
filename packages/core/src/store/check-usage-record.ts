import { toNanos } from '../chat/decimal.ts'
import type { UsageRecord } from './usage-record.ts'

/**
 * Makes sure that a record can be added up: its numbers are numbers, its names are texts, and its money
 * is exact. For whoever writes a ledger of their own.
 *
 * @throws RangeError that names the record and the field.
 */
export function checkUsageRecord(record: UsageRecord): void {
  const { id, usage, cost, tags } = record
  if (typeof id !== 'string' || id === '') refuse(record, 'id', id)
  // No list of entries is made of what every call passes (bench/money).
  for (const field of names) {
    const value = record[field] ?? ''
    if (typeof value !== 'string') refuse(record, field, value)
  }
  for (const tag in tags) if (typeof tags[tag] !== 'string') refuse(record, tag, tags[tag])
  for (const field of numbers) {
    const value = record[field] ?? 0
    if (!Number.isFinite(value)) refuse(record, field, value)
  }
  if (typeof record.caller !== 'string') refuse(record, 'caller', record.caller)
  if (typeof record.outcome !== 'string') refuse(record, 'outcome', record.outcome)
  if (typeof record.at !== 'number') refuse(record, 'at', record.at)
  if (typeof record.durationMs !== 'number') refuse(record, 'durationMs', record.durationMs)
  for (const field in usage) {
    const value = usage[field as keyof typeof usage] ?? 0
    if (field !== 'estimated' && !Number.isFinite(value)) refuse(record, field, value)
  }
  for (const currency in cost) {
    const amount = cost[currency as keyof typeof cost]
    if (amount !== undefined && toNanos(amount) === undefined) refuse(record, `cost in ${currency}`, amount)
  }
}

const names = ['caller', 'outcome', 'provider', 'model', 'target'] as const
const numbers = ['at', 'durationMs', 'firstContentMs', 'unpriced', 'savedTokens'] as const

function refuse({ id }: UsageRecord, field: string, value: unknown): never {
  throw new RangeError(`LedgerStore: ${field} of record ${JSON.stringify(id)} cannot be added up, got ${value}`)
}
