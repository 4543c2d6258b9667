import { checkLedgerFilter, type LedgerFilter, type LedgerGroup } from '@sluice/core'
import type { SqlValue } from './node-sqlite.ts'

/** A piece of SQL with the values of its question marks: nothing from outside is ever a part of the text. */
export interface Fragment {
  readonly sql: string
  readonly values: readonly SqlValue[]
}

const fields: ReadonlySet<string> = new Set(['caller', 'model', 'provider', 'target', 'outcome'])

/** The condition that a filter is, with its `WHERE`. */
export function where(filter: LedgerFilter): Fragment {
  checkLedgerFilter(filter)
  const { caller, tag, model, provider, target, from, to } = filter
  const conditions: Fragment[] = []
  const add = (sql: string, ...values: readonly (SqlValue | undefined)[]) => {
    const given = values.filter((value) => value !== undefined)
    if (given.length > 0) conditions.push({ sql, values: given })
  }
  add('caller = ?', caller)
  add('model = ?', model)
  add('provider = ?', provider)
  add('target = ?', target)
  add('at >= ?', from)
  add('at < ?', to)
  add('seq IN (SELECT seq FROM tags WHERE name = ? AND value = ?)', tag?.name, tag?.value)
  return {
    sql: conditions.length === 0 ? '' : `WHERE ${conditions.map(({ sql }) => sql).join(' AND ')}`,
    values: conditions.flatMap(({ values }) => values),
  }
}

/** What a group is told by. */
export function groupOf(groupBy: LedgerGroup | undefined): Fragment {
  if (groupBy === undefined) return { sql: `''`, values: [] }
  if (typeof groupBy === 'object') {
    const { windowMs } = groupBy
    if (!(windowMs > 0) || !Number.isFinite(windowMs)) {
      throw new RangeError(`LedgerStore: windowMs must be a positive number, got ${windowMs}`)
    }
    // Rounded down by hand: not every build of SQLite has `floor`.
    const quotient = 'at / CAST(? AS REAL)'
    const whole = `CAST(${quotient} AS INTEGER)`
    return { sql: `(${whole} - (${quotient} < ${whole})) * ?`, values: [windowMs, windowMs, windowMs, windowMs] }
  }
  if (groupBy.startsWith('tag:')) {
    const sql = `coalesce((SELECT value FROM tags WHERE tags.seq = calls.seq AND name = ?), '')`
    return { sql, values: [groupBy.slice(4)] }
  }
  if (fields.has(groupBy)) return { sql: `coalesce(${groupBy}, '')`, values: [] }
  throw new RangeError(`LedgerStore: groupBy must be a field, a tag or a stretch of time, got ${groupBy}`)
}
