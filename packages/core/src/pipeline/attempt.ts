import type { Breaker, BreakerPermit } from '../breaker/breaker.ts'
import type { Clock } from '../chat/clock.ts'
import { type ChatErrorCode, isChatError, toChatError } from '../chat/errors.ts'
import { type ChatEvent, isProgress, type Usage } from '../chat/event.ts'
import type { CallContext, Policy } from '../chat/handler.ts'
import type { ChatRequest } from '../chat/request.ts'
import type { CallCost, TicketOutcome } from '../limit/call-cost.ts'
import { outcomeOf } from '../limit/call-outcome.ts'
import type { Limiter } from '../limit/limiter.ts'
import type { Ticket } from '../limit/ticket.ts'
import { estimateInputTokens } from '../tokens/estimate.ts'
import { createThrottle, withWordOf } from './throttle.ts'

/** What stands between a call and one lane. */
export interface AttemptOptions {
  target: string
  lane: string
  model: string
  breaker: Breaker | undefined
  /** What a call does while the circuit is open. */
  whenOpen: 'fail' | 'wait'
  limiter: Limiter
  /** Whether the limiter counts tokens, so that they have to be estimated. */
  countsTokens: boolean
  /** How long a call may wait for its turns in all. */
  maxWaitMs: number
  /** Whether another lane could begin at once: then a call that came too fast goes there instead of waiting here. */
  hasOther: () => boolean
  clock: Clock
}

// What an answer is taken to need where the request does not bound it.
const usualOutputTokens = 4_096
const noMore: CallCost = { requests: 0 }

const done: IteratorReturnResult<undefined> = { done: true, value: undefined }

/**
 * One attempt at one lane: circuit, turn, circuit again (it may have opened meanwhile), provider. A refusal for coming too
 * fast closes the gate for all, and the call goes back to the head of its class without having cost an attempt.
 *
 * One hand-written iterator for all of it, because every delta of every call passes here.
 */
export function attempt(options: AttemptOptions): Policy {
  const throttle = createThrottle(options.limiter, options.clock)
  return (next) => (request, context) => ({
    [Symbol.asyncIterator]: () => attempted(options, throttle, request, context, next),
  })
}

