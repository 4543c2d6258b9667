import type { BudgetState, CallerUsage, Cost, LedgerSum, Percentiles, Usage } from '@sluice/core'

// No application shows as many budgets, and a server that is none of ours may send anything.
const mostBudgets = 1_000

/** What a server says of its caller; `undefined` for what is nothing of the kind. Fields of a newer server are left out. */
export function readUsage(value: unknown): CallerUsage | undefined {
  const { caller, at, since, budgets, total } = Object(value)
  if (!isText(caller) || !isNumber(at) || !isNumber(since)) return undefined
  if (!Array.isArray(budgets) || budgets.length > mostBudgets) return undefined
  const states = budgets.flatMap((budget) => readBudget(budget) ?? [])
  const sum = readSum(total)
  // A budget that is left out would look like one that is not there.
  if (states.length < budgets.length || sum === undefined) return undefined
  return { caller, at, since, budgets: states, total: sum }
}

/** With the caller's own names and numbers only; whatever else stands beside them is not taken over. */
function readBudget(value: unknown): BudgetState | undefined {
  const { per, owner, unit, window, mode, limit, used, reserved, left, resetsAt, burnPerHour } = Object(value)
  if (!isText(per) || !isText(window) || !isText(owner ?? '') || !isNumber(resetsAt ?? 0)) return undefined
  if (!(isCurrency(unit) || unit === 'tokens') || !['hard', 'soft', 'degrade'].includes(mode)) return undefined
  if (![limit, used, reserved, left, burnPerHour].every(isAmount)) return undefined
  return {
    per,
    ...(isText(owner) && { owner }),
    unit,
    window,
    mode,
    limit,
    used,
    reserved,
    left,
    ...(isNumber(resetsAt) && { resetsAt }),
    burnPerHour,
  }
}

function readSum(value: unknown): LedgerSum | undefined {
  const { calls, failures, unpriced, usage, cost, durationMs, firstContentMs } = Object(value)
  if (![calls, failures, unpriced].every(isCount) || !isUsage(usage) || !isCost(cost)) return undefined
  return {
    key: '',
    calls,
    failures,
    unpriced,
    usage,
    cost,
    durationMs: readPercentiles(durationMs),
    firstContentMs: readPercentiles(firstContentMs),
  }
}

function readPercentiles(value: unknown): Percentiles | undefined {
  const { p50, p95, p99 } = Object(value)
  return [p50, p95, p99].every(isNumber) ? { p50, p95, p99 } : undefined
}

function isText(value: unknown): value is string {
  return typeof value === 'string'
}

function isNumber(value: unknown): value is number {
  return Number.isFinite(value) && Number(value) >= 0
}

/** Whether it is a number of things: sums of them stay finite. */
function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0
}

function isAmount(value: unknown): value is string {
  return isText(value) && /^\d{1,18}(\.\d{1,9})?$/.test(value)
}

/** A newer server may say something else beside what is counted. */
function isUsage(value: unknown): value is Usage {
  const { inputTokens, outputTokens, estimated = true, ...parts } = Object(value)
  const counts = Object.keys(parts).filter((name) => name.endsWith('Tokens'))
  return estimated === true && [inputTokens, outputTokens, ...counts.map((name) => parts[name])].every(isCount)
}

function isCost(value: unknown): value is Cost {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  return Object.entries(value).every(([currency, amount]) => isCurrency(currency) && isAmount(amount))
}

function isCurrency(value: unknown): boolean {
  return value === 'CNY' || value === 'USD'
}
