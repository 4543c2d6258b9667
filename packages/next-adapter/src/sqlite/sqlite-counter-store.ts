// Over 150 lines: what a take checks and what it changes has to be seen side by side.

import {
  type Clock,
  type Counter,
  type CounterSet,
  type CounterStore,
  counterCapacity,
  type NotTaken,
  systemClock,
  type TakeResult,
} from '@sluice/core'
import { checkedInteger, checkedPath } from './check-options.ts'
import { type CounterState, hasLeft, leftOf, use, waitFor } from './counter-arithmetic.ts'
import { createCounterRows, startOf } from './counter-rows.ts'
import { openDatabase, transact } from './open-database.ts'
import { sqliteFailure, toSqliteFailure } from './sqlite-failure.ts'

export interface SqliteCounterStoreOptions {
  /** The file; made if it is not there. It may be the ledger's. `:memory:` for one that ends with the process. */
  path: string
  /** How long to wait for another process that is writing, in milliseconds. It blocks this one meanwhile. @default 1000 */
  busyMs?: number | undefined
  /** Its wall time is used: processes share no other. */
  clock?: Clock | undefined
}

/** A counter store with a file. */
export interface SqliteCounterStore extends CounterStore {
  close(): void
}

const takesPerSweep = 64
const taken: TakeResult = { ok: true }

/**
 * Counts in a file of SQLite, for several processes on one machine. It answers at once, without promises.
 *
 * @throws SqliteFailure that names the path, where the file cannot be used.
 * @throws RangeError for an option that makes no sense.
 */
