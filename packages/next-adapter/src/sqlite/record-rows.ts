import { checkUsageRecord, tokenFields, toNanos, type UsageRecord } from '@sluice/core'
import type { Database, SqlValue } from './node-sqlite.ts'

/** A record as it lies in the tables. */
export interface RecordRow {
  readonly values: readonly SqlValue[]
  readonly tags: readonly (readonly [name: string, value: string])[]
}

export const nanosPerUnit = 1_000_000_000n

// Those of counts have the names of the fields.
const columns = [
  ...['id', 'at', 'caller', 'outcome', 'provider', 'model', 'target'],
  ...tokenFields,
  ...[
    'estimated',
    'cnyUnits',
    'cnyNanos',
    'usdUnits',
    'usdNanos',
    'unpriced',
    'durationMs',
    'firstContentMs',
    'record',
  ],
]

/** @throws RangeError for a record that cannot be added up. */
export function toRow(record: UsageRecord): RecordRow {
  checkUsageRecord(record)
  const { id, at, caller, outcome, provider, model, target, usage, cost } = record
  return {
    values: [
      id,
      at,
      caller,
      outcome,
      provider ?? null,
      model ?? null,
      target ?? null,
      ...tokenFields.map((field) => usage[field] ?? null),
      usage.estimated ? 1 : 0,
      ...unitsAndNanos(cost?.CNY),
      ...unitsAndNanos(cost?.USD),
      record.unpriced ?? 0,
      record.durationMs,
      record.firstContentMs ?? null,
      JSON.stringify(record),
    ],
    tags: Object.entries(record.tags ?? {}),
  }
}

/** How rows are put in; one whose id is there already changes nothing. To be called within a transaction. */
export function rowWriter(database: Database): (row: RecordRow) => void {
  const insertCall = database.prepare(
    `INSERT INTO calls (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')}) ON CONFLICT (id) DO NOTHING`,
  )
  const insertTag = database.prepare('INSERT INTO tags (seq, name, value) VALUES (?, ?, ?)')
  return ({ values, tags }) => {
    const { changes, lastInsertRowid } = insertCall.run(...values)
    if (Number(changes) === 0) return
    for (const [name, value] of tags) insertTag.run(lastInsertRowid, name, value)
  }
}

function unitsAndNanos(amount: string | undefined): readonly [SqlValue, SqlValue] {
  const nanos = amount === undefined ? undefined : toNanos(amount)
  return nanos === undefined ? [null, null] : [nanos / nanosPerUnit, nanos % nanosPerUnit]
}
