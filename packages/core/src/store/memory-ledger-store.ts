import { checkLedgerFilter } from './check-ledger-filter.ts'
import { checkUsageRecord } from './check-usage-record.ts'
import type { LedgerFilter, LedgerStore } from './ledger-store.ts'
import { addUp, tagOf } from './ledger-sums.ts'
import type { UsageRecord } from './usage-record.ts'

export interface MemoryLedgerStoreOptions {
  /** The most records that are kept. Beyond them the one that came first goes. @default 10_000 */
  maxRecords?: number | undefined
}

/**
 * A ledger in this process's memory: for development, tests, and a look at the last calls. It ends with the process.
 *
 * @throws RangeError for an option that makes no sense.
 */
export function createMemoryLedgerStore(options: MemoryLedgerStoreOptions = {}): LedgerStore {
  const { maxRecords } = resolve(options)
  // A ring, and no `Map` alone: to find the first of a map that loses one for each that comes takes longer and longer.
  let kept: UsageRecord[] = []
  let oldest = 0
  const ids = new Set<string>()
  let isClosed = false

  function checkOpen(): void {
    if (isClosed) throw new Error('LedgerStore: it is closed')
  }

  function* fitting(filter: LedgerFilter): Generator<UsageRecord> {
    for (let index = 0; index < kept.length; index++) {
      const record = kept[(oldest + index) % kept.length]
      if (record !== undefined && fits(record, filter)) yield record
    }
  }

  function keep(record: UsageRecord): void {
    if (ids.has(record.id)) return
    ids.add(record.id)
    if (kept.length < maxRecords) {
      kept.push(record)
      return
    }
    ids.delete(kept[oldest]?.id ?? '')
    kept[oldest] = record
    oldest = (oldest + 1) % maxRecords
  }

  return {
    append(records) {
      checkOpen()
      for (const record of records) checkUsageRecord(record)
      for (const record of records) keep(record)
    },
    sum(query = {}) {
      checkOpen()
      checkLedgerFilter(query)
      return addUp(fitting(query), query)
    },
    async *records(filter = {}) {
      checkOpen()
      checkLedgerFilter(filter)
      // Those of the same moment stay in the order they came.
      yield* [...fitting(filter)].sort((one, other) => one.at - other.at)
    },
    close() {
      isClosed = true
      kept = []
      ids.clear()
    },
  }
}

function fits(record: UsageRecord, filter: LedgerFilter): boolean {
  const { caller, tag, model, provider, target, from, to } = filter
  return (
    (caller === undefined || record.caller === caller) &&
    (model === undefined || record.model === model) &&
    (provider === undefined || record.provider === provider) &&
    (target === undefined || record.target === target) &&
    (from === undefined || record.at >= from) &&
    (to === undefined || record.at < to) &&
    (tag === undefined || tagOf(record, tag.name) === tag.value)
  )
}

function resolve(options: MemoryLedgerStoreOptions) {
  const maxRecords = options.maxRecords ?? 10_000
  if (!Number.isSafeInteger(maxRecords) || maxRecords < 1) {
    throw new RangeError(`createMemoryLedgerStore: maxRecords must be a positive integer, got ${maxRecords}`)
  }
  return { maxRecords }
}
