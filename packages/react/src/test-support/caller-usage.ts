import type { BudgetState, CallerUsage } from '@sluice/core'

/** A budget of a day. */
export function budgetState(fields: Partial<BudgetState> = {}): BudgetState {
  return {
    per: 'caller',
    unit: 'CNY',
    window: '1d',
    mode: 'hard',
    limit: '5',
    used: '1.25',
    reserved: '0.5',
    left: '3.25',
    resetsAt: 10 * 3_600_000,
    burnPerHour: '0.625',
    ...fields,
  }
}

/** What a server says of a caller: at 2 o'clock of the first day of all. */
export function callerUsage(fields: Partial<CallerUsage> = {}): CallerUsage {
  return {
    caller: 'ada',
    at: 2 * 3_600_000,
    budgets: [budgetState()],
    since: 0,
    total: {
      key: '',
      calls: 3,
      failures: 1,
      usage: { inputTokens: 30, outputTokens: 12, cachedInputTokens: 8, estimated: true },
      cost: { CNY: '1.25' },
      unpriced: 0,
      durationMs: { p50: 800, p95: 1_200, p99: 1_200 },
      firstContentMs: undefined,
    },
    ...fields,
  }
}
