import { fromNanos, type LedgerQuery, type LedgerSum, type Percentiles, type Usage } from '@sluice/core'
import type { Database, SqlRow, SqlValue } from './node-sqlite.ts'
import { groupOf, where } from './record-query.ts'
import { tokenFields } from './record-rows.ts'

const sums = [...tokenFields, ...['cnyUnits', 'cnyNanos', 'usdUnits', 'usdNanos', 'unpriced']].map(
  (column) => `sum(${column}) AS ${column}`,
)

const totals = `count(*) AS calls, sum(outcome = 'failed') AS failures, max(estimated) AS estimated, ${sums.join(', ')}`

/** Adds up what fits, one sum for each group in ascending order. To be called within a transaction: it reads more than once. */
export function sumRecords(database: Database, query: LedgerQuery): readonly LedgerSum[] {
  const { groupBy } = query
  const group = groupOf(groupBy)
  const filter = where(query)
  const from = `FROM calls ${filter.sql}`
  const values = [...group.values, ...filter.values]

  const rows = all(database, `SELECT ${group.sql} AS key, ${totals} ${from} GROUP BY 1`, values)
  const durations = percentiles(database, `SELECT ${group.sql} AS key, durationMs AS value ${from}`, values)
  const firstContents = percentiles(
    database,
    `SELECT key, value FROM (SELECT ${group.sql} AS key, firstContentMs AS value ${from}) WHERE value IS NOT NULL`,
    values,
  )

  const toSum = (row: SqlRow): LedgerSum => {
    const key = String(row.key)
    return {
      key,
      calls: Number(row.calls),
      failures: Number(row.failures),
      usage: usageOf(row),
      cost: { ...costOf('CNY', row.cnyUnits, row.cnyNanos), ...costOf('USD', row.usdUnits, row.usdNanos) },
      unpriced: Number(row.unpriced),
      durationMs: durations.get(key),
      firstContentMs: firstContents.get(key),
    }
  }
  if (groupBy === undefined) return [toSum(rows[0] ?? { key: '', calls: 0, failures: 0, unpriced: 0 })]
  // Stretches of time come as numbers, names as texts: each in their own order.
  const keyed = rows.map((row) => [typeof row.key === 'string' ? row.key : Number(row.key), row] as const)
  return keyed.sort(([one], [other]) => (one < other ? -1 : 1)).map(([, row]) => toSum(row))
}

function usageOf(row: SqlRow): Usage {
  const usage: Usage = { inputTokens: Number(row.inputTokens ?? 0), outputTokens: Number(row.outputTokens ?? 0) }
  for (const field of tokenFields) {
    const sum = row[field] ?? null
    if (sum !== null) usage[field] = Number(sum)
  }
  if (Number(row.estimated ?? 0) > 0) usage.estimated = true
  return usage
}

function costOf(currency: 'CNY' | 'USD', units: unknown, nanos: unknown): Record<string, string> {
  if (typeof units !== 'bigint' || typeof nanos !== 'bigint') return {}
  return { [currency]: fromNanos(units * 1_000_000_000n + nanos) }
}

/** By group, nearest rank. `source` gives a key and a value a row. */
function percentiles(database: Database, source: string, values: readonly SqlValue[]): Map<string, Percentiles> {
  const rankOf = (percent: number) => `(size * ${percent} + 99) / 100`
  const ranked = `SELECT key, value, row_number() OVER (PARTITION BY key ORDER BY value) AS rank,
    count(*) OVER (PARTITION BY key) AS size FROM (${source})`
  const pick = (percent: number) => `max(CASE WHEN rank = ${rankOf(percent)} THEN value END) AS p${percent}`
  const sql = `SELECT key, ${pick(50)}, ${pick(95)}, ${pick(99)} FROM (${ranked})
    WHERE rank IN (${rankOf(50)}, ${rankOf(95)}, ${rankOf(99)}) GROUP BY key`
  return new Map(
    all(database, sql, values).map(({ key, p50, p95, p99 }) => [
      String(key),
      { p50: Number(p50), p95: Number(p95), p99: Number(p99) },
    ]),
  )
}

/** Whole numbers come as `bigint`. */
function all(database: Database, sql: string, values: readonly SqlValue[]): SqlRow[] {
  const statement = database.prepare(sql)
  statement.setReadBigInts(true)
  return statement.all(...values)
}
