// Over 250 lines: one iterator, whose steps share all of what it knows.

import type { BreakerPermit } from '../breaker/breaker.ts'
import type { BudgetShare } from '../budget/budget-share.ts'
import { type ChatError, isChatError, toChatError } from '../chat/errors.ts'
import { type ChatEvent, type FinishEvent, isProgress, type Usage } from '../chat/event.ts'
import type { CallContext, Policy } from '../chat/handler.ts'
import { isRecord } from '../chat/record.ts'
import type { ChatRequest } from '../chat/request.ts'
import type { CallCost, TicketOutcome } from '../limit/call-cost.ts'
import { outcomeOf } from '../limit/call-outcome.ts'
import { isLimiterRefusal } from '../limit/limiter-event.ts'
import type { Ticket } from '../limit/ticket.ts'
import type { MaybePromise } from '../store/counter-store.ts'
import { openAccount } from './attempt-account.ts'
import { costOf } from './attempt-cost.ts'
import { type AttemptOptions, maxWaitOf } from './attempt-options.ts'
import { billingOf, isBudgetRefusal } from './billing-of.ts'
import { circuitCloses } from './circuit-closes.ts'
import { noMore, poke } from './poke.ts'
import { countAnother, isProvidersFailure } from './providers-failure.ts'
import { settlesSoon } from './settles-soon.ts'
import { createThrottle, withWordOf } from './throttle.ts'

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
  const { breaker, limiter, budgets, clock } = options
  const { signal, deadline, priority, requestId, observe, canFallBack } = context
  const { target, lane, provider, model, learner } = options
  const account = budgets && openAccount(request, context, { budgets, target, provider, model, learner, clock })
  let cost: CallCost | undefined
  let iterator: AsyncIterator<ChatEvent> | undefined
  let turn: Promise<Ticket> | undefined
  let ticket: Ticket | undefined
  let share: BudgetShare | undefined
  let permit: BreakerPermit | undefined
  let isTold = false
  let hasBegun = false
  let hasAnswered = false
  let isOver = false
  let queuedAtMs = 0
  let firstAskedMs: number | undefined
  let waitsUntilMs: number | undefined
  let startedAtMs = 0
  let latencyMs: number | undefined
  let usage: Usage | undefined

  /** To the provider, or to a place in the queue: then a notice says so. */
  async function begin(isAtHead: boolean): Promise<IteratorResult<ChatEvent>> {
    signal.throwIfAborted()
    const refusal = breaker?.check()
    if (refusal !== undefined) {
      if (options.whenOpen === 'fail') throw refused(refusal)
      await untilFit(refusal)
      if (isOver) return done
    }
    cost ??= options.countsTokens ? costOf(request, { model, learner }) : {}
    share = openShare()
    queuedAtMs = clock.monotonic()
    firstAskedMs ??= queuedAtMs
    waitsUntilMs ??= Math.min(deadline ?? Number.POSITIVE_INFINITY, queuedAtMs + maxWaitOf(options, canFallBack))
    const granted = take(isAtHead)
    if ('release' in granted) return startOrTell(granted)
    turn = granted
    // It may be refused while its reader is elsewhere, who hears of it when coming back.
    granted.catch(() => undefined)
    // A notice would commit the response, for what mostly is over at once.
    if (limiter.isAsking && (await settlesSoon(granted, clock))) return waitForTurn()
    if (isOver) return done
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

  async function untilFit(refusal: ChatError): Promise<void> {
    const isLate = !(await circuitCloses({ breaker, clock, signal, deadline, isOver: () => isOver }))
    if (isLate && !isOver) throw refused(breaker?.check() ?? refusal)
  }

  function openShare(): BudgetShare | undefined {
    try {
      return account?.open()
    } catch (error) {
      throw refused(error)
    }
  }

  function unused(granted: Ticket): void {
    account?.settle('nothing')
    granted.release({ isUnsent: true })
  }

  function take(isAtHead: boolean): MaybePromise<Ticket> {
    try {
      const reservation = share?.reservation
      const deadlines = { deadline: waitsUntilMs, firstAskedMs }
      return limiter.acquire({ priority, cost, signal, reservation, isAtHead, ...deadlines })
    } catch (error) {
      throw refused(error)
    }
  }

  /** To the provider, unless there is something to be told first: not before it is sure that it goes there at all. */
  function startOrTell(granted: Ticket): MaybePromise<IteratorResult<ChatEvent>> {
    const notice = share?.notice()
    if (notice === undefined) return start(granted)
    turn = Promise.resolve(granted)
    return { done: false, value: notice }
  }

  async function waitForTurn(): Promise<IteratorResult<ChatEvent>> {
    if (turn === undefined) return done
    const stopPoking = poke(limiter, clock)
    const asked = turn
    turn = undefined
    let granted: Ticket
    try {
      granted = await asked.finally(stopPoking)
    } catch (error) {
      // It was refused by a budget of yesterday.
      if (isBudgetRefusal(error) && isStale()) return begin(true)
      throw refused(error)
    }
    if (!isOver && !isStale()) return startOrTell(granted)
    unused(granted)
    return isOver ? done : begin(true)
  }

  /** While a call waits, a day may end or a price change: then it has to reserve anew. */
  function isStale(): boolean {
    return share !== undefined && !isOver && !signal.aborted && !share.isCurrent()
  }

  /** Says that no provider was asked, and why. */
  function refused(error: unknown): unknown {
    if (!isChatError(error) || signal.aborted) return error
    const { code, retryAfterMs } = error
    const reason = isRecord(error.cause) && typeof error.cause.reason === 'string' ? error.cause.reason : undefined
    observe({ type: 'attempt-refused', requestId, target, lane, code, reason, retryAfterMs })
    return error
  }

  function start(granted: Ticket): Promise<IteratorResult<ChatEvent>> {
    if (signal.aborted) {
      unused(granted)
      return Promise.reject(signal.reason)
    }
    ticket = granted
    if (breaker !== undefined) {
      try {
        permit = breaker.admit()
      } catch (error) {
        release({ isUnsent: true })
        if (options.whenOpen === 'wait') return begin(true)
        throw refused(error)
      }
    }
    startedAtMs = clock.monotonic()
    const queuedMs = Math.round(startedAtMs - queuedAtMs)
    observe({ type: 'attempt-started', requestId, target, lane, provider, model, queuedMs })
    try {
      iterator = ask(account?.request ?? request, context)[Symbol.asyncIterator]()
      return iterator.next().then(onResult, onFailure)
    } catch (error) {
      return onFailure(error)
    }
  }

  function onResult(result: IteratorResult<ChatEvent>): IteratorResult<ChatEvent> {
    if (result.done) {
      // Whoever leaves early ends its source, too.
      if (!isOver) succeed()
      return result
    }
    const event = result.value
    account?.add(event)
    if (hasAnswered && event.type !== 'usage') return event.type === 'finish' ? finished(event) : result
    hasBegun = true
    if (event.type === 'start') {
      // What is left is known before the next one may start.
      if (event.rateHint !== undefined) limiter.clamp(event.rateHint)
      ticket?.accepted()
    } else if (event.type === 'usage') usage = event.usage
    else if (isProgress(event)) onFirstContent()
    return event.type === 'finish' ? finished(event) : result
  }

  /** Whoever accounts for the call goes by what the budgets go by. */
  function finished(event: FinishEvent): IteratorResult<ChatEvent> {
    const used = account?.used()
    return { done: false, value: used === undefined ? event : { ...event, usage: used } }
  }

  function onFirstContent(): void {
    hasAnswered = true
    // Not for a beginning alone: some refuse after that, too.
    throttle.wentWell()
    latencyMs = clock.monotonic() - startedAtMs
    // That it has begun is proof enough. Answers end late and failures early: counted at their ends, a few of these would
    // look like most of the calls.
    permit?.success()
  }

  function succeed(): void {
    account?.settle('received')
    throttle.wentWell()
    permit?.success()
    release({ usage, latencyMs, congestion: 'none' })
  }

  /** Throws, or begins again where only the pace was wrong. */
  function onFailure(error: unknown): Promise<IteratorResult<ChatEvent>> {
    // Another limit further in: that is no word of the provider's.
    if (isLimiterRefusal(error) && !hasBegun) {
      permit?.ignore()
      release({ isUnsent: true })
      throw error
    }
    const code = signal.aborted ? undefined : toChatError(error).code
    const billed =
      code === undefined ? 'question' : billingOf(error, { hasBegun, hasReceived: hasAnswered || usage !== undefined })
    const used = account?.settle(billed)
    if (code === undefined) abandon(used)
    else {
      const durationMs = Math.round(clock.monotonic() - startedAtMs)
      observe({ type: 'attempt-failed', requestId, target, lane, code, durationMs, hasAnswered, usage, billed, used })
      if (!isProvidersFailure(error, code)) permit?.ignore()
      // Its beginning has been counted as a success already.
      else if (hasAnswered) countAnother(breaker, error)
      else permit?.failure(error)
    }
    if (code !== 'rate-limited' || hasAnswered) {
      const outcome = code === undefined ? {} : outcomeOf(error)
      // What has begun to answer has done some work, whatever it says in the end.
      release({ ...outcome, isRefused: outcome.isRefused && !hasBegun, usage, latencyMs })
      throw error
    }
    const forMs = throttle.refused(isChatError(error) ? error.retryAfterMs : undefined, startedAtMs)
    observe({ type: 'gate-closed', target, lane, forMs })
    release({ isRefused: true, congestion: options.learnsFromRefusals ? 'strong' : undefined })
    iterator = usage = undefined
    hasBegun = false
    if (isOver || options.hasOther()) throw error
    return begin(true).catch((refusal: unknown) => {
      throw withWordOf(toChatError(error), refusal)
    })
  }

  function abandon(used: Usage | undefined): void {
    permit?.ignore()
    const durationMs = Math.round(clock.monotonic() - startedAtMs)
    observe({ type: 'attempt-abandoned', requestId, target, lane, durationMs, usage, used })
  }

  function release(outcome: TicketOutcome): void {
    if (outcome.isUnsent) account?.settle('nothing')
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
      turn?.then(unused).catch(() => undefined)
      turn = undefined
      // One that has ended has said so.
      if (ticket !== undefined) abandon(account?.settle('question'))
      try {
        await iterator?.return?.()
      } finally {
        release({ usage, latencyMs })
      }
      return done
    },
  }
}
