/** Why a file cannot be used. */
export type SqliteFailureCode =
  /** This platform has no `node:sqlite`: Node has it from 22.13 on. */
  | 'sqlite-missing'
  | 'cannot-open'
  /** It is a database, but of somebody else. */
  | 'foreign'
  /** It was written by a newer version of Sluice. */
  | 'newer'
  /** It is no database, or a damaged one. */
  | 'corrupt'
  /** Another process held it for too long. */
  | 'busy'
  /** Reading or writing failed: the disk may be full. */
  | 'failed'
  /** Too many records wait to be written. */
  | 'overfull'
  /** It was closed before. */
  | 'closed'

/** A failure of a store in SQLite. It names a path of the server: for logs, never for a browser. */
export interface SqliteFailure extends Error {
  readonly name: 'SqliteFailure'
  readonly code: SqliteFailureCode
  readonly path: string
}

const sentences: Record<SqliteFailureCode, string> = {
  'sqlite-missing': 'needs node:sqlite, which Node has from 22.13 on',
  'cannot-open': 'cannot be opened',
  foreign: 'is a database of another program',
  newer: 'was written by a newer version of Sluice',
  corrupt: 'is not a database, or a damaged one',
  busy: 'is in use by another process',
  failed: 'could not be read or written',
  overfull: 'is written too slowly: too many records wait',
  closed: 'is closed',
}

export function sqliteFailure(code: SqliteFailureCode, path: string, cause?: unknown): SqliteFailure {
  const error = new Error(`SQLite: ${path} ${sentences[code]}`, cause === undefined ? undefined : { cause })
  return Object.assign(error, { name: 'SqliteFailure' as const, code, path })
}

/** Whether it is a failure of a store in SQLite. */
export function isSqliteFailure(error: unknown): error is SqliteFailure {
  return error instanceof Error && error.name === 'SqliteFailure'
}

/** What SQLite threw, with our code for it. Errors that are not SQLite's go through as they are. */
export function toSqliteFailure(error: unknown, path: string): unknown {
  if (!(error instanceof Error) || isSqliteFailure(error)) return error
  const { errcode } = error as { errcode?: unknown }
  if (typeof errcode !== 'number') return error
  // The lower byte is the kind, the rest tells more of it.
  return sqliteFailure(codes[errcode & 0xff] ?? 'failed', path, error)
}

/**
 * Whether a write fails because of what it writes, and would again. Else the file is in use, full or out of reach, which may
 * pass.
 */
export function isOfContent(error: unknown): boolean {
  if (!isSqliteFailure(error)) return true
  const { errcode } = Object(error.cause)
  return typeof errcode === 'number' && contentCodes.has(errcode & 0xff)
}

// A constraint, a text that is too long, a type that does not fit, and what has no code of its own.
const contentCodes: ReadonlySet<number> = /* @__PURE__ */ new Set([1, 18, 19, 20, 25])

// https://sqlite.org/rescode.html
const codes: Readonly<Record<number, SqliteFailureCode>> = {
  5: 'busy',
  6: 'busy',
  11: 'corrupt',
  14: 'cannot-open',
  26: 'corrupt',
}
