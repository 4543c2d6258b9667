import { ChatError } from '../chat/errors.ts'
import type { CallContext } from '../chat/handler.ts'
import type { CalendarUnit } from './calendar.ts'
import { amountOf, type OpenBudget } from './open-budget.ts'
import type { AskedModel } from './pricing.ts'

// What is reserved for calls that still run comes back when they end.
const soonMs = 1_000

const names: Readonly<Record<CalendarUnit, string>> = {
  '1m': 'minute',
  '1h': 'hour',
  '1d': 'day',
  '1w': 'week',
  '1mo': 'month',
}

interface Refused {
  readonly budget: OpenBudget
  /** What the call may cost. */
  readonly amount: number
  /** Until the budget's window ends, as the store says. */
  readonly waitMs: number
  /** What has been spent, where that is known. */
  readonly spent: number | undefined
  readonly asked: AskedModel
  readonly context: CallContext
  readonly nowMs: number
}

/** The error of a call that may cost more than is left, after whoever watches was told. */
export function overBudget({ budget, amount, waitMs, spent, asked, context, nowMs }: Refused): ChatError {
  const { limit, span } = budget
  const { per, unit } = limit
  const isTooDear = amount > limit.limit
  const isHeld = !isTooDear && spent !== undefined && spent + amount <= limit.limit
  const untilMs = waitMs < Number.POSITIVE_INFINITY ? waitMs : undefined
  const retryAfterMs = isTooDear ? undefined : isHeld ? soonMs : untilMs
  const { requestId, caller } = context
  const whole = amountOf(limit, limit.limit)
  const { target } = asked
  context.observe({
    type: 'budget-refused',
    requestId,
    callerId: caller.id,
    target,
    per,
    unit,
    limit: whole,
    retryAfterMs,
  })
  return new ChatError('over-budget', sentence(), {
    retryAfterMs,
    requestId,
    cause: { reason: 'budget', per, unit, limit: whole, needed: amountOf(limit, amount), resetsAt: span?.endMs },
  })

  function sentence(): string {
    // How much others may spend together is not for everybody to know.
    const what = per === 'caller' ? `The budget of ${whole} ${unit} for this ${names[limit.window]}` : 'The budget'
    if (isTooDear) return `${what} is smaller than what this may cost.`
    if (isHeld) return `${what} is reserved for answers that are still being written.`
    const until = span === undefined || retryAfterMs === undefined ? '' : ` until ${isoTime(nowMs + retryAfterMs)}`
    // Something may be left: less than this call may cost.
    const isEmpty = spent !== undefined && spent >= limit.limit
    return `${what} ${isEmpty ? 'is used up' : 'has too little left for this'}${until}.`
  }
}

function isoTime(ms: number): string {
  return new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z')
}
