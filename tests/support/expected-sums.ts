import type { LedgerGroup, LedgerSum, Percentiles, UsageRecord } from '@sluice/core'

type Tokens = Exclude<keyof UsageRecord['usage'], 'estimated'>

/** Adds records up in the plainest way there is, money in whole billionths. */
export function expectedSums(records: readonly UsageRecord[], groupBy: LedgerGroup | undefined): LedgerSum[] {
  if (groupBy === undefined) return [expectedSum('', records)]
  const keys = [...new Set(records.map((record) => keyOf(record, groupBy)))]
  const isTime = typeof groupBy === 'object'
  keys.sort((one, other) => (isTime ? Number(one) - Number(other) : one < other ? -1 : 1))
  return keys.map((key) =>
    expectedSum(
      key,
      records.filter((record) => keyOf(record, groupBy) === key),
    ),
  )
}

function keyOf(record: UsageRecord, groupBy: LedgerGroup): string {
  if (typeof groupBy === 'object') return String(Math.floor(record.at / groupBy.windowMs) * groupBy.windowMs)
  if (!groupBy.startsWith('tag:')) return record[groupBy as 'caller'] ?? ''
  const entry = Object.entries(record.tags ?? {}).find(([name]) => name === groupBy.slice(4))
  return entry?.[1] ?? ''
}

function expectedSum(key: string, records: readonly UsageRecord[]): LedgerSum {
  const usage: Record<string, number | true> = { inputTokens: 0, outputTokens: 0 }
  const cost: Record<string, string> = {}
  for (const field of new Set(records.flatMap((record) => Object.keys(record.usage)))) {
    const values = records.flatMap((record) => record.usage[field as Tokens] ?? [])
    usage[field] = field === 'estimated' ? true : values.reduce((sum, value) => sum + value, 0)
  }
  for (const currency of ['CNY', 'USD'] as const) {
    const amounts = records.flatMap((record) => record.cost?.[currency] ?? [])
    if (amounts.length > 0) cost[currency] = inUnits(amounts.reduce((sum, amount) => sum + billionths(amount), 0n))
  }
  return {
    key,
    calls: records.length,
    failures: records.filter(({ outcome }) => outcome === 'failed').length,
    usage: usage as unknown as LedgerSum['usage'],
    cost,
    unpriced: records.reduce((sum, { unpriced = 0 }) => sum + unpriced, 0),
    durationMs: nearestRank(records.map(({ durationMs }) => durationMs)),
    firstContentMs: nearestRank(records.flatMap(({ firstContentMs = [] }) => firstContentMs)),
  }
}

function billionths(amount: string): bigint {
  const [units = '', fraction = ''] = amount.split('.')
  return BigInt(units + fraction.padEnd(9, '0'))
}

function inUnits(sum: bigint): string {
  const digits = String(sum).padStart(10, '0')
  return `${digits.slice(0, -9)}.${digits.slice(-9)}`.replace(/\.?0+$/, '')
}

/** The smallest value that so many per cent do not exceed: found by counting. */
function nearestRank(values: readonly number[]): Percentiles | undefined {
  if (values.length === 0) return undefined
  const at = (percent: number) =>
    Math.min(
      ...values.filter((value) => values.filter((other) => other <= value).length * 100 >= percent * values.length),
    )
  return { p50: at(50), p95: at(95), p99: at(99) }
}
