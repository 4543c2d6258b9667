import { type Breaker, createBreaker } from '../breaker/breaker.ts'
import type { BreakerOptions } from '../breaker/breaker-options.ts'
import type { BreakerSnapshot, BreakerState } from '../breaker/breaker-state.ts'
import type { Budgets } from '../budget/budgets.ts'
import type { Clock } from '../chat/clock.ts'
import { compose } from '../chat/compose.ts'
import { toChatError } from '../chat/errors.ts'
import type { Handler, Observer } from '../chat/handler.ts'
import { type ClocksOptions, clocks } from '../clocks/clocks.ts'
import { deadline } from '../clocks/deadline.ts'
import { createAimdLimit } from '../limit/aimd-limit.ts'
import { createLimiter, type Limiter, type LimiterSnapshot } from '../limit/limiter.ts'
import { isLimiterRefusal } from '../limit/limiter-event.ts'
import type { LimiterOptions } from '../limit/limiter-options.ts'
import { isStoreFailure } from '../limit/store-failure.ts'
import { type RetryPolicyOptions, retry } from '../retry/retry.ts'
import type { Lane, LaneActivity } from '../route/lane.ts'
import { createLanes } from '../route/lanes.ts'
import type { Target } from '../route/target.ts'
import type { CounterStore } from '../store/counter-store.ts'
import type { TokenLearner } from '../tokens/token-learner.ts'
import { attempt } from './attempt.ts'

/** What a provider grants each lane of a target. */
export interface LimitOptions
  extends Omit<LimiterOptions, 'concurrency' | 'store' | 'name' | 'clock' | 'onEvent' | 'leaseMs'> {
  /** The most calls in flight: a number, or `'adaptive'` to find it out by watching how calls go. */
  concurrency?: number | 'adaptive' | undefined
}

/** What stands around every target. */
export interface TargetOptions {
  limit: LimitOptions | undefined
  retry: Omit<RetryPolicyOptions, 'onRetry' | 'onAttemptEnded' | 'clock' | 'random'> | false
  breaker: Omit<BreakerOptions, 'onChange' | 'clock' | 'random' | 'isFailure'> | false
  clocks: Omit<ClocksOptions, 'clock'> | false
  store: CounterStore | undefined
  budgets?: Budgets | undefined
  learner?: TokenLearner | undefined
  observer: Observer | undefined
  clock: Clock
  random: (() => number) | undefined
}

/** How a lane is doing: what is in its way, besides what it has been doing. */
export interface LaneSnapshot extends LaneActivity {
  readonly limiter: LimiterSnapshot
  readonly breaker?: BreakerState | undefined
  /** What `restore` goes on from. */
  readonly circuit?: BreakerSnapshot | undefined
}

/** A target with everything around it. */
export interface TargetStack {
  readonly handler: Handler
  snapshot(): readonly LaneSnapshot[]
  /** Goes on from the circuits of a snapshot, by the lanes' names. */
  restore(circuits: ReadonlyMap<string, unknown>): void
}

