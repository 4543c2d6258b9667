import type { Budgets } from '../budget/budgets.ts'
import type { CallerUsage } from '../budget/caller-usage.ts'
import type { Clock } from '../chat/clock.ts'
import type { Caller } from '../chat/handler.ts'
import type { LedgerStore, LedgerSum } from '../store/ledger-store.ts'

const dayMs = 86_400_000

const nothing: LedgerSum = {
  key: '',
  calls: 0,
  failures: 0,
  usage: { inputTokens: 0, outputTokens: 0 },
  cost: {},
  unpriced: 0,
  durationMs: undefined,
  firstContentMs: undefined,
}

/** What a caller has used in the last 30 days, and may still use. */
export async function callerUsage(
  caller: Caller,
  { budgets, ledger, clock }: { budgets: Budgets | undefined; ledger: LedgerStore; clock: Clock },
): Promise<CallerUsage> {
  const at = clock.now()
  const since = at - 30 * dayMs
  const [states, sums] = await Promise.all([
    budgets?.states(caller) ?? [],
    ledger.sum({ caller: caller.id, from: since, percentiles: false }),
  ])
  return { caller: caller.id, at, budgets: states, since, total: sums[0] ?? nothing }
}
