import { type Clock, systemClock } from '../chat/clock.ts'
import { ChatError, type ChatErrorCode, isChatError } from '../chat/errors.ts'
import type { ChatEvent } from '../chat/event.ts'
import type { CallContext, Handler } from '../chat/handler.ts'
import { intercept } from '../chat/tap.ts'
import type { Lane, LaneActivity } from './lane.ts'
import { createLaneHealth, isRefusal, type LaneCall, type LaneHealth } from './lane-health.ts'

export interface LanesOptions {
  /** @default 'round-robin' */
  choose?: 'round-robin' | 'least-used' | undefined
  /** Told when a lane is left alone for a while. */
  onBench?: ((lane: string, bench: { readonly code: ChatErrorCode; readonly forMs: number }) => void) | undefined
  clock?: Clock | undefined
}

/** Several ways to one target. */
export interface Lanes {
  readonly handler: Handler
  activity(): readonly LaneActivity[]
}

interface LaneState extends Lane {
  readonly weight: number
  readonly order: number
  readonly health: LaneHealth
  active: number
  calls: number
  failures: number
  /** What it is owed, for a fair rotation among different weights. */
  credit: number
}

/**
 * Spreads calls over lanes. One whose credential is refused, used up or asked too much is benched, and the call goes on
 * with the next one at once, as long as nothing has been answered.
 *
 * The handler throws what the last lane was refused with; with all of them benched, why, and when the first one comes back.
 *
 * @throws RangeError without lanes, or for a weight or order that is no number.
 */
export function createLanes(lanes: readonly Lane[], options: LanesOptions = {}): Lanes {
  const { choose = 'round-robin', clock = systemClock } = options
  const states = lanes.map((lane) => toState(lane, clock))
  if (states.length === 0) throw new RangeError('createLanes: there must be at least one lane')
  const [only] = states
  const next = choose === 'least-used' ? leastUsed : nextInTurn

  /** The lanes that failed in a call. One that is repeated comes with the same context, and is to go another way. */
  const failed = new WeakMap<CallContext, Set<LaneState>>()

  function remember(context: CallContext, state: LaneState): void {
    const known = failed.get(context)
    if (known === undefined) failed.set(context, new Set([state]))
    else known.add(state)
  }

  const asking = (state: LaneState, call: LaneCall) =>
    intercept((_, context) => {
      let isAccepted = false
      state.active++
      state.calls++
      return {
        event(event) {
          // A call that waits has not been answered yet.
          if (!isAccepted && event.type !== 'notice') {
            call.accepted()
            isAccepted = true
          }
          return event
        },
        end(outcome, error) {
          state.active--
          if (outcome === 'failed') {
            state.failures++
            remember(context, state)
          }
          if (!isChatError(error) || !speaksAgainst(state, error)) return call.undecided()
          call.refused(error)
          const bench = state.health.benched()
          if (bench !== undefined && states.length > 1) options.onBench?.(state.name, bench)
        },
      }
    })(state.handler)

  function pick(tried: ReadonlySet<LaneState>, context: CallContext): LaneState | undefined {
    // There is no other to turn to, and to ask is the only way to learn that it works again.
    if (states.length === 1) return tried.size === 0 ? only : undefined
    const fit = states.filter((state) => !tried.has(state) && state.health.isFit())
    const open = preferred(soonest(fit), context)
    const order = Math.min(...open.map((state) => state.order))
    return next(open.filter((state) => state.order === order))
  }

  /** Those that have not failed in this call, whatever their order, as long as there are any. */
  function preferred(fit: readonly LaneState[], context: CallContext): readonly LaneState[] {
    const known = failed.get(context)
    const others = known === undefined ? fit : fit.filter((state) => !known.has(state))
    return others.length > 0 ? others : fit
  }

  return {
    handler: (request, context) => {
      const tried = new Set<LaneState>()
      let current: AsyncIterator<ChatEvent> | undefined
      let refusal: ChatError | undefined
      let hasBegun = false
      let isOver = false

      function open(): AsyncIterator<ChatEvent> {
        const state = pick(tried, context)
        if (state === undefined) throw refusal ?? allBenched(states)
        tried.add(state)
        return asking(state, state.health.begin())(request, context)[Symbol.asyncIterator]()
      }

      /** Reads until a lane has answered. Notices pass: they are no answer. */
      async function begin(): Promise<IteratorResult<ChatEvent>> {
        for (;;) {
          current ??= open()
          try {
            const result = await current.next()
            hasBegun = result.done === true || result.value.type !== 'notice'
            return result
          } catch (error) {
            const mayGoOn = !isOver && !context.signal.aborted
            if (!mayGoOn || !isChatError(error) || !isWorthAnother(error)) throw error
            refusal = error
            current = undefined
          }
        }
      }
      return {
        [Symbol.asyncIterator]: () => ({
          next() {
            if (hasBegun && current !== undefined) return current.next()
            return isOver ? Promise.resolve({ done: true, value: undefined }) : begin()
          },
          async return() {
            isOver = true
            await current?.return?.()
            return { done: true, value: undefined }
          },
        }),
      }
    },
    activity: () =>
      states.map(({ name, active, calls, failures, health }) => ({
        name,
        active,
        calls,
        failures,
        // The only one is used in any case.
        benched: states.length === 1 ? undefined : health.benched(),
      })),
  }
}

