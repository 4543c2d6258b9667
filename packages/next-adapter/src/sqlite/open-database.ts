import { type Database, nodeSqlite, type SqlRow } from './node-sqlite.ts'
import { applicationId, migrations } from './schema.ts'
import { isSqliteFailure, sqliteFailure, toSqliteFailure } from './sqlite-failure.ts'

export interface OpenOptions {
  readonly path: string
  /** How long a statement waits for another process, in milliseconds. It blocks this one meanwhile. */
  readonly busyMs: number
  /** Whether a commit waits for the disk. */
  readonly isDurable: boolean
}

// Only while a file is being opened: others may do the same at this moment.
const openingMs = 5_000

/**
 * Opens a file of ours, and makes it if it is not there.
 *
 * @throws SqliteFailure that names the path.
 */
export function openDatabase({ path, busyMs, isDurable }: OpenOptions): Database {
  const sqlite = nodeSqlite()
  if (sqlite === undefined) throw sqliteFailure('sqlite-missing', path)
  let database: Database | undefined
  try {
    database = new sqlite.DatabaseSync(path)
    database.exec(`PRAGMA busy_timeout = ${openingMs}`)
    refuseForeign(database, path)
    useWal(database)
    migrate(database, path)
    // With WAL, what is committed survives the end of the process either way. FULL makes it survive the machine's too.
    database.exec(`PRAGMA synchronous = ${isDurable ? 'FULL' : 'NORMAL'}`)
    // A checkpoint waits for the disk: a page that is written often is then written to the file only once (bench/ledger.ts).
    database.exec('PRAGMA wal_autocheckpoint = 4000')
    database.exec('PRAGMA cache_size = -16000')
    database.exec('PRAGMA foreign_keys = ON')
    database.exec(`PRAGMA busy_timeout = ${busyMs}`)
    return database
  } catch (error) {
    database?.close()
    const failure = toSqliteFailure(error, path)
    throw isSqliteFailure(failure) ? failure : sqliteFailure('cannot-open', path, error)
  }
}

/** Does something in one transaction that no other process's can come between. */
export function transact<Result>(database: Database, act: () => Result): Result {
  // Immediate: a transaction that begins by reading may be refused when it comes to write.
  database.exec('BEGIN IMMEDIATE')
  try {
    const result = act()
    database.exec('COMMIT')
    return result
  } catch (error) {
    rollBack(database)
    throw error
  }
}

export function rollBack(database: Database): void {
  try {
    database.exec('ROLLBACK')
  } catch {
    // A full disk and the like end a transaction by themselves: then there is none to roll back.
  }
}

function refuseForeign(database: Database, path: string): void {
  const isEmpty = numberOf(database, 'SELECT count(*) AS value FROM sqlite_schema') === 0
  if (!isEmpty && pragma(database, 'application_id') !== applicationId) throw sqliteFailure('foreign', path)
  if (pragma(database, 'user_version') > migrations.length) throw sqliteFailure('newer', path)
}

function useWal(database: Database): void {
  for (let attempt = 1; ; attempt++) {
    try {
      database.exec('PRAGMA journal_mode = WAL')
      return
    } catch (error) {
      // SQLite does not wait by itself when two change the mode at once. Nobody is served yet, so this may block.
      if (attempt >= 100) throw error
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10)
    }
  }
}

function migrate(database: Database, path: string): void {
  if (pragma(database, 'user_version') === migrations.length) return
  transact(database, () => {
    // Another process may have been quicker.
    refuseForeign(database, path)
    for (const migration of migrations.slice(pragma(database, 'user_version'))) database.exec(migration)
    database.exec(`PRAGMA application_id = ${applicationId}`)
    database.exec(`PRAGMA user_version = ${migrations.length}`)
  })
}

function pragma(database: Database, name: 'application_id' | 'user_version'): number {
  return numberOf(database, `SELECT ${name} AS value FROM pragma_${name}`)
}

function numberOf(database: Database, sql: string): number {
  const { value }: SqlRow = database.prepare(sql).get() ?? {}
  return Number(value)
}
