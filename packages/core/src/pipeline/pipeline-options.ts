import type { Budget } from '../budget/budget-rule.ts'
import { type Clock, systemClock } from '../chat/clock.ts'
import type { Observer, Policy } from '../chat/handler.ts'
import { consoleLogger, type Logger, redacting } from '../chat/logger.ts'
import { type FilterPolicyOptions, filter } from '../filter/filter-policy.ts'
import type { ExchangeRates } from '../money/exchange-rates.ts'
import type { PriceList } from '../money/price.ts'
import type { QuotaRule } from '../quota/quota-rule.ts'
import type { AfterContent } from '../route/fail-over.ts'
import type { Target } from '../route/target.ts'
import type { CounterStore } from '../store/counter-store.ts'
import type { LedgerStore } from '../store/ledger-store.ts'
import { createMemoryCounterStore } from '../store/memory-counter-store.ts'
import { createMemoryLedgerStore } from '../store/memory-ledger-store.ts'
import { createTokenLearner, type TokenLearner } from '../tokens/token-learner.ts'
import { resolveMoney } from './resolve-money.ts'
import { attemptMsOf, type LimitOptions, type TargetOptions } from './target-stack.ts'

export interface PipelineOptions<Name extends string> {
  /** The models that can be asked, by the names under which requests know them. A request that names none is answered by the first. */
  targets: Readonly<Record<Name, Target>>
  /**
   * The targets to turn to, one after the other, when the one before fails. The one that a request names comes first. A name
   * that is not registered does not compile. @default none: a call that fails has failed
   */
  order?: readonly NoInfer<Name>[] | undefined
  /**
   * What becomes of an answer that fails when a part of it has been shown: it starts again at the next target (`reset`), goes
   * on there (`continue`), or fails (`stop`). @default 'reset'
   */
  afterContent?: AfterContent | undefined
  /**
   * What each provider grants, for each of its lanes. While another target could be asked, `maxWaitMs` is 5_000 unless it is given.
   * @default as much as it takes, until it refuses
   */
  limit?: Readonly<Partial<Record<NoInfer<Name>, LimitOptions>>> | undefined
  /** How much callers may use. @default as much as they like */
  quota?: readonly QuotaRule[] | undefined
  /** How much callers may spend, in money or tokens. @default as much as they like */
  budget?: readonly Budget[] | undefined
  /** What currencies are worth in each other, with the day. Needed where a budget is in another currency than a price. */
  rates?: ExchangeRates | undefined
  /** What models cost. @default the built-in table */
  prices?: PriceList | undefined
  /** Where the record of every call goes. @default the last 10_000 in this process's memory */
  ledger?: LedgerStore | undefined
  /** What may be asked and answered. `{}` changes nothing: rules, a guard or a canary have to be named. @default whatever targets take and give */
  filter?: FilterPolicyOptions | undefined
  /** Makes prompts shorter before they are sent: what `savings({ … })` gives, so that only who uses it has it in the bundle. @default nothing is changed */
  savings?: Policy | undefined
  /**
   * Corrects estimates of tokens by what answers reported. Kept (`toJSON`) and given again, it goes on from there.
   * @default one that begins anew with the pipeline
   */
  learner?: TokenLearner | undefined
  /** How what fails for a passing reason is repeated, in each target. */
  retry?: TargetOptions['retry'] | undefined
  /** When a lane that keeps failing is left alone. */
  breaker?: TargetOptions['breaker'] | undefined
  /** How long a provider may be silent, for all targets or by their names. */
  clocks?: TargetOptions['clocks'] | ((target: Name) => TargetOptions['clocks']) | undefined
  /** How long a call may take with all its waits and repetitions. @default 600_000 */
  callMs?: number | false | undefined
  /** Where limits and quotas are counted. Whoever runs several servers gives them a shared one. @default this process alone */
  store?: CounterStore | undefined
  /** Watches all calls, and what is decided about them. */
  onEvent?: Observer | undefined
  /** Told of what goes wrong inside; secrets are masked before. @default the console */
  logger?: Logger | undefined
  clock?: Clock | undefined
  /** Numbers in [0, 1), for waits. @default Math.random */
  random?: (() => number) | undefined
}

const longestMs = 365 * 24 * 3_600_000

/** Fills in the defaults and refuses what makes no sense. */
export function resolve<Name extends string>(options: PipelineOptions<Name>) {
  const targets = new Map<string, Target>(Object.entries(options.targets))
  const [first] = targets.keys()
  if (first === undefined) throw new RangeError('createPipeline: targets must name at least one target')
  const { order = [], afterContent = 'reset', callMs = 600_000, limit = {}, clock = systemClock, random } = options
  for (const [option, names] of Object.entries({ order, limit: Object.keys(limit) })) {
    const unknown = names.find((name) => !targets.has(name))
    if (unknown !== undefined) throw new RangeError(`createPipeline: ${option} names no target: ${unknown}`)
  }
  if (!['reset', 'continue', 'stop'].includes(afterContent)) {
    throw new RangeError(`createPipeline: afterContent must be reset, continue or stop, got ${afterContent}`)
  }
  if (callMs !== false && !(typeof callMs === 'number' && callMs >= 1 && callMs <= longestMs)) {
    throw new RangeError(`createPipeline: callMs must be false or from 1 to ${longestMs}, got ${callMs}`)
  }
  const store = options.store ?? createMemoryCounterStore({ clock })
  const learner = options.learner ?? createTokenLearner()
  const money = resolveMoney({
    budget: options.budget ?? [],
    isShared: options.store !== undefined,
    where: 'createPipeline',
    rates: options.rates,
    prices: options.prices,
    targets,
    order,
    store,
    attemptMs: Math.max(...[...targets.keys()].map((name) => attemptMsOf(clocksOf(options, name as Name)))),
    clock,
  })
  return {
    targets,
    first,
    order: [...new Set<string>(order)],
    quotas: options.quota ?? [],
    afterContent,
    callMs: callMs === false ? Number.POSITIVE_INFINITY : callMs,
    onEvent: options.onEvent,
    logger: options.logger === undefined ? consoleLogger : redacting(options.logger),
    clock,
    store,
    ledger: options.ledger ?? createMemoryLedgerStore(),
    filter: options.filter && filter({ ...options.filter, clock: options.filter.clock ?? clock }),
    savings: options.savings,
    learner,
    ...money,
    stackOptions: (name: string, observer: Observer | undefined): TargetOptions => ({
      limit: (limit as Readonly<Partial<Record<string, LimitOptions>>>)[name],
      retry: options.retry ?? {},
      breaker: options.breaker ?? {},
      clocks: clocksOf(options, name as Name),
      // What is reserved of a budget is counted where the limits are.
      store: money.budgets === undefined ? options.store : store,
      budgets: money.budgets,
      learner,
      observer,
      clock,
      random,
    }),
  }
}

function clocksOf<Name extends string>({ clocks = {} }: PipelineOptions<Name>, name: Name): TargetOptions['clocks'] {
  return typeof clocks === 'function' ? clocks(name) : clocks
}
