// Over 150 lines: what a take checks and what it changes has to be seen side by side.

import { type Clock, systemClock } from '../chat/clock.ts'
import { addUp, firstsOf } from './counter-doubles.ts'
import type { Counter, CounterRule, CounterSet, CounterStore, NotTaken, TakeResult } from './counter-store.ts'
import {
  changeRule,
  createMemoryCounter,
  hasLeft,
  isHeld,
  type MemoryCounter,
  refill,
  renewLease,
  settleWith,
  takeFrom,
  waitFor,
} from './memory-counter.ts'

export interface MemoryCounterStoreOptions {
  /**
   * The most keys that are kept. Beyond them those go first of which nothing need be known any more, then the ones used
   * longest ago; never one with debt or leases, and budgets last.
   * @default 100_000
   */
  maxKeys?: number | undefined
  clock?: Clock | undefined
}

const taken: TakeResult = { ok: true }

/**
 * A store in this process's memory: for one server, and for tests. It has no timers.
 *
 * @throws RangeError for an option that makes no sense.
 */
export function createMemoryCounterStore(options: MemoryCounterStoreOptions = {}): CounterStore {
  const { maxKeys, clock } = resolve(options)
  const kept = new Map<string, MemoryCounter>()

  function find({ key, rule }: Counter): MemoryCounter {
    const id = `${rule.type} ${startOf(rule) ?? ''} ${key}`
    const nowMs = clock.monotonic()
    const counter = kept.get(id)
    if (counter === undefined) return keep(createMemoryCounter(id, rule, nowMs))
    refill(counter, nowMs)
    changeRule(counter, rule)
    return counter
  }

  function keep(counter: MemoryCounter): MemoryCounter {
    if (kept.size >= maxKeys) makeRoom()
    counter.isDropped = false
    kept.set(counter.id, counter)
    return counter
  }

  /** Drops a tenth at once, because all have to be looked through for it. */
  function makeRoom(): void {
    const drop = (counter: MemoryCounter) => {
      counter.isDropped = true
      kept.delete(counter.id)
    }
    for (const counter of kept.values()) {
      refill(counter, clock.monotonic())
      if (counter.left >= counter.capacity || hasEnded(counter.rule, clock.now())) drop(counter)
    }
    const surplus = kept.size - Math.floor(maxKeys * 0.9)
    if (surplus <= 0) return
    const idle = [...kept.values()].filter((counter) => counter.left >= 0 && !isHeld(counter))
    for (const counter of idle.sort(inOrderOfLoss).slice(0, surplus)) drop(counter)
  }

  function refuse(set: readonly MemoryCounter[], amounts: readonly number[], nowMs: number): NotTaken {
    let longest: NotTaken = { ok: false, waitMs: 0, index: 0, isImpossible: false }
    let isBudget = false
    for (const [index, counter] of set.entries()) {
      const amount = amounts[index] ?? 0
      if (hasLeft(counter, amount)) continue
      // Nobody waits for a budget, so that one goes before all others.
      if (isBudget && counter.budget === undefined) continue
      const waitMs = waitFor(counter, amount, nowMs, clock.now())
      const isImpossible = amount > counter.capacity
      const isFirstBudget: boolean = !isBudget && counter.budget !== undefined
      isBudget ||= isFirstBudget
      if (isFirstBudget || waitMs > longest.waitMs || isImpossible) longest = { ok: false, waitMs, index, isImpossible }
    }
    return longest
  }

  function open(counters: readonly Counter[]): CounterSet {
    const set = counters.map(find)
    const firsts = firstsOf(set)
    const hasLeases = counters.some(({ rule }) => rule.type === 'lease' || rule.type === 'budget')

    /** Brings all counters up to date. Returns the time. */
    function update(): number {
      const nowMs = clock.monotonic()
      for (let index = 0; index < set.length; index++) {
        let counter = set[index]
        if (counter === undefined) continue
        // Another set may have opened the key anew meanwhile.
        if (counter.isDropped) set[index] = counter = kept.get(counter.id) ?? keep(counter)
        refill(counter, nowMs)
        counter.usedAtMs = nowMs
      }
      return nowMs
    }

    /** Does something with each counter and its number. Nonsense is for it to leave out: a call that ends cannot mend it. */
    function each(
      numbers: readonly (number | undefined)[],
      act: (counter: MemoryCounter, number: number, nowMs: number) => void,
    ): void {
      check(set, numbers, () => true)
      const nowMs = update()
      for (const [index, counter] of set.entries()) act(counter, numbers[index] ?? Number.POSITIVE_INFINITY, nowMs)
    }

    return {
      take(amounts, lease) {
        check(set, amounts, isAmount)
        const nowMs = update()
        if (hasLeases && (lease === undefined || set.some((counter) => isHeld(counter, lease)))) {
          throw new RangeError(`CounterSet: a lease needs a name of its own, got ${lease}`)
        }
        const needs = firsts === undefined ? amounts : addUp(amounts, firsts)
        // Nothing waits between the check and the debit: that is what makes it all or nothing.
        for (let index = 0; index < set.length; index++) {
          const counter = set[index]
          if (counter !== undefined && !hasLeft(counter, needs[index] ?? 0)) return refuse(set, needs, nowMs)
        }
        for (let index = 0; index < set.length; index++) {
          const counter = set[index]
          const isDouble = firsts !== undefined && firsts[index] !== index
          if (counter !== undefined && !isDouble) takeFrom(counter, needs[index] ?? 0, nowMs, lease)
        }
        return taken
      },
      settle(deltas, lease) {
        each(deltas, (counter, delta, nowMs) => settleWith(counter, delta, nowMs, lease))
      },
      renew(lease) {
        const nowMs = update()
        return set.filter((counter) => renewLease(counter, lease, nowMs)).length > 0
      },
      clamp(levels) {
        each(levels, (counter, level) => {
          if (counter.rule.type !== 'lease' && counter.budget === undefined && Number.isFinite(level))
            counter.left = Math.min(counter.left, level)
        })
      },
      levels() {
        update()
        return set.map(({ left }) => left)
      },
      spent() {
        update()
        return set.map(({ budget }) => budget?.spent ?? 0)
      },
    }
  }

  return { open }
}

