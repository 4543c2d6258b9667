import { type Clock, systemClock } from '../chat/clock.ts'
import type { Policy } from '../chat/handler.ts'
import { timeout } from './clocks.ts'
import { limit } from './limit.ts'
import { type Watchdog, watched } from './watched.ts'

export interface DeadlineOptions {
  /** For the whole call, with all its waits and repetitions; `false` leaves only what the context says. @default 600_000 */
  callMs?: number | false | undefined
  clock?: Clock | undefined
}

/**
 * Says when a call must be over: to all layers inside by `context.deadline`, and to the reader by a `timeout`. A deadline
 * that the context has already is kept if it is earlier.
 *
 * What has arrived by then is still handed to a reader who is slow.
 *
 * @throws RangeError for an option out of range.
 */
export function deadline(options: DeadlineOptions = {}): Policy {
  const { clock = systemClock } = options
  const callMs = limit('deadline: callMs', options.callMs ?? 600_000)
  return (next) => (request, context) => ({
    [Symbol.asyncIterator]() {
      const startMs = clock.monotonic()
      const untilMs = Math.min(context.deadline ?? Number.POSITIVE_INFINITY, startMs + callMs)
      const watchdog: Watchdog = {
        event() {},
        leftMs: (_, nowMs) => untilMs - nowMs,
        error: () => timeout({ clock: 'call', afterMs: Math.max(0, untilMs - startMs) }),
      }
      const inner = untilMs === Number.POSITIVE_INFINITY ? context : { ...context, deadline: untilMs }
      return watched({ next, request, context: inner, clock, watchdog })
    },
  })
}
