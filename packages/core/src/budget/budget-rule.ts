import type { Currency } from '../chat/cost.ts'
import { toNanos } from '../chat/decimal.ts'
import type { BudgetThreshold } from '../chat/decision.ts'
import type { Caller } from '../chat/handler.ts'
import { isRecord } from '../chat/record.ts'
import { type CalendarUnit, createCalendar, type Span } from './calendar.ts'

/** How much may be spent in a stretch of time, and by whom. */
export interface Budget {
  /** Whose it is: each caller's own, each value's of a tag (`tag:team`), each target's, or everybody's together. */
  per: 'caller' | 'model' | 'all' | `tag:${string}`
  /** Money, as a decimal number such as `'5.00'`, with its `currency`. */
  amount?: string | undefined
  currency?: Currency | undefined
  /** Or tokens, of input and output together, instead of money. */
  tokens?: number | undefined
  /** A minute, an hour, a day, a week (from Monday) or a month. */
  window: CalendarUnit
  /** By whose clocks a window begins. @default 'UTC' */
  timeZone?: string | undefined
  /** Whether it is always the last minute … month (30 days) instead of the calendar's. @default false */
  rolling?: boolean | undefined
  /**
   * What becomes of calls that may cost more than is left: they are refused (`hard`), made all the same (`soft`), or go to the
   * next target in `order`, the last of which is asked in any case (`degrade`). @default 'hard'
   */
  mode?: 'hard' | 'soft' | 'degrade' | undefined
  /** The shares at which `onThreshold` is called, and a caller is told of its own. @default [0.5, 0.8, 1] */
  warnAt?: readonly number[] | undefined
  /** Told once of every share that is reached, by each process that sees it. What it throws is ignored. */
  onThreshold?: ((reached: BudgetThreshold) => void) | undefined
  /** What becomes of calls whose price is not known: a budget in money cannot count them. @default 'refuse' */
  unpriced?: 'refuse' | 'allow' | undefined
}

/** A budget that has been looked at. */
export interface BudgetLimit {
  readonly per: Budget['per']
  readonly unit: Currency | 'tokens'
  /** In billionths of the currency, or tokens. */
  readonly limit: number
  readonly window: CalendarUnit
  readonly mode: 'hard' | 'soft' | 'degrade'
  readonly warnAt: readonly number[]
  readonly onThreshold: Budget['onThreshold']
  readonly allowsUnpriced: boolean
  /** Which stretch of the calendar a moment lies in; `undefined` for one that rolls. */
  readonly calendar: ((atMs: number) => Span) | undefined
  readonly rollingMs: number
  /** What comes before the owner in the key of its counter. */
  readonly prefix: string
  /** Whose share of it a call falls under; `undefined` if it is nobody's of these. */
  ownerOf(caller: Caller, target: string): string | undefined
}

const windowsMs: Readonly<Record<CalendarUnit, number>> = {
  '1m': 60_000,
  '1h': 3_600_000,
  '1d': 86_400_000,
  '1w': 604_800_000,
  '1mo': 2_592_000_000,
}
const modes = ['hard', 'soft', 'degrade'] as const

/** @throws RangeError for a budget of nothing, or of what makes no sense. */
export function toBudgetLimit(budget: Budget, index: number): BudgetLimit {
  const name = `budget[${index}]`
  if (!isRecord(budget)) throw new RangeError(`${name} must be an object, got ${budget}`)
  const { per, mode = 'hard', unpriced = 'refuse', rolling = false, timeZone } = budget
  if (per !== 'caller' && per !== 'model' && per !== 'all' && !/^tag:.+/.test(per)) {
    throw new RangeError(`${name}.per must be 'caller', 'model', 'all' or 'tag:' and a name, got ${per}`)
  }
  if (!Object.hasOwn(windowsMs, budget.window)) {
    throw new RangeError(`${name}.window must be '1m', '1h', '1d', '1w' or '1mo', got ${budget.window}`)
  }
  if (!modes.includes(mode)) throw new RangeError(`${name}.mode must be 'hard', 'soft' or 'degrade', got ${mode}`)
  if (unpriced !== 'refuse' && unpriced !== 'allow') {
    throw new RangeError(`${name}.unpriced must be 'refuse' or 'allow', got ${unpriced}`)
  }
  if (rolling && timeZone !== undefined) throw new RangeError(`${name}: one that is rolling has no timeZone`)
  if (typeof rolling !== 'boolean') throw new RangeError(`${name}.rolling must be true or false, got ${rolling}`)
  const { onThreshold } = budget
  if (onThreshold !== undefined && typeof onThreshold !== 'function') {
    throw new RangeError(`${name}.onThreshold must be a function, got ${onThreshold}`)
  }
  const shares: unknown = budget.warnAt ?? [0.5, 0.8, 1]
  if (!Array.isArray(shares)) throw new RangeError(`${name}.warnAt must be a list of shares, got ${shares}`)
  const warnAt: readonly number[] = [...shares].sort((one, other) => one - other)
  const wrong = warnAt.find((share) => !(share > 0 && share <= 1))
  if (wrong !== undefined) throw new RangeError(`${name}.warnAt must be shares above 0 and up to 1, got ${wrong}`)
  const { unit, limit } = limitOf(budget, name)
  return {
    per,
    unit,
    limit,
    window: budget.window,
    mode,
    warnAt,
    onThreshold,
    allowsUnpriced: unpriced === 'allow',
    calendar: rolling ? undefined : createCalendar(budget.window, timeZone ?? 'UTC', name),
    rollingMs: windowsMs[budget.window],
    // Without the limit, so that a budget that is raised goes on from what was spent.
    prefix: `budget:${unit}:${rolling ? 'last' : (timeZone ?? 'UTC')}:${budget.window}:${mode === 'hard' ? '' : mode}`,
    ownerOf: ownerOf(per),
  }
}

function limitOf({ amount, currency, tokens }: Budget, name: string): Pick<BudgetLimit, 'unit' | 'limit'> {
  if ((amount === undefined) === (tokens === undefined)) {
    throw new RangeError(`${name} must limit either an amount of money or tokens`)
  }
  if (tokens !== undefined) {
    if (currency !== undefined) throw new RangeError(`${name}: tokens have no currency`)
    if (Number.isSafeInteger(tokens) && tokens >= 1) return { unit: 'tokens', limit: tokens }
    throw new RangeError(`${name}.tokens must be a positive integer, got ${tokens}`)
  }
  if (currency !== 'CNY' && currency !== 'USD') {
    throw new RangeError(`${name}.currency must be 'CNY' or 'USD', got ${currency}`)
  }
  const nanos = typeof amount === 'string' ? toNanos(amount) : undefined
  if (nanos !== undefined && nanos > 0n && nanos <= Number.MAX_SAFE_INTEGER) {
    return { unit: currency, limit: Number(nanos) }
  }
  throw new RangeError(`${name}.amount must be a decimal number such as '5.00', at most 9007199, got ${amount}`)
}

function ownerOf(per: Budget['per']): BudgetLimit['ownerOf'] {
  if (per === 'all') return () => ''
  if (per === 'caller') return ({ id }) => id
  if (per === 'model') return (_, target) => target
  const tag = per.slice('tag:'.length)
  return ({ tags = {} }) => (Object.hasOwn(tags, tag) ? tags[tag] : undefined)
}
