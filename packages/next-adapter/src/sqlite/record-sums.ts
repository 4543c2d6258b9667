import { fromNanos, type LedgerQuery, type LedgerSum, type Percentiles, tokenFields, type Usage } from '@sluice/core'
import type { Database, SqlRow, SqlValue } from './node-sqlite.ts'
import { groupOf, where } from './record-query.ts'
import { nanosPerUnit } from './record-rows.ts'

const counts = [...tokenFields, 'cnyUnits', 'usdUnits', 'unpriced']
const others =
  "count(*) AS calls, count(firstContentMs) AS firstContents, sum(outcome = 'failed') AS failures, max(estimated) AS estimated, sum(cnyNanos) AS cnyNanos, sum(usdNanos) AS usdNanos"
const totals = [others, ...counts.map((column) => `sum(${column}) AS ${column}`)].join(', ')
// Nothing that is recorded can make these leave 64 bits. They take half as long again.
const totalsInHalves = [
  others,
  ...counts.map((column) => `sum(${column} >> 32) AS ${column}High, sum(${column} & 4294967295) AS ${column}`),
].join(', ')

/** Adds up what fits, one sum for each group in ascending order. To be called within a transaction: it reads more than once. */
export function sumRecords(database: Database, query: LedgerQuery): readonly LedgerSum[] {
  const { groupBy, percentiles = true } = query
  const group = groupOf(groupBy)
  const filter = where(query)
  const from = `FROM calls ${filter.sql}`
  const values = [...group.values, ...filter.values]

  // To group by what is the same everywhere would cost a third.
  const groups = groupBy === undefined ? '' : 'GROUP BY 1'
  const select = (columns: string) => all(database, `SELECT ${group.sql} AS key, ${columns} ${from} ${groups}`, values)
  const rows = withoutOverflow(
    () => select(totals),
    () => select(totalsInHalves),
  )
  const sizes = (column: 'calls' | 'firstContents') =>
    new Map(rows.map((row) => [String(row.key), Number(row[column])] as const))
  const timesOf = (column: 'durationMs' | 'firstContentMs', count: 'calls' | 'firstContents') => {
    if (!percentiles) return undefined
    const source = `SELECT key, value FROM (SELECT ${group.sql} AS key, ${column} AS value ${from}) WHERE value IS NOT NULL`
    return percentilesOf(database, source, values, sizes(count))
  }
  const durations = timesOf('durationMs', 'calls')
  const firstContents = timesOf('firstContentMs', 'firstContents')

  const toSum = (row: SqlRow): LedgerSum => {
    const key = String(row.key)
    return {
      key,
      calls: Number(row.calls),
      failures: Number(row.failures ?? 0),
      usage: usageOf(row),
      cost: {
        ...costOf('CNY', whole(row, 'cnyUnits'), row.cnyNanos),
        ...costOf('USD', whole(row, 'usdUnits'), row.usdNanos),
      },
      unpriced: Number(whole(row, 'unpriced') ?? 0),
      durationMs: durations?.get(key),
      firstContentMs: firstContents?.get(key),
    }
  }
  if (groupBy === undefined) return rows.map(toSum)
  // Stretches of time come as numbers, names as texts: each in their own order.
  const keyed = rows.map((row) => [typeof row.key === 'string' ? row.key : Number(row.key), row] as const)
  return keyed.sort(([one], [other]) => (one < other ? -1 : 1)).map(([, row]) => toSum(row))
}

function usageOf(row: SqlRow): Usage {
  const usage: Usage = { inputTokens: 0, outputTokens: 0 }
  for (const field of tokenFields) {
    const sum = whole(row, field)
    if (sum !== undefined) usage[field] = Number(sum)
  }
  if (Number(row.estimated ?? 0) > 0) usage.estimated = true
  return usage
}

/** A sum, of its halves where it came in such; `undefined` where nothing was added up. */
function whole(row: SqlRow, column: string): bigint | undefined {
  const { [column]: low, [`${column}High`]: high = 0n } = row
  return typeof high === 'bigint' && typeof low === 'bigint' ? (high << 32n) + low : undefined
}

function costOf(currency: 'CNY' | 'USD', units: bigint | undefined, nanos: unknown): Record<string, string> {
  if (units === undefined || typeof nanos !== 'bigint') return {}
  return { [currency]: fromNanos(units * nanosPerUnit + nanos) }
}

/**
 * By group, nearest rank. `source` gives a key and a value a row. SQLite sorts and counts equal values, and they are gone
 * through one by one: twice as fast as its window functions, and nothing is held in memory here.
 */
function percentilesOf(
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

function withoutOverflow<Result>(quick: () => Result, safe: () => Result): Result {
  try {
    return quick()
  } catch (error) {
    if (error instanceof Error && error.message.includes('integer overflow')) return safe()
    throw error
  }
}

/** Whole numbers come as `bigint`. */
function all(database: Database, sql: string, values: readonly SqlValue[]): SqlRow[] {
  const statement = database.prepare(sql)
  statement.setReadBigInts(true)
  return statement.all(...values)
}
