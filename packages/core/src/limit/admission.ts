import { newId } from '../chat/id.ts'
import type { MaybePromise, TakeResult } from '../store/counter-store.ts'
import { createAbortWatch } from './abort-watch.ts'
import { createAlarm } from './alarm.ts'
import { correction, costOf } from './call-cost.ts'
import type { Gate } from './gate.ts'
import type { RefusalReason } from './limiter-event.ts'
import type { LimiterSettings } from './limiter-options.ts'
import type { Amounts } from './rates.ts'
import { refusal } from './refusal.ts'
import type { AcquireOptions, Ticket } from './ticket.ts'
import { createWaiter, type Waiter } from './waiter.ts'
import { createWaitingQueue, type Priority } from './waiting-queue.ts'

/** Decides which call may start, and when. */
export interface Admission {
  acquire(options: AcquireOptions): MaybePromise<Ticket>
  /** How long such a call would wait, as far as can be told. */
  waitMs(cost: Amounts): number
  /** Refuses those that cannot wait for the gate to open. */
  onGateClosed(): void
  readonly queued: number
  readonly active: number
}

// A store that others use too cannot tell when one of their calls ends.
const pollMs = 1_000
const nothing: Amounts = [0, 0, 0, 0]

export function createAdmission(settings: LimiterSettings, gate: Gate): Admission {
  const { clock, rates, concurrency, usesLeases, refund, maxQueue, maxWaitMs, fairnessMs, tell } = settings
  const queue = createWaitingQueue<Waiter>(fairnessMs)
  const watch = createAbortWatch<Waiter>((waiters, reason) => {
    for (const waiter of waiters) fail(waiter, reason)
    next()
  })
  const alarm = createAlarm(clock, onTime)
  const isTimed = tell !== undefined || concurrency.onSample !== undefined
  let active = 0
  // One decision at a time: a store elsewhere needs a while to make it.
  let isDeciding = false
  let isRemote = false
  let asked: Waiter | undefined
  let refusedBy = 0
  let retryAtMs = Number.POSITIVE_INFINITY

  /** Starts whoever may start. Called whenever that may have changed, so that a newcomer finds nothing to snatch. */
  function next(): void {
    if (isDeciding) return
    isDeciding = true
    let isSettled: boolean | undefined = true
    while (isSettled && queue.size > 0 && active < concurrency.limit) {
      const nowMs = time()
      const first = queue.first(nowMs)
      // A store elsewhere has said for how long asking is in vain.
      if (isRemote && first === asked && nowMs < retryAtMs) break
      retryAtMs = Number.POSITIVE_INFINITY
      asked = gate.isOpen(nowMs) ? first : undefined
      // Until the timer is set it may have opened: then it has to ring at once, and not never.
      if (nowMs < gate.opensAtMs) retryAtMs = gate.opensAtMs
      isSettled = asked !== undefined && ask(asked, nowMs)
      if (isSettled === false && asked !== undefined) isSettled = overtake(asked, nowMs)
    }
    if (isSettled === undefined) return
    isDeciding = false
    arm()
  }

  /** Now, or 0 where no decision depends on it: reading the clock is the dearest part of one (bench/queue). */
  function time(): number {
    return isTimed || queue.isMixed || rates.isLimited || gate.opensAtMs > 0 ? clock.monotonic() : 0
  }

  /** Whether that settled the waiter, one way or the other. `undefined` while the store thinks; then it goes on by itself. */
  function ask(waiter: Waiter, nowMs: number): boolean | undefined {
    if (!rates.isLimited) return start(waiter, undefined, nowMs)
    const lease = usesLeases ? newId() : undefined
    const result = rates.take(waiter.cost, lease)
    isRemote = !('ok' in result)
    if ('ok' in result) return decide(waiter, result, lease, nowMs)
    const decideLater = (answer: TakeResult) => {
      const laterMs = clock.monotonic()
      if (waiter.isWaiting && gate.isOpen(laterMs)) {
        decide(waiter, answer, lease, laterMs)
        return
      }
      asked = undefined
      if (answer.ok) settle(correction(waiter.cost, { isUnsent: true }, refund) ?? nothing, lease)
    }
    result
      .then(decideLater, (error) => fail(waiter, error))
      .then(() => {
        isDeciding = false
        next()
      })
    return undefined
  }

  function decide(waiter: Waiter, result: TakeResult, lease: string | undefined, nowMs: number): boolean {
    if (result.ok) return start(waiter, lease, nowMs)
    const { waitMs, isImpossible } = result
    const isEndless = waitMs === Number.POSITIVE_INFINITY
    if (isImpossible || (!isEndless && nowMs + waitMs > waiter.untilMs)) {
      refuse(waiter, isImpossible ? 'never-fits' : 'wait-too-long', waitMs)
      return true
    }
    waiter.keptFromMs ??= nowMs + fairnessMs
    retryAtMs = Math.min(retryAtMs, nowMs + (isEndless ? pollMs : waitMs))
    if (waiter === asked) refusedBy = result.index
    return false
  }

  /** Lets a smaller call start before one that has to wait for much, but not for ever. */
  function overtake(first: Waiter, nowMs: number): boolean | undefined {
    if (nowMs >= (first.keptFromMs ?? 0)) return false
    for (const other of queue.inOrder(nowMs)) {
      const isSettled = rates.isSmaller(other.cost, first.cost, refusedBy) ? ask(other, nowMs) : false
      if (isSettled !== false) return isSettled
    }
    return false
  }

  function start(waiter: Waiter, lease: string | undefined, startedMs: number): true {
    dismiss(waiter)
    queue.hadTurn(waiter.priority, startedMs)
    active++
    const round = gate.enter()
    let isReleased = false
    const ticket: Ticket = {
      release(outcome = {}) {
        if (isReleased) return
        isReleased = true
        const { congestion, isUnsent, isRefused, latencyMs } = outcome
        if (congestion !== undefined && concurrency.onSample !== undefined) {
          const endedMs = clock.monotonic()
          const inFlight = active
          concurrency.onSample({
            startedMs,
            endedMs,
            latencyMs: latencyMs ?? endedMs - startedMs,
            inFlight,
            congestion,
          })
        }
        active--
        const isGood = !isUnsent && !isRefused && (congestion ?? 'none') === 'none'
        gate.leave(round, { isGood, isLast: queue.size === 0 })
        const deltas = correction(waiter.cost, outcome, refund)
        if (deltas !== undefined || lease !== undefined) settle(deltas ?? nothing, lease)
        next()
      },
    }
    tell?.({ type: 'started', waitedMs: startedMs - waiter.sinceMs, active })
    if (waiter.resolve === undefined) waiter.early = ticket
    else waiter.resolve(ticket)
    return true
  }

  function settle(deltas: Amounts, lease: string | undefined): void {
    // There may be more than the store knew of when it refused.
    asked = undefined
    const settled = rates.settle(deltas, lease)
    if (isRemote) Promise.resolve(settled).catch((error) => tell?.({ type: 'store-failed', error }))
  }

  function fail(waiter: Waiter, error: unknown): void {
    if (!waiter.isWaiting) return
    dismiss(waiter)
    if (waiter.resolve === undefined) waiter.early = { error }
    else waiter.resolve(Promise.reject(error))
  }

  function dismiss(waiter: Waiter): void {
    waiter.isWaiting = false
    queue.remove(waiter)
    if (waiter.signal !== undefined) watch.remove(waiter.signal, waiter)
  }

  function refuse(waiter: Waiter, reason: RefusalReason, leastMs: number): void {
    fail(waiter, refusal(reason, leastMs, tell))
  }

  /** Sees to it that it goes on when time alone decides. There is no timer while nobody waits. */
  function arm(): void {
    if (queue.size === 0) alarm.clear()
    else alarm.set(active < concurrency.limit ? Math.min(queue.soonestMs, retryAtMs) : queue.soonestMs)
  }

  function onTime(): void {
    next()
    endWaits(clock.monotonic(), 'waited-too-long')
    arm()
  }

  function endWaits(nowMs: number, reason: RefusalReason): void {
    if (queue.soonestMs > nowMs) return
    for (const waiter of queue.ending(nowMs)) refuse(waiter, reason, waitMs(waiter.priority, nothing, waiter.cost))
    next()
  }

  /** For a call of this cost when all of its class and those before it are served, and so much more. */
  function waitMs(priority: Priority, more: Amounts, cost: Amounts): number {
    // Asked of every call that has to wait, and mostly there is nothing to reckon.
    if (!rates.isLimited && gate.opensAtMs === 0) return 0
    const ratesMs = rates.waitMs((dimension) => queue.costUpTo(priority, dimension) + (more[dimension] ?? 0), cost)
    return Math.max(ratesMs, Math.ceil(gate.opensAtMs - clock.monotonic()))
  }

  return {
    acquire(options) {
      const { signal, isAtHead = false } = options
      const sinceMs = clock.monotonic()
      const waiter = createWaiter(options, costOf(options.cost), sinceMs, maxWaitMs)
      signal?.throwIfAborted()
      queue.add(waiter, sinceMs, isAtHead)
      next()
      if (waiter.isWaiting) {
        const leastMs = waitMs(waiter.priority, nothing, waiter.cost)
        if (sinceMs + leastMs > waiter.untilMs) {
          refuse(waiter, leastMs < Number.POSITIVE_INFINITY ? 'wait-too-long' : 'never-fits', leastMs)
        } else if (queue.size > maxQueue && !isAtHead) refuse(waiter, 'queue-full', leastMs)
        arm()
      }
      const { early } = waiter
      if (early !== undefined) {
        if ('error' in early) throw early.error
        return early
      }
      tell?.({ type: 'queued', queued: queue.size })
      if (signal !== undefined) watch.add(signal, waiter)
      return new Promise((resolve) => {
        waiter.resolve = resolve
      })
    },
    waitMs: (cost) => waitMs(3, cost, cost),
    onGateClosed() {
      endWaits(gate.opensAtMs - 1, 'wait-too-long')
      arm()
    },
    get queued() {
      return queue.size
    },
    get active() {
      return active
    },
  }
}
