import { type Clock, type LedgerFilter, type LedgerStore, systemClock, type UsageRecord } from '@sluice/core'
import { createBatches } from './batches.ts'
import { checkedInteger, checkedPath } from './check-options.ts'
import type { SqlRow } from './node-sqlite.ts'
import { openDatabase, rollBack, transact } from './open-database.ts'
import { where } from './record-query.ts'
import { type RecordRow, rowWriter, toRow } from './record-rows.ts'
import { sumRecords } from './record-sums.ts'
import { isOfContent, sqliteFailure, toSqliteFailure } from './sqlite-failure.ts'

export interface SqliteLedgerOptions {
  /** The file; made if it is not there. `:memory:` for one that ends with the process. */
  path: string
  /** How long records wait for others to share a transaction with, in milliseconds. @default 0, those of one turn */
  batchMs?: number | undefined
  /** The most records of one transaction. Meanwhile the process does nothing else. @default 1000 */
  maxBatch?: number | undefined
  /** The most records that wait to be written, as when the disk is full. Beyond them `append` is refused. @default 50_000 */
  maxWaiting?: number | undefined
  /**
   * How long records are tried again while the file is in use, full or out of reach, in milliseconds; then `append` is refused.
   * Records that cannot be written at all are refused at once, and others are not.
   * @default 10_000
   */
  retryForMs?: number | undefined
  /**
   * Whether what was acknowledged survives a power cut too: each transaction waits for the disk. Without it everything survives
   * the death of the process; after a power cut the last moments may be missing.
   * @default false
   */
  isDurable?: boolean | undefined
  clock?: Clock | undefined
}

// Short, because it blocks the process. Longer waits are between tries.
const busyMs = 25
const pageSize = 500

/**
 * A ledger in a file of SQLite, for one machine: several processes may write to it at once. An `append` resolves when its
 * records are committed.
 *
 * @throws SqliteFailure that names the path, where the file cannot be used.
 * @throws RangeError for an option that makes no sense.
 */
export function createSqliteLedger(options: SqliteLedgerOptions): LedgerStore {
  const { path, isDurable, ...settings } = resolve(options)
  const database = openDatabase({ path, busyMs, isDurable })
  const writeRow = rowWriter(database)
  let isClosed = false
  let closing: Promise<void> | undefined

  const batches = createBatches<RecordRow>({
    ...settings,
    path,
    isLasting: isOfContent,
    write: (rows) =>
      guard(() =>
        transact(database, () => {
          for (const row of rows) writeRow(row)
        }),
      ),
  })

  function guard<Result>(act: () => Result): Result {
    if (isClosed) throw sqliteFailure('closed', path)
    try {
      return act()
    } catch (error) {
      throw toSqliteFailure(error, path)
    }
  }

  return {
    async append(records) {
      if (records.length > 0) await batches.add(records.map(toRow))
    },
    async sum(query = {}) {
      return guard(() => {
        // All sums are of one moment, though other processes write.
        database.exec('BEGIN')
        try {
          return sumRecords(database, query)
        } finally {
          rollBack(database)
        }
      })
    },
    async *records(filter: LedgerFilter = {}) {
      const { sql, values } = where(filter)
      const bounds = `${sql === '' ? 'WHERE' : `${sql} AND`} seq <= ? AND (at, seq) > (?, ?)`
      // Those that come meanwhile are left out, or a busy ledger would have no end. No statement stays open between pages.
      const page = guard(() =>
        database.prepare(`SELECT at, seq, record FROM calls ${bounds} ORDER BY at, seq LIMIT ${pageSize}`),
      )
      const newest = guard(() => database.prepare('SELECT coalesce(max(seq), 0) AS seq FROM calls').get())
      const lastSeq = Number(newest?.seq)
      let [at, seq] = [Number.NEGATIVE_INFINITY, 0]
      for (let rows: SqlRow[] = []; ; ) {
        rows = guard(() => page.all(...values, lastSeq, at, seq))
        for (const row of rows) {
          yield JSON.parse(String(row.record)) as UsageRecord
          ;[at, seq] = [Number(row.at), Number(row.seq)]
        }
        if (rows.length < pageSize) return
      }
    },
    close() {
      closing ??= batches.end().then(() => {
        isClosed = true
        database.close()
      })
      return closing
    },
  }
}

function resolve(options: SqliteLedgerOptions) {
  const name = 'createSqliteLedger'
  return {
    path: checkedPath(name, options.path),
    batchMs: checkedInteger(`${name}: batchMs`, options.batchMs ?? 0, 0),
    maxBatch: checkedInteger(`${name}: maxBatch`, options.maxBatch ?? 1_000, 1),
    maxWaiting: checkedInteger(`${name}: maxWaiting`, options.maxWaiting ?? 50_000, 1),
    retryForMs: checkedInteger(`${name}: retryForMs`, options.retryForMs ?? 10_000, 0),
    isDurable: options.isDurable ?? false,
    clock: options.clock ?? systemClock,
  }
}
