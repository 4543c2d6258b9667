import type { Clock } from '../chat/clock.ts'
import type { CallContext, Caller } from '../chat/handler.ts'
import type { CounterStore } from '../store/counter-store.ts'
import { type Budget, type BudgetLimit, toBudgetLimit } from './budget-rule.ts'
import { type BudgetShare, createShare } from './budget-share.ts'
import type { BudgetState } from './caller-usage.ts'
import { counterOf, type OpenBudget } from './open-budget.ts'
import { createOpenShares } from './open-shares.ts'
import { isCurrent, type OpenedBudgets, openAll } from './opened-budgets.ts'
import type { AskedModel, AskedTokens, Pricing } from './pricing.ts'
import { stateOf } from './state-of.ts'
import { createThresholds } from './thresholds.ts'

export interface BudgetsOptions {
  budgets: readonly Budget[]
  pricing: Pricing
  store: CounterStore
  /** After how long a reservation that nobody settled is free again. */
  ttlMs: number
  clock: Clock
}

/** The budgets of all callers. */
export interface Budgets {
  /**
   * What an attempt has to reserve, and settles later; `undefined` where no budget counts it.
   *
   * @throws ChatError `over-budget` where its price is not known and a budget in money needs it.
   */
  share(asked: AskedModel, tokens: AskedTokens, context: CallContext): BudgetShare | undefined
  /** How those stand that count this caller's calls, and nobody's outside its tags. */
  states(caller: Caller): Promise<readonly BudgetState[]>
  /** Whether it has to be known who calls. */
  readonly needsCaller: boolean
  /** The budgets, looked at. */
  readonly limits: readonly BudgetLimit[]
}

/** Whether it counts the calls of one caller, or of those who share a tag. */
function isOwn({ per }: BudgetLimit): boolean {
  return per === 'caller' || per.startsWith('tag:')
}

const mostRecent = 1_000
const longestKey = 1_000

/** @throws RangeError for a budget that makes no sense. */
export function createBudgets({ budgets, pricing, store, ttlMs, clock }: BudgetsOptions): Budgets {
  const limits = budgets.map(toBudgetLimit)
  const prefixes = limits.map(({ prefix, per }, index) => {
    const isSame = (other: BudgetLimit) => other.prefix === prefix && other.per === per
    const before = limits.slice(0, index).filter(isSame).length
    // A budget that is listed twice is counted twice, and each of them in full.
    return JSON.stringify([prefix, before, per])
  })
  const thresholds = createThresholds()
  const openShares = createOpenShares(ttlMs)

  function open(caller: Caller, target: string, atMs: number, isWanted: (limit: BudgetLimit) => boolean): OpenBudget[] {
    return limits.flatMap((limit, index) => {
      const owner = isWanted(limit) ? limit.ownerOf(caller, target) : undefined
      if (owner === undefined) return []
      const span = limit.calendar?.(atMs)
      return [{ limit, owner, span, counter: counterOf(limit, `${prefixes[index]} ${owner}`, span, ttlMs) }]
    })
  }

  /** Opened again and again they are a third of what a budget costs a call (bench/money). */
  const recent = new Map<string, OpenedBudgets>()
  const hasTags = limits.some(({ per }) => per.startsWith('tag:'))

  function openedFor({ caller, canFallBack = false }: CallContext, { target, at }: AskedModel): OpenedBudgets {
    const key = `${target}\n${canFallBack}\n${caller.id}\n${hasTags ? JSON.stringify(caller.tags) : ''}`
    const known = recent.get(key)
    if (known !== undefined && isCurrent(known, at)) return known
    const opened = openAll(
      open(caller, target, at, () => true),
      canFallBack,
      store,
    )
    recent.delete(key)
    if (key.length <= longestKey) recent.set(key, opened)
    const [oldest] = recent.keys()
    if (recent.size > mostRecent && oldest !== undefined) recent.delete(oldest)
    return opened
  }

  return {
    share(asked, tokens, context) {
      openShares.renew(clock.monotonic())
      const opened = openedFor(context, asked)
      if (opened.all.length === 0) return undefined
      return createShare({ opened, asked, tokens, context, pricing, thresholds, openShares, clock })
    },
    async states(caller) {
      const opened = open(caller, '', clock.now(), isOwn)
      const set = store.open(opened.map(({ counter }) => counter))
      const [levels, spent] = await Promise.all([set.levels(), set.spent()])
      return opened.map((budget, index) => stateOf(budget, levels[index] ?? 0, spent[index] ?? 0, clock.now()))
    },
    needsCaller: limits.some(isOwn),
    limits,
  }
}
