import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { createRandom } from '@sluice/core/testing'
import { createSqliteCounterStore, createSqliteLedger } from '@sluice/next-adapter/sqlite'
import { build } from 'esbuild'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { packageSources } from '../support/workerd.ts'

/* What a ledger has acknowledged is there, whatever becomes of the process; and several may write to one file. */

const folder = mkdtempSync(join(tmpdir(), 'sluice-ledger-'))
const program = join(folder, 'ledger-writer.mjs')

beforeAll(async () => {
  await build({
    entryPoints: [join(import.meta.dirname, '../support/ledger-writer.ts')],
    outfile: program,
    alias: { ...packageSources },
    bundle: true,
    format: 'esm',
    platform: 'node',
    logLevel: 'silent',
  })
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function start(path: string, name: string, most?: number) {
  const child = spawn(process.execPath, [program, path, name, ...(most === undefined ? [] : [String(most)])], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  let problems = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    problems += text
  })
  const ended = once(child, 'close') as Promise<[code: number | null]>
  return {
    child,
    ended,
    problems: () => problems,
    /** A line that was cut off was not said. */
    acknowledged: () => output.split('\n').slice(0, -1),
  }
}

async function idsIn(path: string): Promise<string[]> {
  const ledger = createSqliteLedger({ path })
  const ids: string[] = []
  for await (const { id } of ledger.records()) ids.push(id)
  const [sum] = await ledger.sum()
  expect(sum?.calls).toBe(ids.length)
  await ledger.close()
  return ids
}

describe('a ledger in a file', () => {
  it('has every record that it acknowledged, once, however often its process is killed', async () => {
    const random = createRandom(7)
    const path = join(folder, 'killed.db')
    const acknowledged: string[] = []
    for (let round = 0; round < 8; round++) {
      const writer = start(path, `round-${round}`)
      await Promise.race([once(writer.child.stdout, 'data'), writer.ended])
      await sleep(random() * 50)
      writer.child.kill('SIGKILL')
      await writer.ended
      expect(writer.child.signalCode, writer.problems()).toBe('SIGKILL')
      acknowledged.push(...writer.acknowledged())
    }
    expect(acknowledged.length).toBeGreaterThan(8 * 20)
    const ids = await idsIn(path)
    expect(new Set(ids).size).toBe(ids.length)
    const kept = new Set(ids)
    expect(acknowledged.filter((id) => !kept.has(id))).toEqual([])
  }, 60_000)

  it('is written to by several processes at once, and so are counters in the same file', async () => {
    const path = join(folder, 'shared.db')
    const writers = ['one', 'two', 'three'].map((name) => start(path, name, 2_000))
    for (const writer of writers) expect(await writer.ended, writer.problems()).toEqual([0, null])
    expect((await idsIn(path)).sort()).toEqual(writers.flatMap((writer) => writer.acknowledged()).sort())

    const ledger = createSqliteLedger({ path })
    const sums = await ledger.sum({ groupBy: 'tag:name' })
    expect(sums.map(({ key, calls }) => [key, calls])).toEqual([
      ['one', 2_000],
      ['three', 2_000],
      ['two', 2_000],
    ])
    expect(sums.map(({ cost }) => cost)).toEqual([1, 2, 3].map(() => ({ CNY: '0.000002' })))
    await ledger.close()

    const counters = createSqliteCounterStore({ path })
    const rule = { type: 'budget', limit: 500, span: { startMs: 0, endMs: 4e12 }, ttlMs: 600_000 } as const
    const budget = counters.open([{ key: 'all', rule }])
    expect([budget.spent(), budget.levels()]).toEqual([[500], [0]])
    counters.close()
  }, 60_000)
})
