// Question: how soon is a crowd of calls done by a provider whose limits the client does not know, and how many attempts are in
// vain? Compared with the best fixed limits, and with a client that was told.
//
// Method: a pipeline as it comes, with `limit` as each row says and four attempts, in virtual time; means of 20 seeded runs.
// A: 1,000 calls at once to a provider whose processor they share (support/simulated/shared-processor.ts). B: 100 calls at
// once to one that allows 20 requests a minute, counted in three ways (support/simulated/windowed-provider.ts), with and
// without rate-limit headers. C: 100 requests of 283 ms, 10 at once, in real time; the median of three.
//
// Last result (2026-11-23): A, adaptive: 170, 231, 31, 174 s, at most 1.05 attempts a call. B, headers and adaptive: 245, 247, 304 s,
// 0 to 4 refusals; told the limit 241, 241, 283 s. C: 2.84 s. More in docs/performance.md.
import { createLimiter, type LimitOptions } from '@sluice/core'
import pLimit from 'p-limit'
import PQueue from 'p-queue'
import { type CrowdOptions, type CrowdResult, runCrowd } from './support/simulated/crowd.ts'
import { type Kind, sharedProcessor } from './support/simulated/shared-processor.ts'
import { type WindowKind, windowedProvider } from './support/simulated/windowed-provider.ts'

const seeds = Number(process.env.SEEDS ?? 20)
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length

async function runs(options: Omit<CrowdOptions, 'seed'>): Promise<CrowdResult[]> {
  const results: CrowdResult[] = []
  for (let seed = 1; seed <= seeds; seed++) results.push(await runCrowd({ ...options, seed }))
  return results
}

/** Columns in their order, each of which needs its while. */
async function row<Column extends string>(columns: readonly Column[], cell: (column: Column) => Promise<string>) {
  const cells: Record<string, string> = {}
  for (const column of columns) cells[column] = await cell(column)
  return cells
}

function doneOf(results: readonly CrowdResult[], calls: number): string {
  const share = mean(results.map(({ done }) => done)) / calls
  return share === 1 ? '' : `, ${(share * 100).toFixed(1)} % done`
}

async function load(kind: Kind, limit: LimitOptions): Promise<string> {
  const calls = 1_000
  const upstream: CrowdOptions['upstream'] = (clock, random) => sharedProcessor({ kind, clock, random })
  const results = await runs({ calls, limit, upstream })
  const attempts = mean(results.map(({ asked }) => asked)) / calls
  return `${mean(results.map(({ seconds }) => seconds)).toFixed(0)} s, ${attempts.toFixed(3)}${doneOf(results, calls)}`
}

async function minute(kind: WindowKind, limit: LimitOptions, hasHeaders: boolean): Promise<string> {
  const calls = 100
  const upstream: CrowdOptions['upstream'] = (clock, random) => windowedProvider({ kind, hasHeaders, clock, random })
  const results = await runs({ calls, limit, upstream })
  const refused = results.map((result) => result.refused)
  const seconds = mean(results.map((result) => result.seconds)).toFixed(0)
  return `${seconds} s, ${mean(refused).toFixed(1)} (${Math.max(...refused)})${doneOf(results, calls)}`
}

async function realTime(run: (task: () => Promise<unknown>) => Promise<unknown>): Promise<number> {
  const startedMs = performance.now()
  const request = () => new Promise((resolve) => setTimeout(resolve, 283))
  await Promise.all(Array.from({ length: 100 }, () => run(request)))
  return (performance.now() - startedMs) / 1_000
}

const kinds = ['alone', 'foreign', 'lossy', 'uneven'] as const
console.log('A: seconds until 1,000 are done, attempts a call. Bars: 175, 240, 55, 175 s, 1.05')
const loads: Record<string, Record<string, string>> = {}
for (const concurrency of ['adaptive', 5, 10, 15, 20, 40] as const) {
  const name = concurrency === 'adaptive' ? concurrency : `${concurrency} at once`
  loads[name] = await row(kinds, (kind) => load(kind, { concurrency }))
}
loads['no limit'] = await row(kinds, (kind) => load(kind, {}))
console.table(loads)

const windows = ['bucket', 'calendar', 'sliding'] as const
console.log('B: seconds until 100 are done, refusals (at most). Bars: 5 % above the first row, 5')
const minutes: Record<string, Record<string, string>> = {}
for (const [name, limit, hasHeaders] of [
  ['limit known', { requestsPerMinute: 20 }, false],
  ['unknown, headers, adaptive', { concurrency: 'adaptive' }, true],
  ['unknown, headers, 5 at once', { concurrency: 5 }, true],
  ['unknown, no headers, adaptive', { concurrency: 'adaptive' }, false],
  ['unknown, no headers, 5 at once', { concurrency: 5 }, false],
  ['unknown, no headers, no limit', {}, false],
] as const) {
  minutes[name] = await row(windows, (kind) => minute(kind, limit, hasHeaders))
}
console.table(minutes)

console.log('C: seconds for 100 requests of 283 ms, 10 at once. Bar: 3.2')
const seconds: Record<string, string> = {}
for (const [name, start] of [
  ['sluice', () => createLimiter({ concurrency: 10 }).run],
  ['p-limit', () => pLimit(10)],
  [
    'p-queue',
    () => {
      const queue = new PQueue({ concurrency: 10 })
      return (task: () => Promise<unknown>) => queue.add(task)
    },
  ],
] as const) {
  const times = [await realTime(start()), await realTime(start()), await realTime(start())]
  seconds[name] = times.toSorted((left, right) => left - right)[1]!.toFixed(3)
}
console.table(seconds)
