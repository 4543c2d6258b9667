import { type Clock, systemClock } from '../chat/clock.ts'
import { ChatError } from '../chat/errors.ts'
import { isProgress } from '../chat/event.ts'
import type { Policy } from '../chat/handler.ts'
import { limit } from './limit.ts'
import { type Watchdog, watched } from './watched.ts'

/** How long a reader may have to wait. Each may be switched off. */
export interface ClocksOptions {
  /** From the request to the headers of the reply, where a provider tells of both. @default 30_000 */
  headersMs?: number | false | undefined
  /** For the first content. Models that think need longer. @default 120_000 */
  firstTokenMs?: number | false | undefined
  /** Between one piece of content and the next. @default 60_000 */
  idleMs?: number | false | undefined
  /** For everything together. @default 600_000 */
  attemptMs?: number | false | undefined
  clock?: Clock | undefined
}

/** What the cause of a `timeout` holds. */
export interface TimeoutCause {
  readonly clock: 'headers' | 'first-token' | 'idle' | 'attempt' | 'call'
  /** Its limit; of `call`, how long this layer had until then. */
  readonly afterMs: number
}

const messages = {
  headers: 'The provider did not answer in time.',
  'first-token': 'The model did not begin to answer in time.',
  idle: 'The answer stopped coming.',
  attempt: 'The answer took too long.',
  call: 'The answer took too long.',
} as const satisfies Record<TimeoutCause['clock'], string>

/**
 * Bounds the time spent waiting for a handler, and only that: a reader who is slow trips no clock. Keep-alives, the start
 * of an answer, counts of tokens, notices and empty deltas do not pass for content. `context.deadline` is kept, too.
 *
 * The call then ends with `timeout`, its source is told by its signal, and nobody waits for it any more.
 *
 * @throws RangeError for an option out of range.
 */
export function clocks(options: ClocksOptions = {}): Policy {
  const { clock, ...limits } = resolve(options)
  return (next) => (request, context) => ({
    [Symbol.asyncIterator]: () =>
      watched({ next, request, context, clock, watchdog: createWatchdog(limits, context.deadline) }),
  })
}

/** The error of a clock that has run out. */
export function timeout(cause: TimeoutCause): ChatError {
  return new ChatError('timeout', messages[cause.clock], { cause })
}

interface Limits {
  readonly headersMs: number
  readonly firstTokenMs: number
  readonly idleMs: number
  readonly attemptMs: number
}

function createWatchdog(limits: Limits, deadline = Number.POSITIVE_INFINITY): Watchdog {
  const { headersMs, firstTokenMs, idleMs, attemptMs } = limits
  let current: TimeoutCause['clock'] = 'first-token'
  let afterMs = firstTokenMs
  let sinceMs = 0
  let headersAtMs = Number.POSITIVE_INFINITY

  return {
    event(event, waitedMs) {
      headersAtMs = Number.POSITIVE_INFINITY
      if (!isProgress(event)) return
      current = 'idle'
      afterMs = idleMs
      sinceMs = waitedMs
    },
    step(step, waitedMs) {
      headersAtMs = step === 'sent' ? waitedMs + headersMs : Number.POSITIVE_INFINITY
    },
    leftMs: (waitedMs, nowMs) =>
      Math.min(Math.min(sinceMs + afterMs, attemptMs, headersAtMs) - waitedMs, deadline - nowMs),
    error(waitedMs, nowMs) {
      if (nowMs >= deadline) return timeout({ clock: 'call', afterMs: waitedMs })
      if (waitedMs >= attemptMs) return timeout({ clock: 'attempt', afterMs: attemptMs })
      return timeout(waitedMs >= headersAtMs ? { clock: 'headers', afterMs: headersMs } : { clock: current, afterMs })
    },
  }
}

function resolve(options: ClocksOptions) {
  const { headersMs = 30_000, firstTokenMs = 120_000, idleMs = 60_000, attemptMs = 600_000 } = options
  return {
    headersMs: limit('clocks: headersMs', headersMs),
    firstTokenMs: limit('clocks: firstTokenMs', firstTokenMs),
    idleMs: limit('clocks: idleMs', idleMs),
    attemptMs: limit('clocks: attemptMs', attemptMs),
    clock: options.clock ?? systemClock,
  }
}