/** retry [ choose lane → breaker.check → admit → breaker.admit → clocks → provider ] */
export function createTargetStack(name: string, target: Target, options: TargetOptions): TargetStack {
  const { clock, random, observer, learner } = options
  const ways = (target.lanes ?? [{ name, handler: target.handler }]).map((lane) => ({
    lane,
    breaker: createLaneBreaker(name, lane.name, options),
    limiter: createLaneLimiter(name, lane.name, options),
  }))
  const { tokensPerMinute, inputTokensPerMinute, outputTokensPerMinute, requestsPerMinute, maxWaitMs } =
    options.limit ?? {}
  const countsTokens = (tokensPerMinute ?? inputTokensPerMinute ?? outputTokensPerMinute) !== undefined
  const learnsFromRefusals = !countsTokens && requestsPerMinute === undefined
  const guarded = ways.map(({ lane, breaker, limiter }): Lane => {
    const hasOther = () =>
      lanes.activity().some(({ benched }, index) => {
        const way = ways[index]
        return way !== undefined && way.lane !== lane && benched === undefined && waitMsOf(way) === 0
      })
    const whenOpen = options.breaker === false ? 'fail' : (options.breaker.whenOpen ?? 'fail')
    const { provider, model } = target
    const lanesOwn = {
      target: name,
      lane: lane.name,
      provider,
      model,
      breaker,
      limiter,
      budgets: options.budgets,
      learner,
    }
    const policies = [
      attempt({ ...lanesOwn, whenOpen, countsTokens, learnsFromRefusals, maxWaitMs, hasOther, clock }),
      // Without clocks the deadline of the call stands all the same.
      options.clocks === false ? deadline({ callMs: false, clock }) : clocks({ ...options.clocks, clock }),
    ]
    const handler = compose(...policies)(lane.handler)
    return { ...lane, handler, waitMs: () => waitMsOf({ breaker, limiter }) }
  })
  const lanes = createLanes(guarded, {
    choose: target.choose,
    clock,
    onBench: observer && ((lane, bench) => observer({ type: 'lane-benched', target: name, lane, ...bench })),
  })
  const onRetry: RetryPolicyOptions['onRetry'] = ({ attempt, delayMs, error }, { observe, requestId }) => {
    const code = toChatError(error).code
    observe({ type: 'retry-scheduled', requestId, target: name, attempt, delayMs: Math.round(delayMs), code })
  }

  const repeat =
    options.retry === false
      ? []
      : [retry({ ...options.retry, shouldRetry: unlessRefused(options.retry), clock, random, onRetry })]

  return {
    handler: compose(...repeat)(lanes.handler),
    snapshot: () =>
      lanes.activity().map((activity, index) => {
        const { breaker, limiter } = ways[index] ?? {}
        return {
          ...activity,
          limiter: limiter?.snapshot() ?? emptyLimiter,
          breaker: breaker?.state(),
          circuit: breaker?.snapshot(),
        }
      }),
    restore(circuits) {
      for (const { lane, breaker } of ways) breaker?.restore(circuits.get(lane.name))
    },
  }
}

/** A limit has weighed how long a call may wait. To ask it again would only make that longer; another target may be free. */
function unlessRefused({ shouldRetry }: RetryPolicyOptions): NonNullable<RetryPolicyOptions['shouldRetry']> {
  return (error, failure) => {
    // A store that hangs has had its time: to ask it again holds up the call, and the store.
    const isRetryable = failure.isRetryable && !isLimiterRefusal(error) && !isStoreFailure(error)
    return shouldRetry?.(error, { ...failure, isRetryable }) ?? isRetryable
  }
}

/** In how many milliseconds a call could begin; `undefined` where only the ends of other calls can tell. */
function waitMsOf({ breaker, limiter }: { breaker: Breaker | undefined; limiter: Limiter }): number | undefined {
  const { queued, active, concurrency } = limiter.snapshot()
  const knownMs = Math.max(breaker?.check()?.retryAfterMs ?? 0, limiter.waitMs())
  return knownMs === 0 && (queued > 0 || active >= concurrency) ? undefined : knownMs
}

const emptyLimiter: LimiterSnapshot = {
  queued: 0,
  active: 0,
  concurrency: Number.POSITIVE_INFINITY,
  gateClosedForMs: 0,
}

function createLaneBreaker(target: string, lane: string, options: TargetOptions): Breaker | undefined {
  const { breaker, observer, clock, random } = options
  if (breaker === false) return undefined
  const onChange: BreakerOptions['onChange'] =
    observer &&
    (({ from, state, reason, nextProbeAt }) =>
      observer({ type: 'breaker-changed', target, lane, from, to: state, reason, nextProbeAt }))
  return createBreaker({ ...breaker, clock, random, onChange })
}

const usualAttemptMs = 600_000

/** How long an attempt may take, or is taken to. */
export function attemptMsOf(clocks: TargetOptions['clocks']): number {
  return (clocks !== false && clocks.attemptMs) || usualAttemptMs
}

function tellFailure(observer: Observer, target: string, lane: string): LimiterOptions['onEvent'] {
  return (event) => {
    if (event.type === 'store-failed') observer({ type: 'store-failed', target, lane, error: event.error })
  }
}

function createLaneLimiter(target: string, lane: string, options: TargetOptions): Limiter {
  const { limit = {}, store, observer, clock } = options
  const { concurrency, ...rest } = limit
  return createLimiter({
    ...rest,
    concurrency: concurrency === 'adaptive' ? createAimdLimit() : concurrency,
    store,
    onEvent: store && observer && tellFailure(observer, target, lane),
    name: `${target}/${lane}`,
    // An attempt is over by then, or its process is.
    leaseMs: attemptMsOf(options.clocks) + 30_000,
    clock,
  })
}
