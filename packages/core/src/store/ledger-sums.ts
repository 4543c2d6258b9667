import type { Cost, Currency } from '../chat/cost.ts'
import { fromNanos, toNanos } from '../chat/decimal.ts'
import type { Usage } from '../chat/event.ts'
import { tokenFields } from '../chat/token-fields.ts'
import type { LedgerGroup, LedgerQuery, LedgerSum, Percentiles } from './ledger-store.ts'
import type { UsageRecord } from './usage-record.ts'

/** One sum for each group, in ascending order; a single one, be it of nothing, without `groupBy`. */
export function addUp(
  records: Iterable<UsageRecord>,
  { groupBy, percentiles = true }: Pick<LedgerQuery, 'groupBy' | 'percentiles'>,
): readonly LedgerSum[] {
  const keyOf = groupBy === undefined ? () => '' : keyReader(groupBy)
  const groups = new Map<string | number, UsageRecord[]>()
  if (groupBy === undefined) groups.set('', [])
  for (const record of records) {
    const key = keyOf(record)
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [record])
    else group.push(record)
  }
  return [...groups]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([key, group]) => ({ ...sumOf(String(key), group), ...timesOf(percentiles ? group : []) }))
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

function sumOf(key: string, records: readonly UsageRecord[]): Omit<LedgerSum, 'durationMs' | 'firstContentMs'> {
  return {
    key,
    calls: records.length,
    failures: records.filter(({ outcome }) => outcome === 'failed').length,
    usage: sumOfUsage(records),
    cost: sumOfCosts(records),
    unpriced: sumOfCounts(records.map(({ unpriced = 0 }) => unpriced)),
  }
}

function timesOf(records: readonly UsageRecord[]): Pick<LedgerSum, 'durationMs' | 'firstContentMs'> {
  return {
    durationMs: percentilesOf(records.map(({ durationMs }) => durationMs)),
    firstContentMs: percentilesOf(records.flatMap(({ firstContentMs }) => firstContentMs ?? [])),
  }
}

function sumOfUsage(records: readonly UsageRecord[]): Usage {
  const sum: Usage = { inputTokens: 0, outputTokens: 0 }
  for (const field of tokenFields) {
    const counts = records.flatMap(({ usage }) => usage[field] ?? [])
    if (counts.length > 0) sum[field] = sumOfCounts(counts)
  }
  if (records.some(({ usage }) => usage.estimated)) sum.estimated = true
  return sum
}

/** Rounded once at most, though a sum may be beyond the numbers that are exact. */
function sumOfCounts(counts: readonly number[]): number {
  const sum = counts.reduce((one, other) => one + other, 0)
  return Number.isSafeInteger(sum) ? sum : Number(counts.reduce((one, other) => one + BigInt(other), 0n))
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
function percentilesOf(values: number[]): Percentiles | undefined {
  values.sort((one, other) => one - other)
  const at = (percent: number) => values[Math.ceil((values.length * percent) / 100) - 1]
  const [p50, p95, p99] = [at(50), at(95), at(99)]
  return p50 === undefined || p95 === undefined || p99 === undefined ? undefined : { p50, p95, p99 }
}
