import { type Clock, systemClock } from '../chat/clock.ts'
import { toChatError } from '../chat/errors.ts'
import { type FinishReason, isContent, type StartEvent } from '../chat/event.ts'
import type { CallContext, Observer, Policy } from '../chat/handler.ts'
import type { ChatRequest } from '../chat/request.ts'
import { type Interceptor, intercept } from '../chat/tap.ts'
import { createUsageTally } from '../tokens/usage-tally.ts'

export interface MeterOptions {
  clock?: Clock | undefined
}

/**
 * Accounts for every call: `finish` carries the tokens of all attempts, and `call-ended` is observed exactly once,
 * whatever the ending. What the provider did not report is estimated and marked so.
 */
export function meter(options: MeterOptions = {}): Policy {
  const clock = options.clock ?? systemClock
  return (next) => (request, context) => ({
    [Symbol.asyncIterator]() {
      const account = accountFor(request, context, clock)
      const inside = { ...context, observe: account.observe }
      return intercept(() => account)(next)(request, inside)[Symbol.asyncIterator]()
    },
  })
}

function accountFor(request: ChatRequest, context: CallContext, clock: Clock): Interceptor & { observe: Observer } {
  const tally = createUsageTally(request)
  const startedAt = clock.monotonic()
  let starts = 0
  /** Attempts of which nothing was to be seen count, too. */
  let announced = 0
  let start: StartEvent | undefined
  let firstContentMs: number | undefined
  let finishReason: FinishReason | undefined

  const elapsedMs = () => Math.round(clock.monotonic() - startedAt)
  const figures = () => ({ attempts: Math.max(starts, announced), durationMs: elapsedMs(), firstContentMs })

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
      return { ...event, usage: tally.usage(), ...figures() }
    },
    observe(observation) {
      if (observation.type === 'attempt-started') announced++
      tally.observe(observation)
      context.observe(observation)
    },
    end(outcome, error) {
      context.observe({
        type: 'call-ended',
        requestId: context.requestId,
        caller: context.caller,
        outcome,
        usage: tally.usage(),
        ...figures(),
        provider: start?.provider,
        model: start?.model,
        target: start?.target ?? request.target,
        finishReason,
        error: outcome === 'failed' ? toChatError(error) : undefined,
      })
    },
  }
}