/** A lane that keeps its own pace is not benched for having been asked too much. */
function speaksAgainst(lane: Lane, error: ChatError): boolean {
  return isRefusal(error) && (error.code !== 'rate-limited' || lane.waitMs === undefined)
}

/** Whether the next lane is asked at once. An open circuit has cost nothing. */
function isWorthAnother(error: ChatError): boolean {
  return isRefusal(error) || error.code === 'circuit-open'
}

function toState(lane: Lane, clock: Clock): LaneState {
  const { order = 0, weight = 1 } = lane
  if (!Number.isFinite(order)) throw new RangeError(`createLanes: order must be a number, got ${order}`)
  if (!(weight > 0 && weight < Number.POSITIVE_INFINITY)) {
    throw new RangeError(`createLanes: weight must be a positive number, got ${weight}`)
  }
  return { ...lane, order, weight, health: createLaneHealth(clock), active: 0, calls: 0, failures: 0, credit: 0 }
}

/**
 * The free ones. Where every way is blocked for the moment, the first to open, and those of which nobody can tell: there
 * the call waits or fails.
 */
function soonest(fit: readonly LaneState[]): readonly LaneState[] {
  const ways = fit.map((state) => ({ state, waitMs: state.waitMs === undefined ? 0 : state.waitMs() }))
  const leastMs = Math.min(...ways.map(({ waitMs = Number.POSITIVE_INFINITY }) => waitMs))
  return ways
    .filter(({ waitMs }) => waitMs === leastMs || (waitMs === undefined && leastMs > 0))
    .map(({ state }) => state)
}

/** Each in its turn, in proportion to its weight and without runs of the heaviest. */
function nextInTurn(fit: readonly LaneState[]): LaneState | undefined {
  const total = fit.reduce((sum, { weight }) => sum + weight, 0)
  for (const state of fit) state.credit += state.weight
  const chosen = fit.reduce<LaneState | undefined>(
    (best, state) => (best === undefined || state.credit > best.credit ? state : best),
    undefined,
  )
  if (chosen !== undefined) chosen.credit -= total
  return chosen
}

/** The one with the fewest calls in flight for its weight; equals take turns. */
function leastUsed(fit: readonly LaneState[]): LaneState | undefined {
  const loadOf = ({ active, weight }: LaneState) => active / weight
  const least = Math.min(...fit.map(loadOf))
  return nextInTurn(fit.filter((state) => loadOf(state) === least))
}

function allBenched(states: readonly LaneState[]): ChatError {
  const benched = states.flatMap(({ name, health }) => {
    const bench = health.benched()
    return bench === undefined ? [] : [{ name, ...bench }]
  })
  const first = benched.toSorted((left, right) => left.forMs - right.forMs)[0]
  const cause = { benched }
  // Every lane that is not benched is just being tried by another call.
  if (first === undefined) return new ChatError('overloaded', 'The provider is not available at the moment.', { cause })
  const message = 'The provider is not available at the moment.'
  return new ChatError(first.code, message, { cause, retryAfterMs: Math.ceil(first.forMs) })
}
