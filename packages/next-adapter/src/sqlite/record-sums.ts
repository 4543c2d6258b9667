import { fromNanos, type LedgerQuery, type LedgerSum, type Percentiles, type Usage } from '@sluice/core'
import type { Database, SqlRow, SqlValue } from './node-sqlite.ts'
import { groupOf, where } from './record-query.ts'
import { tokenFields } from './record-rows.ts'

const sums = [...tokenFields, ...['cnyUnits', 'cnyNanos', 'usdUnits', 'usdNanos', 'unpriced']].map(
  (column) => `sum(${column}) AS ${column}`,
)

const totals = `count(*) AS calls, count(firstContentMs) AS firstContents, sum(outcome = 'failed') AS failures, max(estimated) AS estimated, ${sums.join(', ')}`

/** Adds up what fits, one sum for each group in ascending order. To be called within a transaction: it reads more than once. */
export function sumRecords(database: Database, query: LedgerQuery): readonly LedgerSum[] {
  const { groupBy } = query
  const group = groupOf(groupBy)
  const filter = where(query)
  const from = `FROM calls ${filter.sql}`
  const values = [...group.values, ...filter.values]

  const rows = all(database, `SELECT ${group.sql} AS key, ${totals} ${from} GROUP BY 1`, values)
  const sizes = (column: 'calls' | 'firstContents') =>
    new Map(rows.map((row) => [String(row.key), Number(row[column])] as const))
  const durations = percentiles(
    database,
    `SELECT ${group.sql} AS key, durationMs AS value ${from}`,
    values,
    sizes('calls'),
  )
  const firstContents = percentiles(
    database,
    `SELECT key, value FROM (SELECT ${group.sql} AS key, firstContentMs AS value ${from}) WHERE value IS NOT NULL`,
    values,
    sizes('firstContents'),
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

/**
 * By group, nearest rank. `source` gives a key and a value a row. SQLite sorts and counts equal values, and they are gone
 * through one by one: twice as fast as its window functions, and nothing is held in memory here.
 */
function percentiles(
  database: Database,
  source: string,
  values: readonly SqlValue[],
  sizes: ReadonlyMap<string, number>,
): Map<string, Percentiles> {
  const statement = database.prepare(
    `SELECT key, value, count(*) AS calls FROM (${source}) GROUP BY 1, 2 ORDER BY 1, 2`,
  )
  const found = new Map<string, { p50: number; p95: number; p99: number }>()
  let passed = 0
  for (const row of statement.iterate(...values)) {
    const [key, value] = [String(row.key), Number(row.value)]
    const ranks = found.get(key) ?? { p50: value, p95: value, p99: value }
    if (!found.has(key)) {
      found.set(key, ranks)
      passed = 0
    }
    const rankOf = (percent: number) => Math.ceil(((sizes.get(key) ?? 0) * percent) / 100)
    if (passed < rankOf(50)) ranks.p50 = value
    if (passed < rankOf(95)) ranks.p95 = value
    if (passed < rankOf(99)) ranks.p99 = value
    passed += Number(row.calls)
  }
  return found
}

/** Whole numbers come as `bigint`. */
function all(database: Database, sql: string, values: readonly SqlValue[]): SqlRow[] {
  const statement = database.prepare(sql)
  statement.setReadBigInts(true)
  return statement.all(...values)
}
