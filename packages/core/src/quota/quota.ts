import { type Clock, systemClock } from '../chat/clock.ts'
import { ChatError } from '../chat/errors.ts'
import type { CallContext, Observer, Policy } from '../chat/handler.ts'
import { onFirstRead } from '../chat/on-first-read.ts'
import type { RateLimit } from '../chat/rate-hint.ts'
import type { ChatRequest } from '../chat/request.ts'
import { type Interceptor, intercept } from '../chat/tap.ts'
import type { CounterSet, CounterStore, NotTaken } from '../store/counter-store.ts'
import { estimateInputTokens } from '../tokens/estimate.ts'
import { createUsageTally, type UsageTally } from '../tokens/usage-tally.ts'
import { answerOf, type Bounds } from './answer-of.ts'
import { type QuotaLimit, type QuotaRule, toLimits } from './quota-rule.ts'

export interface QuotaOptions {
  rules: readonly QuotaRule[]
  /** The name of the target that is asked where a request names none. */
  defaultTarget: string
  store: CounterStore
  clock?: Clock | undefined
}

const usualOutputTokens = 1_024

/** The limits that a call falls under, opened. */
interface Share {
  readonly limits: readonly QuotaLimit[]
  readonly set: CounterSet
  /** What was taken of each. */
  readonly amounts: readonly number[]
}

/**
 * Refuses calls of those who have used up what is theirs, with the time to come back. All limits of a call are taken from
 * together, or none; tokens are estimated before the call and corrected after it.
 *
 * @throws RangeError for a rule that makes no sense.
 */
export function quota({ rules, defaultTarget, store, clock = systemClock }: QuotaOptions): Policy {
  const limits = rules.flatMap(toLimits)

  function shareOf(request: ChatRequest, { caller }: CallContext): Share {
    const keyed = limits.flatMap((limit) => {
      const key = limit.keyOf(caller, request.target ?? defaultTarget)
      return key === undefined ? [] : [{ limit, key }]
    })
    const needed = keyed.some(({ limit }) => limit.counts === 'tokens') ? tokensOf(request) : 0
    return {
      limits: keyed.map(({ limit }) => limit),
      set: store.open(keyed.map(({ limit, key }) => ({ key, rule: limit.rule }))),
      // A quota that is smaller than a usual answer is still good for one.
      amounts: keyed.map(({ limit }) => (limit.counts === 'tokens' ? Math.min(needed, limit.rule.capacity) : 1)),
    }
  }

  return (next) => (request, context) =>
    onFirstRead(async () => {
      const share = shareOf(request, context)
      const bounds = { ...context, clock }
      const result = await answerOf(share.set.take(share.amounts), bounds, ({ ok }) => {
        if (ok) giveBack(share)
      })
      const rateLimit = tightest(share, await levelsOf(share, result.ok, bounds))
      if (!result.ok) throw refusal(share, result, rateLimit, context)
      const tally = createUsageTally(request)
      const observe: Observer = (observation) => {
        tally.observe(observation)
        context.observe(observation)
      }
      const inside = { ...context, observe }
      return intercept(() => settling(share, tally, rateLimit))(next)(request, inside)[Symbol.asyncIterator]()
    })
}

/** What is left of each. Without a word of it the call is not made: then what was taken for it goes back. */
async function levelsOf(share: Share, isTaken: boolean, bounds: Bounds): Promise<readonly number[]> {
  try {
    return await answerOf(share.set.levels(), bounds)
  } catch (error) {
    if (isTaken) giveBack(share)
    throw error
  }
}

/** What was taken for a call that was never made. */
function giveBack({ set, amounts }: Share): void {
  settle(
    set,
    amounts.map((amount) => -amount),
  )
}

function settle(set: CounterSet, deltas: readonly number[]): void {
  // The call is over: a store that fails now can be told to nobody, and its counters mend themselves in time.
  Promise.resolve(set.settle(deltas)).catch(() => undefined)
}

/** What a call may need: what it asks, and the longest answer it allows, or a usual one. */
function tokensOf(request: ChatRequest): number {
  return estimateInputTokens(request).tokens + (request.maxOutputTokens ?? usualOutputTokens)
}

function refusal(share: Share, result: NotTaken, rateLimit: RateLimit | undefined, context: CallContext): ChatError {
  const { waitMs, index, isImpossible } = result
  const retryAfterMs = isImpossible || waitMs === Number.POSITIVE_INFINITY ? undefined : waitMs
  const per = share.limits[index]?.per ?? 'all'
  const { requestId, caller } = context
  context.observe({ type: 'quota-refused', requestId, callerId: caller.id, per, retryAfterMs })
  const message = isImpossible ? 'This is more than may be asked at once.' : 'Too many requests for now.'
  return new ChatError('rate-limited', message, { retryAfterMs, rateLimit, cause: { per } })
}

/** Tells with `start` what is left, and corrects the tokens in the end: by all attempts, and what was received of each. */
function settling({ limits, set, amounts }: Share, tally: UsageTally, rateLimit: RateLimit | undefined): Interceptor {
  return {
    event(event) {
      tally.add(event)
      return event.type === 'start' && rateLimit !== undefined ? { ...event, rateLimit } : event
    },
    end() {
      const { inputTokens, outputTokens } = tally.wasAsked() ? tally.usage() : { inputTokens: 0, outputTokens: 0 }
      const tokens = inputTokens + outputTokens
      const deltas = limits.map(({ counts }, index) => (counts === 'tokens' ? tokens - (amounts[index] ?? 0) : 0))
      if (deltas.every((delta) => delta === 0)) return
      settle(set, deltas)
    },
  }
}

/** The limit of which the least is left. */
function tightest({ limits }: Share, levels: readonly number[]): RateLimit | undefined {
  const all = limits.map(({ rule: { capacity, refillPerSecond } }, index) => {
    const remaining = Math.max(0, Math.floor(levels[index] ?? 0))
    return { limit: capacity, remaining, resetMs: Math.ceil(((capacity - remaining) / refillPerSecond) * 1_000) }
  })
  return all.toSorted((left, right) => left.remaining / left.limit - right.remaining / right.limit)[0]
}
