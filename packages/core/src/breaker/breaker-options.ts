import { type Clock, systemClock } from '../chat/clock.ts'
import { isChatError } from '../chat/errors.ts'
import type { BreakerChange } from './breaker-state.ts'
import type { CallCounts } from './breaker-window.ts'

/** When too many of the recent calls have failed. */
export interface BreakerRatio {
  /** The share of failures that opens, from 0.01 to 1. @default 0.5 */
  share?: number | undefined
  /** Fewer calls than this tell nothing. @default 10 */
  minCalls?: number | undefined
  /** How far back calls count. @default 30_000 */
  windowMs?: number | undefined
}

export interface BreakerOptions {
  /** Failures in a row that open it. @default 5 */
  consecutive?: number | false | undefined
  /** The share of failures that opens it. */
  ratio?: BreakerRatio | false | undefined
  /** How long it stays open the first time; twice as long after each probe that fails. Varied by a fifth either way. @default 5_000 */
  openMs?: number | undefined
  /** The longest `openMs` can grow, before it is varied. @default 20_000, or `openMs` if that is longer */
  maxOpenMs?: number | undefined
  /** Calls that may try it at once when it is half-open. @default 1 */
  probes?: number | undefined
  /** Probes that must succeed, one after another, to close it. @default 2 */
  successes?: number | undefined
  /** A probe that has not ended by then has failed. @default 60_000 */
  probeTimeoutMs?: number | undefined
  /** What `run` does while it is open: throw at once, or wait until a call may be tried. @default 'fail' */
  whenOpen?: 'fail' | 'wait' | undefined
  /**
   * Whether an error of `run` speaks against the provider; one that does not is as if the call had never been made. An
   * abort is never asked about. By default: `server`, `overloaded`, `network`, `timeout`, `interrupted`, and what is no
   * `ChatError`.
   */
  isFailure?: ((error: unknown) => boolean) | undefined
  /** Told of every change. What it throws is ignored. */
  onChange?: ((change: BreakerChange) => void) | undefined
  clock?: Clock | undefined
  /** Numbers in [0, 1), for the length of an opening. @default Math.random */
  random?: (() => number) | undefined
}

const dayMs = 86_400_000
const failureCodes: readonly string[] = ['server', 'overloaded', 'network', 'timeout', 'interrupted']

/** The options of a breaker, with their defaults and checked. */
export interface BreakerSettings {
  readonly isTripped: (inARow: number, total: CallCounts) => boolean
  readonly windowMs: number
  readonly openMs: number
  readonly maxOpenMs: number
  readonly probes: number
  readonly successes: number
  readonly probeTimeoutMs: number
  readonly isFailure: (error: unknown) => boolean
  readonly onChange: ((change: BreakerChange) => void) | undefined
  readonly clock: Clock
  readonly random: () => number
}

/** Fills in the defaults and refuses what makes no sense. */
export function resolveBreakerOptions(options: BreakerOptions): BreakerSettings {
  const { consecutive = 5, ratio, openMs = 5_000, maxOpenMs = Math.max(20_000, openMs), probes = 1 } = options
  const { successes = 2, probeTimeoutMs = 60_000, isFailure = isProvidersFailure, onChange } = options
  const { share = 0.5, minCalls = 10, windowMs = 30_000 } = ratio || {}
  const { whenOpen = 'fail' } = options
  if (whenOpen !== 'fail' && whenOpen !== 'wait') {
    throw new RangeError(`createBreaker: whenOpen must be fail or wait, got ${whenOpen}`)
  }
  if (consecutive !== false) checkCount({ consecutive })
  checkCount({ probes, successes, 'ratio.minCalls': minCalls })
  checkRange({ 'ratio.share': share }, 0.01, 1)
  checkRange({ 'ratio.windowMs': windowMs }, 10)
  checkRange({ openMs, probeTimeoutMs }, 1)
  checkRange({ maxOpenMs }, openMs)
  return {
    isTripped: (inARow, { calls, failures }) =>
      (consecutive !== false && inARow >= consecutive) ||
      (ratio !== false && calls >= minCalls && failures >= share * calls),
    windowMs,
    openMs,
    maxOpenMs,
    probes,
    successes,
    probeTimeoutMs,
    isFailure,
    onChange: onChange && shielded(onChange),
    clock: options.clock ?? systemClock,
    random: options.random ?? Math.random,
  }
}

function shielded(onChange: (change: BreakerChange) => unknown): (change: BreakerChange) => void {
  return (change) => {
    try {
      const told = onChange(change)
      if (told instanceof Promise) told.catch(() => {})
    } catch {
      // Whoever watches may not break the call, and there is nobody to tell.
    }
  }
}

function isProvidersFailure(error: unknown): boolean {
  if (isChatError(error)) return failureCodes.includes(error.code)
  return !(error instanceof Error && error.name === 'AbortError')
}

function checkCount(counts: Record<string, number>): void {
  checkRange(counts, 1, 1_000_000, Number.isInteger)
}

function checkRange(
  values: Record<string, number>,
  min: number,
  max = dayMs,
  isRight: (value: number) => boolean = Number.isFinite,
): void {
  for (const [name, value] of Object.entries(values)) {
    if (isRight(value) && value >= min && value <= max) continue
    const kind = isRight === Number.isInteger ? 'an integer' : 'a number'
    throw new RangeError(`createBreaker: ${name} must be ${kind} from ${min} to ${max}, got ${value}`)
  }
}
