import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { UsageRecord } from '@sluice/core'
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest'
import { createSqliteCounterStore } from './sqlite-counter-store.ts'
import { isSqliteFailure, type SqliteFailureCode } from './sqlite-failure.ts'
import { createSqliteLedger } from './sqlite-ledger.ts'

const folder = mkdtempSync(join(tmpdir(), 'sluice-sqlite-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
afterEach(() => vi.unstubAllGlobals())
let count = 0
const newPath = () => join(folder, `${++count}.db`)

const record = (id: string): UsageRecord => ({
  id,
  requestId: 'r1',
  at: 0,
  caller: 'ada',
  outcome: 'finished',
  usage: { inputTokens: 1, outputTokens: 1 },
  attempts: [],
  durationMs: 1,
})

/** A file with something in it already. */
function fileWith(sql: string, path = newPath()): string {
  const database = new DatabaseSync(path)
  database.exec(sql)
  database.close()
  return path
}

function failureOf(act: () => unknown): unknown {
  try {
    return act()
  } catch (error) {
    return error
  }
}

const openers = { createSqliteLedger, createSqliteCounterStore }

describe.each(Object.entries(openers))('%s', (_, open) => {
  it.each<[string, SqliteFailureCode, () => string]>([
    [
      'a file that is no database',
      'corrupt',
      () => {
        const path = newPath()
        writeFileSync(path, 'x'.repeat(5_000))
        return path
      },
    ],
    ['a database of another program', 'foreign', () => fileWith('CREATE TABLE calls (id)')],
    [
      'a file of a newer version',
      'newer',
      () => {
        const path = newPath()
        createSqliteCounterStore({ path }).close()
        return fileWith('PRAGMA user_version = 99', path)
      },
    ],
    ['a folder that is not there', 'cannot-open', () => join(folder, 'nowhere', 'a.db')],
    ['a folder', 'cannot-open', () => folder],
  ])('refuses %s, and says which', (_, code, make) => {
    const path = make()
    const failure = failureOf(() => open({ path }))
    expect(isSqliteFailure(failure)).toBe(true)
    expect(failure).toMatchObject({ code, path })
    expect((failure as Error).message).toContain(path)
  })

  it('says what is missing where there is no SQLite', () => {
    vi.stubGlobal('process', { getBuiltinModule: () => undefined })
    const failure = failureOf(() => open({ path: 'a.db' }))
    expect(failure).toMatchObject({ code: 'sqlite-missing', message: expect.stringMatching(/from 22\.13 on$/) })
    vi.stubGlobal('process', undefined)
    expect(failureOf(() => open({ path: 'a.db' }))).toMatchObject({ code: 'sqlite-missing' })
  })
})

describe('createSqliteLedger', () => {
  it('finds its records again', async () => {
    const path = newPath()
    for (const ids of [['a', 'b'], ['b', 'c'], []]) {
      const ledger = createSqliteLedger({ path, isDurable: ids.includes('c') })
      await ledger.append(ids.map(record))
      await ledger.close()
    }
    const ledger = createSqliteLedger({ path })
    expect(await ledger.sum()).toMatchObject([{ calls: 3 }])
    await ledger.close()
  })

  it('writes what it was given before it is closed', async () => {
    const path = newPath()
    const ledger = createSqliteLedger({ path, batchMs: 20, maxBatch: 2 })
    const appended = Promise.all(['a', 'b', 'c', 'd', 'e'].map((id) => ledger.append([record(id)])))
    await ledger.close()
    await appended
    const again = createSqliteLedger({ path })
    expect(await again.sum()).toMatchObject([{ calls: 5 }])
    await again.close()
  })

  it('waits without blocking until another process lets go of the file', async () => {
    const path = newPath()
    const ledger = createSqliteLedger({ path })
    const other = new DatabaseSync(path)
    other.exec('BEGIN IMMEDIATE')
    let isSafe = false
    const appended = (async () => {
      await ledger.append([record('a')])
      isSafe = true
    })()
    for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setTimeout(resolve, 10))
    expect(isSafe).toBe(false)
    other.exec('COMMIT')
    await appended
    other.close()
    await ledger.close()
  })

  it('says that others hold the file when they do not let go', async () => {
    const path = newPath()
    const ledger = createSqliteLedger({ path, retryForMs: 0 })
    const other = new DatabaseSync(path)
    other.exec('BEGIN IMMEDIATE')
    await expect(ledger.append([record('a')])).rejects.toMatchObject({ name: 'SqliteFailure', code: 'busy', path })
    other.close()
    await ledger.append([record('a')])
    expect(await ledger.sum()).toMatchObject([{ calls: 1 }])
    await ledger.close()
  })

  it('keeps nothing of a batch that fails half-way', async () => {
    const path = newPath()
    const ledger = createSqliteLedger({ path, retryForMs: 0 })
    fileWith(
      `CREATE TRIGGER full BEFORE INSERT ON calls WHEN new.id = 'c' BEGIN SELECT raise(ABORT, 'full'); END`,
      path,
    )
    await expect(ledger.append(['a', 'b', 'c'].map(record))).rejects.toMatchObject({ code: 'failed' })
    expect(await ledger.sum()).toMatchObject([{ calls: 0 }])
    await ledger.close()
  })

  it('loses only the record that cannot be written, at once', async () => {
    const path = newPath()
    const ledger = createSqliteLedger({ path })
    fileWith(`CREATE TRIGGER bad BEFORE INSERT ON calls WHEN new.id = 'c' BEGIN SELECT raise(ABORT, 'bad'); END`, path)
    const startedMs = performance.now()
    const appended = await Promise.allSettled(['a', 'b', 'c', 'd'].map((id) => ledger.append([record(id)])))
    expect(appended.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled'])
    expect(appended[2]).toMatchObject({ reason: { code: 'failed', path } })
    expect(performance.now() - startedMs).toBeLessThan(5_000)
    expect(await ledger.sum()).toMatchObject([{ calls: 3 }])
    await ledger.close()
  })

  it('lets others write while its records are read', async () => {
    const path = newPath()
    const ledger = createSqliteLedger({ path })
    await ledger.append(Array.from({ length: 600 }, (_, index) => record(String(index))))
    const other = createSqliteLedger({ path, retryForMs: 0 })
    const reading = ledger.records()[Symbol.asyncIterator]()
    await reading.next()
    await other.append([record('more')])
    expect(await other.sum()).toMatchObject([{ calls: 601 }])
    await other.close()
    await ledger.close()
  })

  it('finds by an index what is asked for of a caller, a tag and a time', () => {
    const path = newPath()
    createSqliteCounterStore({ path }).close()
    const database = new DatabaseSync(path)
    const plan = (condition: string) =>
      database
        .prepare(`EXPLAIN QUERY PLAN SELECT * FROM calls WHERE ${condition}`)
        .all()
        .map(({ detail }) => detail)
        .join('\n')
    expect(plan('at >= 1 AND at < 2')).toContain('calls_at')
    expect(plan("caller = 'a' AND at >= 1")).toContain('calls_caller_at')
    expect(plan("seq IN (SELECT seq FROM tags WHERE name = 'a' AND value = 'b')")).toContain('tags_value')
    database.close()
  })

  it('lets a process end by itself', () => {
    const program = `
      const timer = setTimeout(() => process.exit(3), 5000); timer.unref()
      const { createSqliteLedger } = await import(${JSON.stringify(join(import.meta.dirname, 'sqlite-ledger.ts'))})
      createSqliteLedger({ path: ':memory:' })`
    const { status, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8' })
    expect({ status, stderr: stderr.replace(/\(node:.*|\(Use .*/g, '').trim() }).toEqual({ status: 0, stderr: '' })
  })

  it.each([
    ['batchMs', -1],
    ['maxBatch', 0],
    ['maxWaiting', 0.5],
    ['retryForMs', Number.NaN],
    ['path', ''],
  ])('refuses %s of %j', (option, value) => {
    expect(() => createSqliteLedger({ path: ':memory:', [option]: value })).toThrow(RangeError)
    expect(() => createSqliteLedger({ path: ':memory:', [option]: value })).toThrow(option)
  })
})
