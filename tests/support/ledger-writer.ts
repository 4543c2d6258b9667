import { createSqliteCounterStore, createSqliteLedger } from '@sluice/next-adapter/sqlite'
import { usageRecord } from './usage-record.ts'

/*
 * A program: writes records as fast as it can and says which are acknowledged, until it is killed or has written enough.
 * Arguments: path, name, how many records at most.
 */

const [path = '', name = '', most = '1000000'] = process.argv.slice(2)
const ledger = createSqliteLedger({ path })
const counters = createSqliteCounterStore({ path })
const budget = counters.open([
  { key: 'all', rule: { type: 'budget', limit: 500, span: { startMs: 0, endMs: 4e12 }, ttlMs: 600_000 } },
])

let written = 0
async function writeOn(lane: number): Promise<void> {
  while (written < Number(most)) {
    written++
    const id = `${name}-${lane}-${written}`
    if ((await budget.take([1], id)).ok) await budget.settle([1], id)
    await ledger.append([usageRecord({ id, at: written, tags: { name }, cost: { CNY: '0.000000001' } })])
    process.stdout.write(`${id}\n`)
  }
}
await Promise.all(Array.from({ length: 20 }, (_, lane) => writeOn(lane)))
await ledger.close()
counters.close()
