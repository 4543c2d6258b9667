// Over 250 lines: who may start, and what becomes of those who may not, is decided in one place.

import type { MaybePromise, Taken } from '../store/counter-store.ts'
import { createAlarm } from './alarm.ts'
import { correction, costOf, type TicketOutcome } from './call-cost.ts'
import type { Gate } from './gate.ts'
import { createLeases } from './leases.ts'
import type { RefusalReason } from './limiter-event.ts'
import type { LimiterSettings } from './limiter-options.ts'
import type { Amounts, Lacking } from './rates.ts'
import { refusal } from './refusal.ts'
import { dropReserved, keepReserved, refusalOf } from './reserved.ts'
import { createStoreAnswer } from './store-answer.ts'
import { storeFailure } from './store-failure.ts'
import { type AcquireOptions, createTicket, type Ticket, type TicketOwner } from './ticket.ts'
import { createWaiter, type Waiter } from './waiter.ts'
import { createWaitingQueue, type Priority } from './waiting-queue.ts'
import { createWaitingRoom } from './waiting-room.ts'

/** Decides which call may start, and when. */
export interface Admission {
  acquire(options: AcquireOptions): MaybePromise<Ticket>
  /** How long such a call would wait, as far as can be told. */
  waitMs(cost: Amounts): number
  /** Refuses those that cannot wait for the gate to open. */
  onGateClosed(): void
  /** Looks again who may start and whose wait is over. */
  wake(): void
  /** Whether a store elsewhere is being asked. */
  readonly isAsking: boolean
  readonly queued: number
  readonly active: number
}

// A store that others use too cannot tell when one of their calls ends.
const pollMs = 1_000
const nothing: Amounts = [0, 0, 0, 0]

