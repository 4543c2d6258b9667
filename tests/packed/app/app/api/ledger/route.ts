import { createSqliteCounterStore, createSqliteLedger } from '@sluice/next-adapter/sqlite'

export const dynamic = 'force-dynamic'

/** Writes a record, takes from a counter in the same file, and says what is in it. */
export async function GET(): Promise<Response> {
  const ledger = createSqliteLedger({ path: 'ledger.db' })
  const counters = createSqliteCounterStore({ path: 'ledger.db' })
  await ledger.append([
    {
      id: 'packed',
      requestId: 'packed',
      at: 0,
      caller: 'ada',
      outcome: 'finished',
      usage: { inputTokens: 1, outputTokens: 2 },
      cost: { CNY: '0.10' },
      attempts: [],
      durationMs: 1,
    },
  ])
  const rule = { type: 'bucket', capacity: 2, refillPerSecond: 0.001 } as const
  const taken = await counters.open([{ key: 'packed', rule }]).take([1])
  const sums = await ledger.sum()
  await ledger.close()
  counters.close()
  return Response.json({ sums, taken })
}
