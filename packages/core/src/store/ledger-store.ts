import type { Cost } from '../chat/cost.ts'
import type { Usage } from '../chat/event.ts'
import type { MaybePromise } from './counter-store.ts'
import type { UsageRecord } from './usage-record.ts'

/** Keeps usage records, and adds them up. */
export interface LedgerStore {
  /** Keeps records; one whose id is known already changes nothing. Resolves when they are safe: what was acknowledged is not lost. */
  append(records: readonly UsageRecord[]): MaybePromise<void>
  /** Adds up the records that fit, one sum for each group; a single one without `groupBy`. Groups in ascending order of their keys. */
  sum(query?: LedgerQuery): MaybePromise<readonly LedgerSum[]>
  /** The records that fit, the oldest first. Read bit by bit: there may be millions. */
  records(filter?: LedgerFilter): AsyncIterable<UsageRecord>
  /** Resolves when everything is safe; the store cannot be used afterwards. */
  close(): MaybePromise<void>
}

/** Which records. What is left out does not matter. */
export interface LedgerFilter {
  readonly caller?: string | undefined
  /** A tag with its value. */
  readonly tag?: { readonly name: string; readonly value: string } | undefined
  readonly model?: string | undefined
  readonly provider?: string | undefined
  readonly target?: string | undefined
  /** From here on, in milliseconds of the Unix epoch. */
  readonly from?: number | undefined
  /** Before this, in milliseconds of the Unix epoch. */
  readonly to?: number | undefined
}

export interface LedgerQuery extends LedgerFilter {
  /**
   * What makes a group: a field, a tag's value (`tag:team`), or a stretch of time in milliseconds (`{ windowMs }`, counted
   * from the Unix epoch). Records without that field or tag form a group of the key `''`.
   */
  readonly groupBy?: LedgerGroup | undefined
  /** Whether `durationMs` and `firstContentMs` are told: to order them takes longer than all the rest. @default true */
  readonly percentiles?: boolean | undefined
}

export type LedgerGroup =
  | 'caller'
  | 'model'
  | 'provider'
  | 'target'
  | 'outcome'
  | `tag:${string}`
  | { readonly windowMs: number }

/** A sum over records. */
export interface LedgerSum {
  /** The group: a name, or the beginning of the stretch of time as a decimal number. `''` without groups. */
  readonly key: string
  readonly calls: number
  /** Calls whose outcome is `failed`. */
  readonly failures: number
  /** Sums of every field that a record has; `estimated` if any is. */
  readonly usage: Usage
  /** Exact. A currency in which nothing was recorded is left out. */
  readonly cost: Cost
  /** Attempts whose price is not known. */
  readonly unpriced: number
  /** Of `durationMs`, nearest rank; `undefined` without calls, or if not asked for. */
  readonly durationMs: Percentiles | undefined
  /** Of `firstContentMs`, over the calls that have one. */
  readonly firstContentMs: Percentiles | undefined
}

export interface Percentiles {
  readonly p50: number
  readonly p95: number
  readonly p99: number
}
