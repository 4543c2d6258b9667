import type { ChatErrorCode } from '../chat/errors.ts'
import { isRecord } from '../chat/record.ts'
import type { CallCounts } from './breaker-window.ts'

/** Closed: calls pass. Open: they are refused. Half-open: a few are tried, to see whether it may close. */
export type BreakerPosition = 'closed' | 'open' | 'half-open'

/** What a breaker is doing, for dashboards. Times are milliseconds of the Unix epoch. */
export interface BreakerState extends CallCounts {
  readonly state: BreakerPosition
  readonly since: number
  /** What the last failure was that opened it: an error code, or the name of an error that has none. */
  readonly reason?: ChatErrorCode | (string & {}) | undefined
  /** When a call may be tried, while it is open. */
  readonly nextProbeAt?: number | undefined
}

/** A breaker has changed: what it is now, and what it was. */
export interface BreakerChange extends BreakerState {
  readonly from: BreakerPosition
}

/** What a breaker knows, as plain JSON: for processes that do not live long. */
export interface BreakerSnapshot {
  readonly state: BreakerPosition
  readonly since: number
  readonly reason?: string | undefined
  readonly nextProbeAt?: number | undefined
  /** Failures in a row. */
  readonly inARow: number
  /** How often it has opened since it was last closed. */
  readonly openings: number
  /** Probes that have succeeded since it was half-open. */
  readonly passed: number
  readonly recent: readonly (CallCounts & { readonly at: number })[]
}

/** Reads a snapshot; `undefined` if it is none. Single fields that make no sense are left out. */
export function parseBreakerSnapshot(value: unknown): BreakerSnapshot | undefined {
  if (!isRecord(value)) return undefined
  const { state, reason, inARow, openings, passed, recent } = value
  const since = numberOf(value.since)
  if ((state !== 'closed' && state !== 'open' && state !== 'half-open') || since === undefined) return undefined
  return {
    state,
    since,
    reason: typeof reason === 'string' ? reason : undefined,
    nextProbeAt: numberOf(value.nextProbeAt),
    inARow: countOf(inARow),
    openings: countOf(openings),
    passed: countOf(passed),
    recent: Array.isArray(recent) ? recent.flatMap(parsePart) : [],
  }
}

function parsePart(value: unknown): BreakerSnapshot['recent'] {
  if (!isRecord(value)) return []
  const at = numberOf(value.at)
  const calls = countOf(value.calls)
  return at === undefined ? [] : [{ at, calls, failures: Math.min(countOf(value.failures), calls) }]
}

function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined
}

function countOf(value: unknown): number {
  const count = numberOf(value) ?? 0
  return Number.isSafeInteger(count) ? Math.max(0, count) : 0
}
