import type { Clock } from '../chat/clock.ts'
import { ChatError } from '../chat/errors.ts'
import type { NoticeEvent, Usage } from '../chat/event.ts'
import type { CallContext } from '../chat/handler.ts'
import type { CounterSet } from '../store/counter-store.ts'
import type { Reservation } from '../store/reservation.ts'
import { announceReached } from './announce-reached.ts'
import type { BudgetLimit } from './budget-rule.ts'
import { amountOf, type OpenBudget, windowKey } from './open-budget.ts'
import type { OpenShares } from './open-shares.ts'
import { isCurrent, type OpenedBudgets } from './opened-budgets.ts'
import { overBudget } from './over-budget.ts'
import type { AskedModel, AskedTokens, Charge, Pricing } from './pricing.ts'
import type { Thresholds } from './thresholds.ts'

/** What one attempt may take of its budgets. */
export interface BudgetShare {
  /** What has to be reserved before it starts; `undefined` where no budget refuses. */
  readonly reservation: Reservation | undefined
  /** What its caller should be told: how much of its own budget is gone. Given once. */
  notice(): NoticeEvent | undefined
  /** Books what was used in the place of what was reserved; `undefined` gives all of it back. Only the first time counts. */
  settle(usage: Usage | undefined, hasThoughts?: boolean): void
  /** Whether it would be the same if it were made now: windows end, and prices change by the hour. */
  isCurrent(): boolean
}

interface ShareOptions {
  readonly opened: OpenedBudgets
  readonly asked: AskedModel
  readonly tokens: AskedTokens
  readonly context: CallContext
  readonly pricing: Pricing
  readonly thresholds: Thresholds
  readonly openShares: OpenShares
  readonly clock: Clock
}

/** @throws ChatError `over-budget` where the price is not known and a budget in money needs it. */
export function createShare(options: ShareOptions): BudgetShare {
  const { opened, asked, tokens, context, pricing, thresholds, openShares, clock } = options
  const { all, enforced, others, enforcedSet, otherSet, hasMoney, allowsUnpriced } = opened
  const worst = hasMoney ? pricing.worstCase(asked, tokens) : undefined
  if (worst === undefined && hasMoney && !allowsUnpriced) {
    throw new ChatError('over-budget', 'What this model costs is not known, so that no budget can be kept.', {
      cause: { reason: 'price-unknown', provider: asked.provider, model: asked.model },
    })
  }
  const amounts = enforced.map(({ limit }) => amountIn(limit, worst, tokens, pricing))
  let lease: string | undefined
  let isSettled = false

  function settle(usage: Usage | undefined, hasThoughts = false): void {
    if (isSettled) return
    isSettled = true
    if (lease !== undefined) openShares.delete(lease)
    if (lease === undefined && usage === undefined) return
    try {
      const charge = usage && hasMoney ? pricing.costOf(asked, usage, hasThoughts) : undefined
      const spentOf = (budgets: readonly OpenBudget[]) =>
        budgets.map(({ limit }) => (usage === undefined ? 0 : amountIn(limit, charge, usage, pricing)))
      book(enforcedSet, enforced, spentOf(enforced), lease)
      book(otherSet, others, spentOf(others), lease)
    } catch (error) {
      failed(error)
    }
  }

  function book(counters: CounterSet, budgets: readonly OpenBudget[], spent: readonly number[], name?: string): void {
    if (budgets.length === 0) return
    const tell = (totals: readonly number[]) =>
      announceReached({ budgets, totals, thresholds, observe: context.observe })
    try {
      const booked = counters.settle(spent, name)
      const totals = booked === undefined ? counters.spent() : booked.then(() => counters.spent())
      if (!(totals instanceof Promise)) {
        tell(totals)
        return
      }
      const done = totals.then(tell).catch(failed)
      context.waitUntil?.(done)
    } catch (error) {
      failed(error)
    }
  }

  /** The call is over, so that nobody can be refused for it; a reservation that the store keeps ends by itself. */
  function failed(error: unknown): void {
    const { requestId, caller, observe } = context
    observe({ type: 'budget-failed', requestId, callerId: caller.id, target: asked.target, error })
  }

  const reservation: Reservation = {
    counters: enforced.map(({ counter }) => counter),
    set: enforcedSet,
    amounts,
    onTaken(name) {
      lease = name
      openShares.add(name, enforcedSet, clock.monotonic())
    },
    onUnused: (name) => book(enforcedSet, enforced, zeros(enforced), name),
    refuse(index, waitMs) {
      const budget = enforced[index]
      const amount = amounts[index] ?? 0
      if (budget === undefined) return new ChatError('over-budget', 'A budget is used up.')
      return overBudget({
        budget,
        amount,
        waitMs,
        spent: spentNow(enforcedSet, index),
        asked,
        context,
        nowMs: clock.now(),
      })
    },
  }
  return {
    reservation: enforced.length === 0 ? undefined : reservation,
    notice: () => noticeOf(all, thresholds),
    settle,
    isCurrent() {
      const at = clock.now()
      if (!isCurrent(opened, at)) return false
      const now = hasMoney ? pricing.worstCase({ ...asked, at }, tokens) : undefined
      return now?.nanos === worst?.nanos
    },
  }
}

/** How much of a budget that is; 0 of one in money for what has no price. */
function amountIn(limit: BudgetLimit, charge: Charge | undefined, tokens: AskedTokens, pricing: Pricing): number {
  if (limit.unit === 'tokens') return tokens.inputTokens + tokens.outputTokens
  if (charge === undefined) return 0
  return Number(charge.currency === limit.unit ? charge.nanos : pricing.convert(charge, limit.unit))
}

function zeros(budgets: readonly OpenBudget[]): number[] {
  return budgets.map(() => 0)
}

/** What was spent, where the store says so at once. */
function spentNow(set: CounterSet, index: number): number | undefined {
  try {
    const spent = set.spent()
    if (!(spent instanceof Promise)) return spent[index]
    spent.catch(() => undefined)
  } catch {
    // It only makes the sentence better.
  }
  return undefined
}

/** Only callers' own budgets: how others stand is nobody's business. */
function noticeOf(opened: readonly OpenBudget[], thresholds: Thresholds): NoticeEvent | undefined {
  for (const budget of opened) {
    const { limit } = budget
    const reached = limit.per === 'caller' ? thresholds.take(windowKey(budget)) : undefined
    if (reached === undefined) continue
    const { threshold, unit, used, resetsAt } = reached
    const details = { threshold, unit, used, limit: amountOf(limit, limit.limit), ...(resetsAt && { resetsAt }) }
    return { type: 'notice', notice: 'budget', details }
  }
  return undefined
}
