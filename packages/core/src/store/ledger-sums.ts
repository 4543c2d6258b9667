import type { Cost, Currency } from '../chat/cost.ts'
import { fromNanos, toNanos } from '../chat/decimal.ts'
import type { Usage } from '../chat/event.ts'
import type { LedgerGroup, LedgerSum, Percentiles } from './ledger-store.ts'
import type { UsageRecord } from './usage-record.ts'

/** One sum for each group, in ascending order; a single one, be it of nothing, without `groupBy`. */
export function addUp(records: Iterable<UsageRecord>, groupBy: LedgerGroup | undefined): readonly LedgerSum[] {
  const keyOf = groupBy === undefined ? () => '' : keyReader(groupBy)
  const groups = new Map<string | number, UsageRecord[]>()
  if (groupBy === undefined) groups.set('', [])
  for (const record of records) {
    const key = keyOf(record)
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [record])
    else group.push(record)
  }
  return [...groups].sort(([one], [other]) => (one < other ? -1 : 1)).map(([key, group]) => sumOf(String(key), group))
}

/** How a record tells its group. Numbers for stretches of time, so that they are in their order. */
function keyReader(groupBy: LedgerGroup): (record: UsageRecord) => string | number {
  if (typeof groupBy === 'object') {
    const { windowMs } = groupBy
    if (windowMs > 0 && Number.isFinite(windowMs)) return ({ at }) => Math.floor(at / windowMs) * windowMs
    throw new RangeError(`LedgerStore: windowMs must be a positive number, got ${windowMs}`)
  }
  if (groupBy.startsWith('tag:')) return (record) => tagOf(record, groupBy.slice(4)) ?? ''
  switch (groupBy) {
    case 'caller':
    case 'model':
    case 'provider':
    case 'target':
    case 'outcome':
      return (record) => record[groupBy] ?? ''
    default:
      throw new RangeError(`LedgerStore: groupBy must be a field, a tag or a stretch of time, got ${groupBy}`)
  }
}

/** The value of a tag, whatever its name. */
export function tagOf({ tags }: UsageRecord, name: string): string | undefined {
  return tags !== undefined && Object.hasOwn(tags, name) ? tags[name] : undefined
}

function sumOf(key: string, records: readonly UsageRecord[]): LedgerSum {
  let failures = 0
  let unpriced = 0
  const firstContents: number[] = []
  for (const record of records) {
    if (record.outcome === 'failed') failures++
    unpriced += record.unpriced ?? 0
    if (record.firstContentMs !== undefined) firstContents.push(record.firstContentMs)
  }
  return {
    key,
    calls: records.length,
    failures,
    usage: sumOfUsage(records),
    cost: sumOfCosts(records),
    unpriced,
    durationMs: percentiles(records.map(({ durationMs }) => durationMs)),
    firstContentMs: percentiles(firstContents),
  }
}

function sumOfUsage(records: readonly UsageRecord[]): Usage {
  const sum: Usage = { inputTokens: 0, outputTokens: 0 }
  for (const { usage } of records) {
    const { estimated, ...tokens } = usage
    if (estimated) sum.estimated = true
    for (const [field, value] of Object.entries(tokens) as [keyof typeof tokens, number | undefined][]) {
      if (value !== undefined) sum[field] = (sum[field] ?? 0) + value
    }
  }
  return sum
}

function sumOfCosts(records: readonly UsageRecord[]): Cost {
  const nanos: Partial<Record<Currency, bigint>> = {}
  for (const { cost } of records) {
    for (const [currency, amount] of Object.entries(cost ?? {}) as [Currency, string | undefined][]) {
      if (amount !== undefined) nanos[currency] = (nanos[currency] ?? 0n) + (toNanos(amount) ?? 0n)
    }
  }
  return Object.fromEntries(Object.entries(nanos).map(([currency, sum]) => [currency, fromNanos(sum)]))
}

/** The smallest values that so many per cent do not exceed. */
function percentiles(values: number[]): Percentiles | undefined {
  values.sort((one, other) => one - other)
  const at = (percent: number) => values[Math.ceil((values.length * percent) / 100) - 1]
  const [p50, p95, p99] = [at(50), at(95), at(99)]
  return p50 === undefined || p95 === undefined || p99 === undefined ? undefined : { p50, p95, p99 }
}