function attempted(
  options: AttemptOptions,
  throttle: ReturnType<typeof createThrottle>,
  request: ChatRequest,
  context: CallContext,
  ask: (request: ChatRequest, context: CallContext) => AsyncIterable<ChatEvent>,
): AsyncIterator<ChatEvent> {
  const { breaker, limiter, clock } = options
  const { signal, deadline, priority, requestId, observe } = context
  const { target, lane } = options
  let cost: CallCost | undefined
  let iterator: AsyncIterator<ChatEvent> | undefined
  let turn: Promise<Ticket> | undefined
  let ticket: Ticket | undefined
  let permit: BreakerPermit | undefined
  let isProbe = false
  let isTold = false
  let hasBegun = false
  let hasAnswered = false
  let isOver = false
  let queuedAtMs = 0
  let waitsUntilMs: number | undefined
  let startedAtMs = 0
  let latencyMs: number | undefined
  let usage: Usage | undefined

  /** To the provider, or to a place in the queue: then a notice says so. */
  async function begin(isAtHead: boolean): Promise<IteratorResult<ChatEvent>> {
    signal.throwIfAborted()
    const refusal = breaker?.check()
    if (refusal !== undefined) {
      if (options.whenOpen === 'fail') throw refusal
      // Whoever wakes with us may take the permit.
      while (breaker?.check() !== undefined) await breaker.whenFit({ signal, deadline })
      if (isOver) return done
    }
    cost ??= options.countsTokens ? costOf(request, options.model) : {}
    queuedAtMs = clock.monotonic()
    waitsUntilMs ??= Math.min(deadline ?? Number.POSITIVE_INFINITY, queuedAtMs + options.maxWaitMs)
    const granted = limiter.acquire({ priority, cost, signal, deadline: waitsUntilMs, isAtHead })
    if ('release' in granted) return start(granted)
    turn = granted
    // It may be refused while its reader is elsewhere, who hears of it when coming back.
    granted.catch(() => undefined)
    // It stands in the queue by now: no more is needed than what waits there.
    const leastMs = limiter.waitMs(noMore)
    const waitMs = leastMs > 0 ? Math.round(leastMs) : undefined
    observe({ type: 'attempt-queued', requestId, target, lane, waitMs })
    // Whoever goes back to the head may have been told already that it takes a while.
    if (isTold) return waitForTurn()
    isTold = true
    const details = waitMs === undefined ? {} : { details: { waitMs } }
    return { done: false, value: { type: 'notice', notice: 'queued', ...details } }
  }

  async function waitForTurn(): Promise<IteratorResult<ChatEvent>> {
    const granted = await turn
    turn = undefined
    if (granted === undefined) return done
    if (!isOver) return start(granted)
    granted.release({ isUnsent: true })
    return done
  }

  function start(granted: Ticket): Promise<IteratorResult<ChatEvent>> {
    ticket = granted
    if (breaker !== undefined) {
      isProbe = breaker.state().state !== 'closed'
      try {
        permit = breaker.admit()
      } catch (error) {
        release({ isUnsent: true })
        if (options.whenOpen === 'wait') return begin(true)
        throw error
      }
    }
    startedAtMs = clock.monotonic()
    observe({ type: 'attempt-started', requestId, target, lane, queuedMs: Math.round(startedAtMs - queuedAtMs) })
    iterator = ask(request, context)[Symbol.asyncIterator]()
    return iterator.next().then(onResult, onFailure)
  }

  function onResult(result: IteratorResult<ChatEvent>): IteratorResult<ChatEvent> {
    if (result.done) {
      // Whoever leaves early ends its source, too.
      if (!isOver) succeed()
      return result
    }
    const event = result.value
    if (hasAnswered && event.type !== 'usage') return result
    hasBegun = true
    if (event.type === 'start') {
      throttle.wentWell()
      if (event.rateHint !== undefined) limiter.clamp(event.rateHint)
    } else if (event.type === 'usage') usage = event.usage
    else if (isProgress(event)) onFirstContent()
    return result
  }

  function onFirstContent(): void {
    hasAnswered = true
    latencyMs = clock.monotonic() - startedAtMs
    // An answer may take longer than a probe may: that it has begun is proof enough.
    if (isProbe) permit?.success()
  }

  function succeed(): void {
    permit?.success()
    release({ usage, latencyMs, congestion: 'none' })
  }

  /** Throws, or begins again where only the pace was wrong. */
  function onFailure(error: unknown): Promise<IteratorResult<ChatEvent>> {
    const code = signal.aborted ? undefined : toChatError(error).code
    if (code === undefined) permit?.ignore()
    else {
      const durationMs = Math.round(clock.monotonic() - startedAtMs)
      observe({ type: 'attempt-failed', requestId, target, lane, code, durationMs, hasAnswered, usage })
      if (isProvidersFailure(code)) permit?.failure(error)
      else permit?.ignore()
    }
    if (code !== 'rate-limited' || hasBegun) {
      release({ ...(code === undefined ? {} : outcomeOf(error)), usage, latencyMs })
      throw error
    }
    const forMs = throttle.refused(isChatError(error) ? error.retryAfterMs : undefined, startedAtMs)
    observe({ type: 'gate-closed', target, lane, forMs })
    release({ isRefused: true })
    iterator = undefined
    if (isOver || options.hasOther()) throw error
    return begin(true).catch((refusal: unknown) => {
      throw withWordOf(toChatError(error), refusal)
    })
  }

  function release(outcome: TicketOutcome): void {
    ticket?.release(outcome)
    ticket = undefined
  }

  return {
    next() {
      if (iterator !== undefined) return iterator.next().then(onResult, onFailure)
      if (isOver) return Promise.resolve(done)
      return turn === undefined ? begin(false) : waitForTurn()
    },
    async return() {
      isOver = true
      // Whoever leaves the queue by its signal is gone already; another one is dropped when its turn comes.
      turn?.then((granted) => granted.release({ isUnsent: true })).catch(() => undefined)
      turn = undefined
      permit?.ignore()
      try {
        await iterator?.return?.()
      } finally {
        release({ usage, latencyMs })
      }
      return done
    },
  }
}

/** Whether a failure speaks against the provider, and not against the request or our account. */
function isProvidersFailure(code: ChatErrorCode): boolean {
  return ['server', 'overloaded', 'network', 'timeout', 'interrupted'].includes(code)
}

function costOf(request: ChatRequest, model: string): CallCost {
  const inputTokens = estimateInputTokens(request, { model }).tokens
  return { inputTokens, outputTokens: request.maxOutputTokens ?? usualOutputTokens }
}
