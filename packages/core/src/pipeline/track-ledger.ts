import type { LedgerStore } from '../store/ledger-store.ts'

/** A ledger, and the moment when all that was handed to it is kept. */
export function trackLedger(ledger: LedgerStore): { store: LedgerStore; settled(): Promise<void> } {
  const pending = new Set<Promise<void>>()
  const store: LedgerStore = {
    append(records) {
      const kept = ledger.append(records)
      if (kept === undefined) return undefined
      const done = kept.finally(() => pending.delete(done))
      pending.add(done)
      return done
    },
    sum: (query) => ledger.sum(query),
    records: (filter) => ledger.records(filter),
    close: () => ledger.close(),
  }
  return {
    store,
    async settled() {
      await Promise.allSettled(pending)
    },
  }
}
