// Question: how many usage records a second does the SQLite ledger make safe, each acknowledged, how long does a batch hold up
// the process, how long does a sum take, and how many takes a second does the SQLite counter store answer?
//
// Method: files in the folder for temporary ones; records as a meter makes them, with ids that count up, two tags, money and an attempt,
// prepared beforehand. Writing is wall time from the first `append` to the last acknowledgement, 1,000 calls of one record each at once,
// the next ones when all are acknowledged. The longest hold-up is that of a timer that is due every millisecond. The floor puts
// id and JSON into a table with one index, 1,000 a transaction. Medians of the rounds, every round with a new file but for the ledger
// that is large already.
//
// Last result (2026-11-23): 51,800 records a second (floor 99,300), 15,000 with 300,000 there already; a caller's sum 0.4 ms of 300,000,
// all of it 1 s; 39,200 takes a second from a bucket, 10,200 from five counters. More in docs/performance.md.
import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { Counter, LedgerStore, UsageRecord } from '@sluice/core'
import { createSqliteCounterStore, createSqliteLedger } from '@sluice/next-adapter/sqlite'

const rounds = Number(process.env.ROUNDS ?? 5)
const large = Number(process.env.LARGE ?? 300_000)
const dayMs = 86_400_000
const folder = mkdtempSync(join(process.env.FOLDER ?? tmpdir(), 'sluice-bench-'))
let files = 0
const newPath = () => join(folder, `${++files}.db`)

const median = (values: readonly number[]) => values.toSorted((left, right) => left - right)[values.length >> 1]!
const whole = (value: number) => Math.round(value).toLocaleString('en')

// As a meter gives them: one random id for the process, and a number.
const own = randomUUID()

function makeRecord(index: number): UsageRecord {
  const usage = { inputTokens: 900 + (index % 700), outputTokens: 150 + (index % 90), cachedInputTokens: 512 }
  const cost = { CNY: `0.00${1_000_000 + (index % 999_983)}` }
  const answered = { provider: 'qianfan', model: `model-${index % 8}`, target: 'ernie' }
  return {
    id: `${own}-${index}`,
    requestId: randomUUID(),
    at: 1_767_225_600_000 + index * 30,
    caller: `user-${index % 5_000}`,
    tags: { team: `team-${index % 20}`, feature: `feature-${index % 7}` },
    outcome: index % 50 === 0 ? 'failed' : 'finished',
    finishReason: 'stop',
    ...answered,
    usage,
    cost,
    attempts: [{ ...answered, lane: 'main', outcome: 'finished', usage, cost, durationMs: 900 }],
    durationMs: 800 + ((index * 7_919) % 4_000),
    firstContentMs: 200 + ((index * 104_729) % 900),
  }
}
const makeRecords = (count: number, from = 0) => Array.from({ length: count }, (_, index) => makeRecord(from + index))

interface Written {
  readonly perSecond: number
  readonly cpuMicros: number
  readonly heldMs: number
}

/** Writes in crowds, `perAppend` records an append. Returns records a second and the longest hold-up in milliseconds. */
async function write(
  ledger: LedgerStore,
  records: readonly UsageRecord[],
  crowd: number,
  perAppend: number,
): Promise<Written> {
  const held = watchHoldUps()
  const cpu = process.threadCpuUsage()
  const startedMs = performance.now()
  for (let from = 0; from < records.length; from += crowd * perAppend) {
    const appends: unknown[] = []
    for (let at = from; at < Math.min(records.length, from + crowd * perAppend); at += perAppend) {
      appends.push(ledger.append(records.slice(at, at + perAppend)))
    }
    await Promise.all(appends)
  }
  const perSecond = records.length / ((performance.now() - startedMs) / 1_000)
  return { perSecond, cpuMicros: cpuSince(cpu) / records.length, heldMs: held() }
}

function watchHoldUps(): () => number {
  let [last, longest] = [performance.now(), 0]
  const timer = setInterval(() => {
    const now = performance.now()
    longest = Math.max(longest, now - last - 1)
    last = now
  }, 1)
  return () => {
    clearInterval(timer)
    return longest
  }
}

function cpuSince(before: NodeJS.CpuUsage): number {
  const { user, system } = process.threadCpuUsage(before)
  return user + system
}

function writeFloor(records: readonly UsageRecord[]): Written {
  const database = new DatabaseSync(newPath())
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; CREATE TABLE t (id TEXT UNIQUE, record TEXT)')
  const insert = database.prepare('INSERT INTO t VALUES (?, ?)')
  const cpu = process.threadCpuUsage()
  const startedMs = performance.now()
  for (let from = 0; from < records.length; from += 1_000) {
    database.exec('BEGIN IMMEDIATE')
    for (const record of records.slice(from, from + 1_000)) insert.run(record.id, JSON.stringify(record))
    database.exec('COMMIT')
  }
  const perSecond = records.length / ((performance.now() - startedMs) / 1_000)
  const cpuMicros = cpuSince(cpu) / records.length
  database.close()
  return { perSecond, cpuMicros, heldMs: 0 }
}