/** Those first that are missed least: what was spent of a budget is not to be found out again. */
function inOrderOfLoss(one: MemoryCounter, other: MemoryCounter): number {
  return Number(one.budget !== undefined) - Number(other.budget !== undefined) || one.usedAtMs - other.usedAtMs
}

/** When a counter's stretch of time begins: the next one under the same key is another counter. */
function startOf(rule: CounterRule): number | undefined {
  if (rule.type === 'window') return rule.startMs
  return rule.type === 'budget' && 'startMs' in rule.span ? rule.span.startMs : undefined
}

function hasEnded(rule: CounterRule, epochMs: number): boolean {
  if (rule.type === 'window') return rule.endMs <= epochMs
  return rule.type === 'budget' && 'endMs' in rule.span && rule.span.endMs <= epochMs
}

const isAmount = (number: number | undefined) => number !== undefined && number >= 0

function check(
  set: readonly unknown[],
  numbers: readonly (number | undefined)[],
  isFit: (number: number | undefined) => boolean,
): void {
  if (numbers.length === set.length && numbers.every(isFit)) return
  throw new RangeError(`CounterSet: needs a number for each of ${set.length} counters, got ${numbers}`)
}

function resolve(options: MemoryCounterStoreOptions) {
  const maxKeys = options.maxKeys ?? 100_000
  if (!Number.isSafeInteger(maxKeys) || maxKeys < 1) {
    throw new RangeError(`createMemoryCounterStore: maxKeys must be a positive integer, got ${maxKeys}`)
  }
  return { maxKeys, clock: options.clock ?? systemClock }
}
