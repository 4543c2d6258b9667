import type { UsageRecord } from '@sluice/core'

let count = 0

/** A record of its own, of which only what matters need be told. */
export function usageRecord(fields: Partial<UsageRecord> = {}): UsageRecord {
  const id = `call-${++count}`
  return {
    id,
    requestId: `request-${count}`,
    at: 1_000 + count,
    caller: 'ada',
    outcome: 'finished',
    usage: { inputTokens: 10, outputTokens: 5 },
    attempts: [],
    durationMs: 100,
    ...fields,
  }
}