export function createAdmission(settings: LimiterSettings, gate: Gate): Admission {
  const { clock, rates, concurrency, usesLeases, leaseMs, maxQueue, maxWaitMs, fairnessMs, tell } = settings
  const { onStoreError } = settings
  const queue = createWaitingQueue<Waiter>(fairnessMs)
  const room = createWaitingRoom(queue, next)
  const alarm = createAlarm(clock, onTime)
  const answer = createStoreAnswer(clock)
  const leases = createLeases({ clock, leaseMs, renew: rates.renew, onError: onStoreError })
  const owner: TicketOwner = {
    settings,
    gate,
    inFlight: () => active,
    isLast: () => queue.size === 0,
    onAccepted: next,
    onReleased,
  }
  const isTimed = tell !== undefined || concurrency.onSample !== undefined
  let active = 0
  // One decision at a time: a store elsewhere needs a while to make it.
  let isDeciding = false
  let isRemote = false
  let asked: Waiter | undefined
  /** The dimension of which there was too little for the one that was asked for. */
  let lacking = -1
  let retryAtMs = Number.POSITIVE_INFINITY

  /** Starts whoever may start. Called whenever that may have changed, so that a newcomer finds nothing to snatch. */
  function next(): void {
    if (isDeciding) {
      arm()
      return
    }
    isDeciding = true
    let isSettled: boolean | undefined = true
    try {
      while (isSettled && queue.size > 0 && active < concurrency.limit) isSettled = turn()
    } finally {
      if (isSettled !== undefined) isDeciding = false
    }
    arm()
  }

  /** As `ask`, for whoever is next. */
  function turn(): boolean | undefined {
    const nowMs = time()
    const first = queue.first(nowMs)
    // A store elsewhere has said for how long asking is in vain.
    if (isRemote && first === asked && nowMs < retryAtMs) return false
    retryAtMs = Number.POSITIVE_INFINITY
    asked = gate.isOpen(nowMs) ? first : undefined
    // Until the timer is set it may have opened: then it has to ring at once, and not never.
    if (nowMs < gate.opensAtMs) retryAtMs = gate.opensAtMs
    const isSettled = asked !== undefined && ask(asked, nowMs)
    return isSettled === false && asked !== undefined ? overtake(asked, nowMs) : isSettled
  }

  /** Now, or 0 where no decision depends on it: reading the clock is the dearest part of one (bench/queue). */
  function time(): number {
    return isTimed || queue.isMixed || rates.isLimited || gate.opensAtMs > 0 ? clock.monotonic() : 0
  }

  /** Whether that settled the waiter, one way or the other. `undefined` while the store thinks; then it goes on by itself. */
  function ask(waiter: Waiter, nowMs: number): boolean | undefined {
    const { reservation } = waiter
    if (!rates.isLimited && reservation === undefined) return start(waiter, undefined, nowMs)
    const lease = usesLeases || reservation !== undefined ? leases.newName() : undefined
    let result: MaybePromise<Taken | Lacking>
    try {
      result = rates.take(waiter.cost, lease, reservation)
    } catch (error) {
      room.fail(waiter, storeFailure(error))
      return true
    }
    isRemote = !('ok' in result)
    if ('ok' in result) return decide(waiter, result, lease, nowMs)
    const onAnswer = (later: Taken | Lacking) => {
      const laterMs = clock.monotonic()
      if (waiter.isWaiting && gate.isOpen(laterMs)) {
        decide(waiter, later, lease, laterMs)
        return
      }
      asked = undefined
      if (later.ok) giveBack(waiter, lease)
    }
    const onError = (error: unknown) => {
      room.fail(waiter, error)
      // The store may have done it all the same. It knows by the name whether there is anything to end.
      if (lease !== undefined) end(waiter, lease)
    }
    const onEnd = () => {
      isDeciding = false
      next()
    }
    answer.await(result, { onAnswer, onError, onEnd })
    return undefined
  }

  function decide(waiter: Waiter, result: Taken | Lacking, lease: string | undefined, nowMs: number): boolean {
    if (result.ok) return start(waiter, lease, nowMs)
    const { waitMs, isImpossible, dimension, overdrawn } = result
    const { reservation } = waiter
    if (reservation !== undefined && overdrawn >= 0) {
      room.fail(waiter, refusalOf(reservation, overdrawn, waitMs))
      return true
    }
    const isEndless = waitMs === Number.POSITIVE_INFINITY
    if (isImpossible || (!isEndless && nowMs + waitMs > waiter.untilMs)) {
      refuse(waiter, isImpossible ? 'never-fits' : 'wait-too-long', waitMs)
      return true
    }
    waiter.keptFromMs ??= nowMs + fairnessMs
    retryAtMs = Math.min(retryAtMs, nowMs + (isEndless ? pollMs : waitMs))
    if (waiter === asked) lacking = dimension
    return false
  }

  /** Lets a smaller call start before one that has to wait for much, but not for ever. */
  function overtake(first: Waiter, nowMs: number): boolean | undefined {
    if (nowMs >= (first.keptFromMs ?? 0)) return false
    for (const other of queue.inOrder(nowMs)) {
      const isSmaller = (other.cost[lacking] ?? 0) < (first.cost[lacking] ?? 0)
      const isSettled = isSmaller ? ask(other, nowMs) : false
      if (isSettled !== false) return isSettled
    }
    return false
  }

  function start(waiter: Waiter, lease: string | undefined, startedMs: number): true {
    const failure = lease === undefined ? undefined : keepReserved(waiter.reservation, lease)
    if (failure !== undefined) {
      room.fail(waiter, failure)
      giveBack(waiter, lease)
      return true
    }
    room.dismiss(waiter)
    queue.hadTurn(waiter.priority, startedMs)
    active++
    const ownLease = usesLeases ? lease : undefined
    if (ownLease !== undefined) leases.keep(ownLease, startedMs)
    const ticket = createTicket(owner, waiter.cost, ownLease, startedMs)
    tell?.({ type: 'started', waitedMs: startedMs - waiter.sinceMs, active })
    room.grant(waiter, ticket)
    return true
  }

  function onReleased(cost: Amounts, lease: string | undefined, outcome: TicketOutcome): void {
    active--
    if (lease !== undefined) leases.letGo(lease)
    const deltas = correction(cost, outcome, settings)
    if (deltas !== undefined || lease !== undefined) settle(deltas ?? nothing, lease)
    next()
  }

  /** All that was taken for somebody who makes no use of it. */
  function giveBack(waiter: Waiter, lease: string | undefined): void {
    settle(correction(waiter.cost, { isUnsent: true }, settings) ?? nothing, usesLeases ? lease : undefined)
    if (lease !== undefined) dropReserved(waiter.reservation, lease, onStoreError)
  }

  /** Its lease and its reservation, if there are any: a store changes nothing for a name that it does not know. */
  function end(waiter: Waiter, lease: string): void {
    if (usesLeases) settle(nothing, lease)
    dropReserved(waiter.reservation, lease, onStoreError)
  }

  function settle(deltas: Amounts, lease: string | undefined): void {
    // There may be more than the store knew of when it refused.
    asked = undefined
    rates.settle(deltas, lease)
  }

  function refuse(waiter: Waiter, reason: RefusalReason, leastMs: number): void {
    room.fail(waiter, refusal(reason, leastMs, tell))
  }

  /** Sees to it that it goes on when time alone decides. There is no timer while nobody waits. */
  function arm(nowMs?: number): void {
    if (queue.size === 0) {
      alarm.clear()
      return
    }
    // While the store thinks nobody else can start.
    const startMs = !isDeciding && active < concurrency.limit ? retryAtMs : Number.POSITIVE_INFINITY
    alarm.set(Math.min(queue.soonestMs, answer.untilMs ?? startMs), nowMs)
  }

  function onTime(): void {
    answer.giveUp(clock.monotonic())
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
      const sinceMs = clock.monotonic()
      const waiter = createWaiter(options, costOf(options.cost), sinceMs, maxWaitMs)
      waiter.signal?.throwIfAborted()
      queue.add(waiter, sinceMs)
      next()
      if (waiter.isWaiting) {
        const leastMs = waitMs(waiter.priority, nothing, waiter.cost)
        if (sinceMs + leastMs > waiter.untilMs) {
          refuse(waiter, leastMs < Number.POSITIVE_INFINITY ? 'wait-too-long' : 'never-fits', leastMs)
        } else if (queue.size > maxQueue && !waiter.isAtHead) {
          const last = queue.lastBelow(waiter.priority) ?? waiter
          // As long as the first one has waited: so long the queue takes where only other calls' endings can tell.
          const queueMs = Math.ceil(sinceMs - (queue.first(sinceMs)?.sinceMs ?? sinceMs))
          refuse(last, 'queue-full', Math.max(waitMs(last.priority, nothing, last.cost), queueMs))
        }
        arm(sinceMs)
      }
      const leave = room.answerOf(waiter)
      // Not before: whoever is told may release or abort at once.
      if (waiter.isWaiting) tell?.({ type: 'queued', queued: queue.size })
      return leave
    },
    waitMs: (cost) => waitMs(3, cost, cost),
    wake() {
      // The timer may be that of a request that is over: another is set by the one that wakes.
      alarm.clear()
      leases.renewDue()
      onTime()
    },
    onGateClosed() {
      endWaits(gate.opensAtMs - 1, 'wait-too-long')
      arm()
    },
    get isAsking() {
      return isDeciding
    },
    get queued() {
      return queue.size
    },
    get active() {
      return active
    },
  }
}
