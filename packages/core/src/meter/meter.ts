import { type Clock, systemClock } from '../chat/clock.ts'
import { toChatError } from '../chat/errors.ts'
import { type FinishEvent, type FinishReason, isContent, type StartEvent, type Usage } from '../chat/event.ts'
import type { CallContext, CallOutcome, Observer, Policy } from '../chat/handler.ts'
import { newId } from '../chat/id.ts'
import type { ChatRequest } from '../chat/request.ts'
import { type Interceptor, intercept } from '../chat/tap.ts'
import type { PriceList } from '../money/price.ts'
import { builtInPrices } from '../money/price-table.ts'
import type { LedgerStore } from '../store/ledger-store.ts'
import type { AttemptRecord, UsageRecord } from '../store/usage-record.ts'
import type { TokenLearner } from '../tokens/token-learner.ts'
import { createUsageTally } from '../tokens/usage-tally.ts'
import { createAttemptPricing, type PricedAttempt, type PricedAttempts } from './attempt-pricing.ts'
import { keepRecord } from './keep-record.ts'
import { createLessons } from './lessons.ts'

export interface MeterOptions {
  /** What models cost. @default the built-in table */
  prices?: PriceList | undefined
  /** Where the record of every call goes. @default nowhere */
  ledger?: LedgerStore | undefined
  /** Learns from what answers report, and corrects what has to be estimated. @default nobody */
  learner?: TokenLearner | undefined
  clock?: Clock | undefined
}

/**
 * Accounts for every call: `finish` carries tokens and cost of all attempts, `call-ended` is observed exactly once, and one
 * record goes to the ledger, whatever the ending. What the provider did not report is estimated and marked so; what has no
 * known price has no cost, which `price-unknown` says once for each model.
 */
export function meter(options: MeterOptions = {}): Policy {
  const settings: Settings = {
    clock: options.clock ?? systemClock,
    ledger: options.ledger,
    pricing: createAttemptPricing(options.prices ?? builtInPrices()),
    learner: options.learner,
    newRecordId: createRecordIds(),
    learn: options.learner && createLessons(options.learner),
  }
  return (next) => (request, context) => ({
    [Symbol.asyncIterator]() {
      const account = accountFor(request, context, settings)
      const inside = { ...context, observe: account.observe }
      return intercept(() => account)(next)(request, inside)[Symbol.asyncIterator]()
    },
  })
}

interface Settings {
  readonly clock: Clock
  readonly ledger: LedgerStore | undefined
  readonly pricing: ReturnType<typeof createAttemptPricing>
  readonly learner: TokenLearner | undefined
  newRecordId(): string
  readonly learn: ReturnType<typeof createLessons> | undefined
}

const longestName = 200

/** One random id for all records: it costs as much as a price (bench/money). */
function createRecordIds(): () => string {
  let own: string | undefined
  let count = 0
  return () => {
    own ??= newId()
    return `${own}-${++count}`
  }
}

/** What a call has used so far. */
type Bill = PricedAttempts & { readonly usage: Usage }

function accountFor(
  request: ChatRequest,
  context: CallContext,
  { clock, ledger, pricing, learner, learn, newRecordId }: Settings,
): Interceptor & { observe: Observer } {
  const at = clock.now()
  const startedAt = clock.monotonic()
  const tally = createUsageTally(request, { now: () => at + clock.monotonic() - startedAt, learner })
  let starts = 0
  /** Attempts of which nothing was to be seen count, too. */
  let announced = 0
  let start: StartEvent | undefined
  let firstContentMs: number | undefined
  let finishReason: FinishReason | undefined
  let savedTokens: number | undefined
  let bill: Bill | undefined
  const elapsedMs = () => Math.round(clock.monotonic() - startedAt)
  const attemptCount = () => Math.max(starts, announced)

  function billed(): Bill {
    return { usage: tally.usage(), ...pricing(tally.attempts(), context.observe) }
  }

  function record(outcome: CallOutcome, { attempts, cost, unpriced, usage }: Bill, error: unknown): UsageRecord {
    const { caller, requestId } = context
    return {
      id: newRecordId(),
      requestId,
      at,
      caller: caller.id,
      tags: caller.tags,
      outcome,
      errorCode: outcome === 'failed' ? toChatError(error).code : undefined,
      finishReason,
      provider: start?.provider,
      // What a provider calls its model may be anything.
      model: start?.model.slice(0, longestName),
      target: start?.target ?? request.target,
      usage,
      cost,
      unpriced,
      attempts: attempts.map((attempt) => ended(attempt, outcome)),
      durationMs: elapsedMs(),
      firstContentMs,
      savedTokens,
    }
  }

  return {
    event(event) {
      tally.add(event)
      if (firstContentMs === undefined && isContent(event)) firstContentMs = elapsedMs()
      if (event.type === 'start') {
        starts++
        start = event
      }
      if (event.type !== 'finish') return event
      finishReason = event.reason
      bill = billed()
      learn?.(request, tally.lesson())
      const { usage, cost } = bill
      const figures = { attempts: attemptCount(), durationMs: elapsedMs(), firstContentMs }
      const finish: FinishEvent = { type: 'finish', reason: event.reason, usage, ...figures }
      if (cost !== undefined) finish.cost = cost
      return finish
    },
    observe(observation) {
      if (observation.type === 'attempt-started') announced++
      if (observation.type === 'prompt-shortened') savedTokens = (savedTokens ?? 0) + observation.savedTokens
      tally.observe(observation)
      context.observe(observation)
    },
    end(outcome, error) {
      bill ??= billed()
      // First: whoever watches may throw.
      if (ledger !== undefined) keepRecord(record(outcome, bill, error), ledger, context)
      context.observe({
        type: 'call-ended',
        requestId: context.requestId,
        caller: context.caller,
        outcome,
        usage: bill.usage,
        cost: bill.cost,
        attempts: attemptCount(),
        durationMs: elapsedMs(),
        firstContentMs,
        provider: start?.provider,
        model: start?.model,
        target: start?.target ?? request.target,
        finishReason,
        error: outcome === 'failed' ? toChatError(error) : undefined,
      })
    },
  }
}

/** Where nobody said how an attempt ended, it ended as its call did. */
function ended(attempt: PricedAttempt, outcome: CallOutcome): AttemptRecord {
  return hasOutcome(attempt) ? attempt : { ...attempt, outcome }
}

function hasOutcome(attempt: PricedAttempt): attempt is AttemptRecord {
  return attempt.outcome !== undefined
}
