import { type Clock, systemClock } from '../chat/clock.ts'
import { toChatError } from '../chat/errors.ts'
import { type FinishReason, isContent, type StartEvent } from '../chat/event.ts'
import type { CallContext, Policy } from '../chat/handler.ts'
import type { ChatRequest } from '../chat/request.ts'
import { type Interceptor, intercept } from '../chat/tap.ts'
import { createUsageTally } from './usage-tally.ts'

export interface MeterOptions {
  clock?: Clock | undefined
}

/**
 * Accounts for every call: `finish` carries the tokens of all attempts, and `call-ended` is observed exactly once,
 * whatever the ending. What the provider did not report is estimated and marked so.
 */
export function meter(options: MeterOptions = {}): Policy {
  const clock = options.clock ?? systemClock
  return intercept((request, context) => accountFor(request, context, clock))
}

function accountFor(request: ChatRequest, context: CallContext, clock: Clock): Interceptor {
  const tally = createUsageTally(request)
  const startedAt = clock.monotonic()
  let attempts = 0
  let start: StartEvent | undefined
  let firstContentMs: number | undefined
  let finishReason: FinishReason | undefined

  const elapsedMs = () => Math.round(clock.monotonic() - startedAt)
  const figures = () => ({ attempts, durationMs: elapsedMs(), firstContentMs })

  return {
    event(event) {
      tally.add(event)
      if (firstContentMs === undefined && isContent(event)) firstContentMs = elapsedMs()
      if (event.type === 'start') {
        attempts++
        start = event
      }
      if (event.type !== 'finish') return event
      finishReason = event.reason
      return { ...event, usage: tally.usage(), ...figures() }
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