export function createSqliteCounterStore(options: SqliteCounterStoreOptions): SqliteCounterStore {
  const { path, busyMs, clock } = resolve(options)
  const database = openDatabase({ path, busyMs, isDurable: false })
  const rows = createCounterRows(database)
  let isClosed = false
  let takes = 0

  function atOnce<Result>(act: (nowMs: number) => Result): Result {
    if (isClosed) throw sqliteFailure('closed', path)
    try {
      // The time is asked for once the file is ours: whoever waited for it would come with one that is past.
      return transact(database, () => act(clock.now()))
    } catch (error) {
      throw toSqliteFailure(error, path)
    }
  }

  function open(counters: readonly Counter[]): CounterSet {
    for (const { rule } of counters) counterCapacity(rule)
    const hasLeases = counters.some(({ rule }) => rule.type === 'lease' || rule.type === 'budget')
    // One that is named twice is still one.
    const firsts = counters.map(({ key, rule }) =>
      counters.findIndex(
        (other) => other.key === key && other.rule.type === rule.type && startOf(other.rule) === startOf(rule),
      ),
    )

    function load(nowMs: number): readonly CounterState[] {
      const states: CounterState[] = []
      for (const [index, counter] of counters.entries()) {
        states.push(states[firsts[index] ?? index] ?? rows.load(counter, nowMs))
      }
      return states
    }

    /** What is needed of each, told of the first of those that are one. */
    function addUp(amounts: readonly number[]): readonly number[] {
      const needs = amounts.map(() => 0)
      for (const [index, first] of firsts.entries()) needs[first] = (needs[first] ?? 0) + (amounts[index] ?? 0)
      return needs
    }

    /** Does something with each counter and its number, and keeps what became of it. */
    function each(
      numbers: readonly (number | undefined)[],
      act: (state: CounterState, number: number, nowMs: number) => void,
    ): void {
      check(counters, numbers, () => true)
      atOnce((nowMs) => {
        for (const [index, counter] of counters.entries()) {
          const state = rows.load(counter, nowMs)
          act(state, numbers[index] ?? Number.POSITIVE_INFINITY, nowMs)
          rows.save(state, nowMs)
        }
      })
    }

    function refuse(states: readonly CounterState[], amounts: readonly number[], nowMs: number): NotTaken {
      const lacking = states.flatMap((state, index): (NotTaken & { isBudget: boolean })[] => {
        const amount = amounts[index] ?? 0
        if (hasLeft(state, amount)) return []
        const isBudget = state.rule.type === 'budget'
        const waitMs = waitFor(state, amount, nowMs, isBudget ? rows.parts(state) : [])
        return [{ ok: false, waitMs, index, isImpossible: amount > state.capacity, isBudget }]
      })
      // Nobody waits for a budget, so that one goes before all others.
      const budgets = lacking.filter(({ isBudget }) => isBudget)
      const [first, ...others] = budgets.length > 0 ? budgets : lacking
      const { waitMs, index, isImpossible } = others.reduce(
        (longest, other) => (other.waitMs > longest.waitMs || other.isImpossible ? other : longest),
        first ?? { waitMs: 0, index: 0, isImpossible: false },
      )
      return { ok: false, waitMs, index, isImpossible }
    }

    return {
      take(amounts, lease) {
        check(counters, amounts, (amount) => amount !== undefined && amount >= 0)
        return atOnce((nowMs) => {
          if (takes++ % takesPerSweep === 0) rows.sweep(nowMs)
          const states = load(nowMs)
          if (hasLeases && (lease === undefined || states.some((state) => rows.isHolder(state, lease)))) {
            throw new RangeError(`CounterSet: a lease needs a name of its own, got ${lease}`)
          }
          const needs = addUp(amounts)
          if (!states.every((state, index) => hasLeft(state, needs[index] ?? 0))) return refuse(states, needs, nowMs)
          for (const [index, state] of states.entries()) {
            if (firsts[index] !== index) continue
            const { rule } = state
            const amount = needs[index] ?? 0
            if (rule.type === 'bucket' || rule.type === 'window') use(state, amount)
            else if (lease !== undefined) rows.hold(state, lease, amount, nowMs + rule.ttlMs)
            rows.save(state, nowMs)
          }
          return taken
        })
      },
      settle(deltas, lease) {
        each(deltas, (state, delta, nowMs) => {
          const { type } = state.rule
          if ((type === 'lease' || type === 'budget') && lease !== undefined) rows.release(state, lease)
          if (type === 'lease' || !Number.isFinite(delta) || delta === 0) return
          if (type === 'budget') rows.spend(state, delta, nowMs)
          else use(state, delta)
        })
      },
      renew(lease) {
        return atOnce((nowMs) => {
          const renewed = load(nowMs).filter((state) => {
            const { rule } = state
            if (rule.type !== 'lease' && rule.type !== 'budget') return false
            const wasHeld = rows.renew(state, lease, nowMs + rule.ttlMs)
            rows.save(state, nowMs)
            return wasHeld
          })
          return renewed.length > 0
        })
      },
      clamp(levels) {
        each(levels, (state, level) => {
          if (state.rule.type === 'lease' || state.rule.type === 'budget' || !Number.isFinite(level)) return
          use(state, Math.max(0, leftOf(state) - level))
        })
      },
      levels: () => atOnce((nowMs) => load(nowMs).map(leftOf)),
      spent: () => atOnce((nowMs) => load(nowMs).map(({ rule, value }) => (rule.type === 'budget' ? value : 0))),
    }
  }

  return {
    open,
    close() {
      if (isClosed) return
      isClosed = true
      database.close()
    },
  }
}

function check(
  counters: readonly Counter[],
  numbers: readonly (number | undefined)[],
  isFit: (number: number | undefined) => boolean,
): void {
  if (numbers.length === counters.length && numbers.every(isFit)) return
  throw new RangeError(`CounterSet: needs a number for each of ${counters.length} counters, got ${numbers}`)
}

function resolve(options: SqliteCounterStoreOptions) {
  const name = 'createSqliteCounterStore'
  return {
    path: checkedPath(name, options.path),
    busyMs: checkedInteger(`${name}: busyMs`, options.busyMs ?? 1_000, 0),
    clock: options.clock ?? systemClock,
  }
}
