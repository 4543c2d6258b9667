import type { Clock } from '../chat/clock.ts'
import { ChatError } from '../chat/errors.ts'
import { untilAborted } from '../chat/until-aborted.ts'
import type { MaybePromise } from '../store/counter-store.ts'

/** What bounds the wait for a store. */
export interface Bounds {
  readonly signal: AbortSignal
  readonly deadline?: number | undefined
  readonly clock: Clock
}

/**
 * What the store says, if it says so before an abort and in time: one elsewhere may never answer. What comes later is
 * handed to `discard`.
 */
export function answerOf<Value extends object>(
  answer: MaybePromise<Value>,
  bounds: Bounds,
  discard?: (value: Value) => void,
): MaybePromise<Value> {
  return answer instanceof Promise ? inTime(answer, bounds, discard) : answer
}

async function inTime<Value>(
  answer: Promise<Value>,
  { signal, deadline = Number.POSITIVE_INFINITY, clock }: Bounds,
  discard?: (value: Value) => void,
): Promise<Value> {
  if (deadline === Number.POSITIVE_INFINITY) return untilAborted(answer, signal, discard)
  const late = new AbortController()
  const afterMs = Math.max(0, deadline - clock.monotonic())
  const cancel = clock.after(afterMs, () => {
    late.abort(new ChatError('timeout', 'The answer took too long.', { cause: { clock: 'call', afterMs } }))
  })
  try {
    return await untilAborted(untilAborted(answer, late.signal, discard), signal, discard)
  } finally {
    cancel()
  }
}
