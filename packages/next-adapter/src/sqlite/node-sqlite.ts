/** What is used of `node:sqlite`. This package is not typed for Node alone. */
export interface Database {
  exec(sql: string): void
  prepare(sql: string): Statement
  close(): void
}

export interface Statement {
  run(...values: readonly SqlValue[]): { readonly changes: number | bigint; readonly lastInsertRowid: number | bigint }
  get(...values: readonly SqlValue[]): SqlRow | undefined
  all(...values: readonly SqlValue[]): SqlRow[]
  iterate(...values: readonly SqlValue[]): Iterable<SqlRow>
  /** Hands out whole numbers as `bigint`: sums may be larger than a number can tell. */
  setReadBigInts(isEnabled: boolean): void
}

export type SqlValue = string | number | bigint | null
export type SqlRow = Readonly<Record<string, unknown>>

export interface NodeSqlite {
  readonly DatabaseSync: new (path: string) => Database
}

/**
 * Node's SQLite; `undefined` where there is none. Asked for when it is needed and not imported, so that a bundler for
 * another platform may come across this file.
 */
export function nodeSqlite(): NodeSqlite | undefined {
  const { process } = globalThis as { process?: { getBuiltinModule?: (name: string) => unknown } }
  return process?.getBuiltinModule?.('node:sqlite') as NodeSqlite | undefined
}
