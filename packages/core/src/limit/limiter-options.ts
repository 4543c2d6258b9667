import { type Clock, systemClock } from '../chat/clock.ts'
import { isRecord } from '../chat/record.ts'
import type { CounterStore } from '../store/counter-store.ts'
import { createMemoryCounterStore } from '../store/memory-counter-store.ts'
import type { ConcurrencyLimit } from './concurrency-limit.ts'
import type { LimiterEvent } from './limiter-event.ts'
import { createRates, type Rates } from './rates.ts'

/** What a provider grants. What is left out is not limited. */
export interface LimiterOptions {
  requestsPerMinute?: number | undefined
  /** Of input and output together. */
  tokensPerMinute?: number | undefined
  inputTokensPerMinute?: number | undefined
  outputTokensPerMinute?: number | undefined
  /** The most requests at one instant. @default requestsPerMinute */
  burst?: number | undefined
  /** The most calls in flight: a number, or one that is found out, such as `createAimdLimit()`. */
  concurrency?: number | ConcurrencyLimit | undefined
  /**
   * Whether input that the provider reads from its prompt cache counts among the tokens per minute, too. Anthropic's does
   * not, for most models. @default true
   */
  countsCachedInput?: boolean | undefined
  /** What the provider gives back: requests that it refused, tokens that were reserved and not used. @default both */
  refund?: { requests?: boolean | undefined; tokens?: boolean | undefined } | undefined
  /** The most calls that wait. @default 1_000 */
  maxQueue?: number | undefined
  /** How long a call may wait. @default 60_000 */
  maxWaitMs?: number | undefined
  /** How long a lower class waits for a turn, and a large call lets smaller ones pass. @default 5_000 */
  fairnessMs?: number | undefined
  /** Where to count, if not in this process alone. */
  store?: CounterStore | undefined
  /** Under which key to count. Needed with `store`. */
  name?: string | undefined
  /**
   * How long a call counts as in flight in `store` if its end is never told, because its process died. Calls that last longer
   * renew it, for a day at most.
   * @default 330_000
   */
  leaseMs?: number | undefined
  clock?: Clock | undefined
  /** Told of every decision. */
  onEvent?: ((event: LimiterEvent) => void) | undefined
}

/** The options with their defaults, known to make sense. */
export interface LimiterSettings {
  readonly clock: Clock
  readonly rates: Rates
  readonly concurrency: Pick<ConcurrencyLimit, 'limit'> & Partial<ConcurrencyLimit>
  readonly usesLeases: boolean
  readonly leaseMs: number
  readonly onStoreError: (error: unknown) => void
  readonly countsCachedInput: boolean
  readonly refund: { readonly requests: boolean; readonly tokens: boolean }
  readonly maxQueue: number
  readonly maxWaitMs: number
  readonly fairnessMs: number
  readonly tell: ((event: LimiterEvent) => void) | undefined
}

/** @throws RangeError for an option that makes no sense. */
export function resolveLimiterOptions(options: LimiterOptions): LimiterSettings {
  const clock = options.clock ?? systemClock
  const tell = options.onEvent && observer(options.onEvent)
  const { requestsPerMinute, tokensPerMinute, inputTokensPerMinute, outputTokensPerMinute, store, concurrency } =
    options
  const perMinute = Object.entries({ requestsPerMinute, tokensPerMinute, inputTokensPerMinute, outputTokensPerMinute })
  const burst = checked('burst', options.burst ?? Number.MAX_SAFE_INTEGER, 1)
  const leaseMs = checked('leaseMs', options.leaseMs ?? 330_000, 1)
  checkConcurrency(concurrency)
  const fixed = typeof concurrency === 'number' ? checked('concurrency', concurrency, 1) : undefined
  if (store !== undefined && options.name === undefined) {
    throw new RangeError('createLimiter: name must be given with a store, got undefined')
  }
  // The calls of this process alone need no lease: their number is known.
  const usesLeases = store !== undefined && fixed !== undefined
  const onStoreError = (error: unknown) => tell?.({ type: 'store-failed', error })
  return {
    clock,
    rates: createRates({
      clock,
      onError: onStoreError,
      store: store ?? createMemoryCounterStore({ clock }),
      name: options.name ?? '',
      perMinute: perMinute.map(([name, rate]) =>
        rate === undefined ? Number.POSITIVE_INFINITY : checked(name, rate, 1),
      ),
      burst: [burst],
      lease: usesLeases ? { limit: fixed, ttlMs: leaseMs } : undefined,
    }),
    usesLeases,
    leaseMs,
    onStoreError,
    concurrency: typeof concurrency === 'object' ? concurrency : { limit: fixed ?? Number.POSITIVE_INFINITY },
    countsCachedInput: options.countsCachedInput ?? true,
    refund: { requests: options.refund?.requests ?? true, tokens: options.refund?.tokens ?? true },
    maxQueue: checked('maxQueue', options.maxQueue ?? 1_000, 0),
    maxWaitMs: checked('maxWaitMs', options.maxWaitMs ?? 60_000, 0),
    fairnessMs: checked('fairnessMs', options.fairnessMs ?? 5_000, 0),
    tell,
  }
}

function observer(onEvent: (event: LimiterEvent) => void) {
  return (event: LimiterEvent) => {
    try {
      onEvent(event)
    } catch {
      // Whoever watches may not break a call.
    }
  }
}

function checkConcurrency(concurrency: unknown): void {
  if (concurrency === undefined || typeof concurrency === 'number') return
  const { limit, onSample } = isRecord(concurrency) ? concurrency : {}
  if (typeof limit === 'number' && limit >= 1 && typeof onSample === 'function') return
  throw new RangeError(
    `createLimiter: concurrency must be an integer of at least 1 or have limit and onSample, got ${concurrency}`,
  )
}

function checked(name: string, value: number, least: number): number {
  if (Number.isSafeInteger(value) && value >= least) return value
  throw new RangeError(`createLimiter: ${name} must be an integer of at least ${least}, got ${value}`)
}
