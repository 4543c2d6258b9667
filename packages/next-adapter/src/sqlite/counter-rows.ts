import type { Counter, CounterRule } from '@sluice/core'
import { type CounterState, createState, idleAt, type Part, partEnd, refill } from './counter-arithmetic.ts'
import type { Database, SqlRow } from './node-sqlite.ts'

/** Counters in their tables. All of it is called within a transaction. */
export interface CounterRows {
  /** The counter, brought up to date: leases and reservations whose time is up have ended, and old spending is forgotten. */
  load(counter: Counter, nowMs: number): CounterState
  save(state: CounterState, nowMs: number): void
  isHolder(state: CounterState, name: string): boolean
  hold(state: CounterState, name: string, amount: number, endsAtMs: number): void
  /** Whether it still held something. */
  renew(state: CounterState, name: string, endsAtMs: number): boolean
  release(state: CounterState, name: string): void
  /** Books what was spent of a budget. */
  spend(state: CounterState, amount: number, nowMs: number): void
  /** What a rolling budget will forget, the first to go first. */
  parts(state: CounterState): readonly Part[]
  /** Drops some of the counters of which nothing need be known any more. */
  sweep(nowMs: number): void
}

export function createCounterRows(database: Database): CounterRows {
  const find = database.prepare('SELECT id, value, held, at FROM counters WHERE kind = ? AND key = ? AND start = ?')
  const create = database.prepare(
    'INSERT INTO counters (kind, key, start, value, held, at, idleAt) VALUES (?, ?, ?, ?, 0, ?, ?)',
  )
  const update = database.prepare(
    "UPDATE counters SET value = ?, held = ?, at = ?, idleAt = max(?, iif(kind = 'bucket', 0, idleAt)) WHERE id = ?",
  )
  const drop = database.prepare(
    'DELETE FROM counters WHERE id IN (SELECT id FROM counters WHERE idleAt < ? LIMIT 1000)',
  )

  const findHolder = database.prepare('SELECT 1 FROM holders WHERE counter = ? AND name = ?')
  const addHolder = database.prepare(
    'INSERT INTO holders (counter, name, amount, endsAt) VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET amount = amount + excluded.amount',
  )
  const renewHolder = database.prepare('UPDATE holders SET endsAt = ? WHERE counter = ? AND name = ?')
  const endHolder = database.prepare('DELETE FROM holders WHERE counter = ? AND name = ? RETURNING amount')
  const endHolders = database.prepare('DELETE FROM holders WHERE counter = ? AND endsAt <= ? RETURNING amount')

  const findParts = database.prepare('SELECT until, amount FROM parts WHERE counter = ? ORDER BY until')
  const newestPart = database.prepare('SELECT max(until) AS until FROM parts WHERE counter = ?')
  const addPart = database.prepare(
    'INSERT INTO parts (counter, until, amount) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET amount = amount + excluded.amount',
  )
  const endParts = database.prepare('DELETE FROM parts WHERE counter = ? AND until <= ? RETURNING amount')

  function found(rule: CounterRule, row: SqlRow, nowMs: number): CounterState {
    const state = createState(Number(row.id), rule, nowMs)
    state.value = Number(row.value)
    state.held = Number(row.held)
    state.atMs = Number(row.at)
    return state
  }

  function save(state: CounterState, nowMs: number): void {
    const { id, value, held, atMs } = state
    update.run(value, held, atMs, idleAt(state, nowMs), id)
  }

  return {
    save,
    load({ key, rule }, nowMs) {
      const start = startOf(rule)
      const row = find.get(rule.type, key, start)
      if (row === undefined) {
        const fresh = createState(0, rule, nowMs)
        const { lastInsertRowid } = create.run(rule.type, key, start, fresh.value, nowMs, idleAt(fresh, nowMs))
        return { ...fresh, id: Number(lastInsertRowid) }
      }
      const state = found(rule, row, nowMs)
      // Kept at once: whoever asks while the clock catches up has to find the new time.
      const isSetBack = rule.type === 'bucket' && nowMs < state.atMs
      refill(state, nowMs)
      // A bucket that someone made smaller meanwhile is not fuller than it may be.
      if (rule.type === 'bucket') state.value = Math.min(state.value, state.capacity)
      const ended = rule.type === 'lease' || rule.type === 'budget' ? endHolders.all(state.id, nowMs) : []
      const forgotten = rule.type === 'budget' && 'lastMs' in rule.span ? endParts.all(state.id, nowMs) : []
      if (ended.length === 0 && forgotten.length === 0 && !isSetBack) return state
      state.held -= sum(ended)
      state.value -= sum(forgotten)
      save(state, nowMs)
      return state
    },
    isHolder: ({ id }, name) => findHolder.get(id, name) !== undefined,
    hold(state, name, amount, endsAtMs) {
      addHolder.run(state.id, name, amount, endsAtMs)
      state.held += amount
    },
    renew: ({ id }, name, endsAtMs) => Number(renewHolder.run(endsAtMs, id, name).changes) > 0,
    release(state, name) {
      state.held -= sum(endHolder.all(state.id, name))
    },
    spend(state, amount, nowMs) {
      state.value += amount
      const { rule } = state
      if (rule.type !== 'budget' || !('lastMs' in rule.span)) return
      // A clock that was set back adds to the newest part.
      const newest = Number(newestPart.get(state.id)?.until ?? 0)
      addPart.run(state.id, Math.max(newest, partEnd(rule.span.lastMs, nowMs)), amount)
    },
    parts: ({ id }) =>
      findParts.all(id).map(({ until, amount }) => ({ untilMs: Number(until), amount: Number(amount) })),
    sweep: (nowMs) => void drop.run(nowMs),
  }
}

/** When a counter's stretch of time begins: the next one under the same key is another counter. */
export function startOf(rule: CounterRule): number {
  if (rule.type === 'window') return rule.startMs
  return rule.type === 'budget' && 'startMs' in rule.span ? rule.span.startMs : 0
}

function sum(rows: readonly SqlRow[]): number {
  return rows.reduce((total, { amount }) => total + Number(amount), 0)
}
