import type { Clock } from '../chat/clock.ts'
import type { Policy } from '../chat/handler.ts'

/**
 * Says when a call must be over. Whatever waits inside keeps to it: queue, repetition, circuit, clocks. A deadline that the
 * call has already is kept if it is earlier.
 */
export function untilDeadline({ callMs, clock }: { callMs: number; clock: Clock }): Policy {
  return (next) => (request, context) => ({
    [Symbol.asyncIterator]() {
      const deadline = Math.min(context.deadline ?? Number.POSITIVE_INFINITY, clock.monotonic() + callMs)
      return next(request, { ...context, deadline })[Symbol.asyncIterator]()
    },
  })
}
