import { describe, expect, it } from 'vitest'
import { createMemoryLedgerStore } from './memory-ledger-store.ts'
import type { UsageRecord } from './usage-record.ts'

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

describe('the memory ledger', () => {
  it('lets the record go that came first when there are too many', async () => {
    const store = createMemoryLedgerStore({ maxRecords: 3 })
    for (const id of ['a', 'b', 'c', 'a', 'd', 'e']) await store.append([record(id)])
    const ids: string[] = []
    for await (const { id } of store.records()) ids.push(id)
    expect(ids).toEqual(['c', 'd', 'e'])
    // What is forgotten is new.
    await store.append([record('a')])
    expect(await store.sum()).toMatchObject([{ calls: 3, usage: { inputTokens: 3 } }])
  })

  it.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])('refuses to keep %d records', (maxRecords) => {
    expect(() => createMemoryLedgerStore({ maxRecords })).toThrow(`maxRecords must be a positive integer, got`)
  })
})
