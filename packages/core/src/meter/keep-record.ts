import type { CallContext } from '../chat/handler.ts'
import type { LedgerStore } from '../store/ledger-store.ts'
import type { UsageRecord } from '../store/usage-record.ts'

/** Hands a record to the ledger. The call is over: that a ledger fails may be observed, and harms nobody. */
export function keepRecord(record: UsageRecord, ledger: LedgerStore, { observe, waitUntil }: CallContext): void {
  const failed = (error: unknown) => observe({ type: 'ledger-failed', records: 1, error })
  try {
    const kept = ledger.append([record])
    if (kept === undefined) return
    const done = kept.catch(failed)
    waitUntil?.(done)
  } catch (error) {
    failed(error)
  }
}
