/** A value, or the promise of one: what lies in memory is not worth a turn of the event loop. */
export type MaybePromise<Value> = Value | Promise<Value>

/** Counts what is used under keys: requests, tokens, calls in flight. Whoever runs several servers gives them a shared one. */
export interface CounterStore {
  /**
   * Counters that are always taken from together, all or nothing. Everybody who opens a key should give it the same rule.
   * One that is named twice is still one: its amounts are added up.
   *
   * @throws RangeError for a rule that no counter can follow.
   */
  open(counters: readonly Counter[]): CounterSet
}

/** One thing that is counted. */
export interface Counter {
  readonly key: string
  readonly rule: CounterRule
}

/** How a counter fills again. */
export type CounterRule = BucketRule | WindowRule | LeaseRule | BudgetRule

/** Full at first, and refilled all the time up to its capacity. */
export interface BucketRule {
  readonly type: 'bucket'
  readonly capacity: number
  readonly refillPerSecond: number
}

/** So much within a stretch of time, in milliseconds of the Unix epoch. The next stretch under the same key is another counter. */
export interface WindowRule {
  readonly type: 'window'
  readonly limit: number
  readonly startMs: number
  readonly endMs: number
}

/** So much at once. What is not given back is free again after `ttlMs`: whoever held it may have died. */
export interface LeaseRule {
  readonly type: 'lease'
  readonly limit: number
  readonly ttlMs: number
}

/**
 * So much to spend within a stretch of time. What is taken is only reserved, under the lease's name, until `settle` says what
 * was spent; a reservation that is neither settled nor renewed for `ttlMs` is free again: whoever held it may have died. What
 * is settled after that is spent all the same. Whole numbers, so that nothing is lost in sums.
 */
export interface BudgetRule {
  readonly type: 'budget'
  readonly limit: number
  /** From when to when, in milliseconds of the Unix epoch (the next stretch under the same key is another counter), or always the last so many milliseconds. */
  readonly span: { readonly startMs: number; readonly endMs: number } | { readonly lastMs: number }
  readonly ttlMs: number
}

/** Opened counters. Numbers are in the counters' order. */
export interface CounterSet {
  /** Takes from all, or changes nothing. Where a lease or a budget is among the counters, a name is given, a new one for every take. */
  take(amounts: readonly number[], lease?: string): MaybePromise<TakeResult>
  /**
   * Corrects what was taken: more (even into debt) or, below zero, less. A lease of that name ends; deltas say nothing of
   * leases. For a budget the number is not a difference, but what was spent; the reservation ends. What is no finite number
   * changes nothing, but ends leases and reservations.
   */
  settle(deltas: readonly number[], lease?: string): MaybePromise<void>
  /** Keeps a lease for another `ttlMs`. False if it has ended. */
  renew(lease: string): MaybePromise<boolean>
  /**
   * Lowers what is left to what another authority says is left. Never raises it, and leaves leases and budgets alone. What is no finite
   * number changes nothing.
   */
  clamp(levels: readonly (number | undefined)[]): MaybePromise<void>
  /** What is left in each; below zero while in debt. What is reserved of a budget is not left. */
  levels(): MaybePromise<readonly number[]>
  /** What was spent of each budget, without reservations; 0 for counters of other kinds. */
  spent(): MaybePromise<readonly number[]>
}

/** What became of a take. */
export type TakeResult = Taken | NotTaken

export interface Taken {
  readonly ok: true
}

export interface NotTaken {
  readonly ok: false
  /** When to ask again, in whole milliseconds; `Infinity` where only a release can help, or nothing. */
  readonly waitMs: number
  /** A budget that has too little left, if there is one: nobody waits for those. Else the counter that makes it wait longest. */
  readonly index: number
  /** It is more than the counter ever holds. */
  readonly isImpossible: boolean
}