async function inNewFile(isDurable: boolean, count: number, crowd: number, perAppend: number): Promise<Written> {
  const ledger = createSqliteLedger({ path: newPath(), isDurable })
  const written = await write(ledger, makeRecords(count), crowd, perAppend)
  await ledger.close()
  return written
}

const ways: Record<string, () => Written | Promise<Written>> = {
  'floor: id and JSON, one index': () => writeFloor(makeRecords(50_000)),
  '1,000 calls at once': () => inNewFile(false, 50_000, 1_000, 1),
  '1,000 calls at once, isDurable': () => inNewFile(true, 50_000, 1_000, 1),
  '20 calls at once': () => inNewFile(false, 10_000, 20, 1),
  'one after the other': () => inNewFile(false, 500, 1, 1),
  'appends of 500': () => inNewFile(false, 50_000, 1, 500),
}
const samples = Object.fromEntries(Object.keys(ways).map((name) => [name, [] as Written[]]))
for (let round = 0; round < rounds; round++) {
  for (const [name, run] of Object.entries(ways)) samples[name]!.push(await run())
}

const path = newPath()
const ledger = createSqliteLedger({ path })
const chunk = 10_000
for (let at = 0; at < large; at += chunk) await write(ledger, makeRecords(Math.min(chunk, large - at), at), 20, 500)
const afterLarge: Written[] = []
for (let round = 0; round < rounds; round++) {
  afterLarge.push(await write(ledger, makeRecords(20_000, large + round * 20_000), 1_000, 1))
}
samples[`1,000 calls at once, ${whole(large)} there already`] = afterLarge

console.log('Records a second, each acknowledged. Bar: 20,000')
console.table(
  Object.fromEntries(
    Object.entries(samples).map(([name, runs]) => [
      name,
      {
        'records/s': whole(median(runs.map(({ perSecond }) => perSecond))),
        least: whole(Math.min(...runs.map(({ perSecond }) => perSecond))),
        'CPU µs a record': median(runs.map(({ cpuMicros }) => cpuMicros)).toFixed(1),
        'longest hold-up, ms': median(runs.map(({ heldMs }) => heldMs)).toFixed(1),
      },
    ]),
  ),
)

const start = 1_767_225_600_000
const questions: Record<string, () => unknown> = {
  'all of it': () => ledger.sum(),
  'all, by model': () => ledger.sum({ groupBy: 'model' }),
  'all, by team (tag)': () => ledger.sum({ groupBy: 'tag:team' }),
  'all, by hour': () => ledger.sum({ groupBy: { windowMs: 3_600_000 } }),
  'one caller': () => ledger.sum({ caller: 'user-77' }),
  'one caller, an hour': () =>
    ledger.sum({ caller: 'user-77', from: start + dayMs / 4, to: start + dayMs / 4 + 3_600_000 }),
  'all, a minute': () => ledger.sum({ from: start + dayMs / 4, to: start + dayMs / 4 + 60_000 }),
}
const sums: Record<string, object> = {}
for (const [name, ask] of Object.entries(questions)) {
  const took: number[] = []
  for (let round = 0; round < 3; round++) {
    const startedMs = performance.now()
    await ask()
    took.push(performance.now() - startedMs)
  }
  sums[name] = { ms: median(took).toFixed(1) }
}
console.log(`Sums over ${whole(large)} records and more, with percentiles`)
console.table(sums)
await ledger.close()

const ruled: Record<string, readonly Counter[]> = {
  'a bucket': [{ key: 'a', rule: { type: 'bucket', capacity: 1e9, refillPerSecond: 1e6 } }],
  'two buckets, a lease and two budgets': [
    { key: 'requests', rule: { type: 'bucket', capacity: 1e9, refillPerSecond: 1e6 } },
    { key: 'tokens', rule: { type: 'bucket', capacity: 1e12, refillPerSecond: 1e6 } },
    { key: 'calls', rule: { type: 'lease', limit: 1e6, ttlMs: 60_000 } },
    { key: 'day', rule: { type: 'budget', limit: 1e15, span: { startMs: 0, endMs: 4e12 }, ttlMs: 60_000 } },
    { key: 'hour', rule: { type: 'budget', limit: 1e15, span: { lastMs: 3_600_000 }, ttlMs: 60_000 } },
  ],
}
const takes: Record<string, object> = {}
for (const [name, counters] of Object.entries(ruled)) {
  const took: { takes: number; settles: number }[] = []
  for (let round = 0; round < rounds; round++) {
    const store = createSqliteCounterStore({ path: newPath() })
    const set = store.open(counters)
    const amounts = counters.map(() => 1)
    const count = 10_000
    const startedMs = performance.now()
    for (let call = 0; call < count; call++) await set.take(amounts, String(call))
    const takenMs = performance.now()
    for (let call = 0; call < count; call++) await set.settle(amounts, String(call))
    const settledMs = performance.now()
    took.push({ takes: (count / (takenMs - startedMs)) * 1_000, settles: (count / (settledMs - takenMs)) * 1_000 })
    store.close()
  }
  const cell = (kind: 'takes' | 'settles') => whole(median(took.map((run) => run[kind])))
  takes[name] = { 'takes/s': cell('takes'), 'settles/s': cell('settles') }
}
console.log('The counter store, one process')
console.table(takes)
rmSync(folder, { recursive: true })
