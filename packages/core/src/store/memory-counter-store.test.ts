import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createTestClock } from '../testing/test-clock.ts'
import type { Counter } from './counter-store.ts'
import { createMemoryCounterStore } from './memory-counter-store.ts'

const bucket = (key: string, capacity: number, refillPerSecond: number): Counter => ({
  key,
  rule: { type: 'bucket', capacity, refillPerSecond },
})

function setup(maxKeys?: number) {
  // Moved by hand, without waiting for promises: nothing here waits.
  const time = { nowMs: 0, epochMs: 1_000_000, timers: 0 }
  const clock = {
    now: () => time.epochMs,
    monotonic: () => time.nowMs,
    after: () => {
      time.timers++
      return () => {}
    },
  }
  return { time, store: createMemoryCounterStore({ clock, maxKeys }) }
}

describe('the memory counter store', () => {
  it('never admits more than capacity and refill over any interval', () => {
    const step = fc.record({ waitMs: fc.nat(3_000), amount: fc.double({ min: 0, max: 12, noNaN: true }) })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const { time, store } = setup()
        const set = store.open([bucket('a', 10, 4)])
        const admitted: { atMs: number; amount: number }[] = []
        for (const { waitMs, amount } of steps) {
          time.nowMs += waitMs
          const result = set.take([amount])
          if ('ok' in result && result.ok) admitted.push({ atMs: time.nowMs, amount })
        }
        for (const [index, first] of admitted.entries()) {
          let sum = 0
          for (const { atMs, amount } of admitted.slice(index)) {
            sum += amount
            expect(sum).toBeLessThanOrEqual(10 + (4 * (atMs - first.atMs)) / 1_000 + 1e-4)
          }
        }
      }),
    )
  })

  it('admits a take that waits exactly as long as it was told', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.001, max: 1_000, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (rate, used, share) => {
          const { time, store } = setup()
          const set = store.open([bucket('a', 100, rate)])
          set.take([100 * used])
          const result = set.take([100 * share])
          if (!('ok' in result) || result.ok) return
          time.nowMs += result.waitMs
          expect(set.take([100 * share])).toEqual({ ok: true })
        },
      ),
    )
  })

  it('conserves what is taken, settled and given back', () => {
    const step = fc.record({ amount: fc.integer({ min: 0, max: 40 }), used: fc.integer({ min: 0, max: 60 }) })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const { store } = setup()
        const set = store.open([bucket('a', 1_000, 1), { key: 'b', rule: { type: 'lease', limit: 3, ttlMs: 1_000 } }])
        let used = 0
        for (const [index, step] of steps.entries()) {
          const result = set.take([step.amount, 1], `${index}`)
          if (!('ok' in result) || !result.ok) continue
          set.settle([step.used - step.amount, 0], `${index}`)
          used += step.used
        }
        expect(set.levels()).toEqual([1_000 - used, 3])
      }),
    )
  })

  it('refills nothing when the clock steps back, and no time twice', () => {
    const { time, store } = setup()
    time.nowMs = 3_600_000
    const set = store.open([bucket('a', 10, 1)])
    set.take([10])
    time.nowMs = 0
    expect(set.levels()).toEqual([0])
    time.nowMs = 3_600_000
    expect(set.levels()).toEqual([0])
    time.nowMs += 2_000
    expect(set.levels()).toEqual([2])
  })

  it('keeps what was used when a key is opened with another rule', () => {
    const { store } = setup()
    const set = store.open([bucket('a', 100, 1)])
    set.take([70])
    expect(store.open([bucket('a', 20, 1)]).levels()).toEqual([20])
    expect(store.open([bucket('a', 500, 1)]).levels()).toEqual([20])
    expect(set.take([21])).toMatchObject({ ok: false, isImpossible: false })
  })

  it('drops full buckets and ended windows first, then what was used longest ago', () => {
    const { time, store } = setup(10)
    const level = (key: string) => store.open([bucket(key, 10, 1)])
    store.open([{ key: 'ended', rule: { type: 'window', limit: 5, startMs: 0, endMs: 1 } }]).take([5])
    for (let index = 0; index < 9; index++) {
      time.nowMs += 100
      level(`${index}`).take([index < 3 ? 0 : 9])
    }
    level('new').take([9])
    // Gone: the window and the three full ones.
    expect([4, 5, 8].map((index) => level(`${index}`).levels())).not.toContainEqual([10])
    for (const key of ['x', 'y', 'z', 'v']) level(key).take([9])
    expect(level('3').levels()).toEqual([10])
  })

  it('never drops debt or leases, even beyond maxKeys', () => {
    const { store } = setup(2)
    store.open([bucket('debt', 10, 0.001)]).settle([50])
    store.open([{ key: 'lease', rule: { type: 'lease', limit: 2, ttlMs: 1_000 } }]).take([1], 'one')
    for (let index = 0; index < 50; index++) store.open([bucket(`${index}`, 10, 0.001)]).take([5])
    expect(store.open([bucket('debt', 10, 0.001)]).levels()).toEqual([-40])
    expect(store.open([{ key: 'lease', rule: { type: 'lease', limit: 2, ttlMs: 1_000 } }]).levels()).toEqual([1])
  })

  it('counts on in one place for a set whose key was dropped and opened anew', () => {
    const { store } = setup(1)
    const first = store.open([bucket('a', 10, 0.001)])
    store.open([bucket('b', 10, 0.001)])
    const second = store.open([bucket('a', 10, 0.001)])
    first.take([4])
    expect(second.levels()).toEqual([6])
  })

  it('takes no lease without a name, or under one that is held', () => {
    const { store } = setup()
    const set = store.open([{ key: 'a', rule: { type: 'lease', limit: 5, ttlMs: 1_000 } }])
    expect(() => set.take([1])).toThrow(RangeError)
    set.take([1], 'one')
    expect(() => set.take([1], 'one')).toThrow(RangeError)
    expect(set.levels()).toEqual([4])
  })

  it('works without timers', async () => {
    const clock = createTestClock()
    const store = createMemoryCounterStore({ clock })
    const set = store.open([bucket('a', 10, 1), { key: 'b', rule: { type: 'lease', limit: 2, ttlMs: 3e9 } }])
    await set.take([10, 1], 'one')
    await clock.advance(5)
    expect(clock.pendingTimers).toBe(0)
    // A delay beyond 2^31 ms would fire at once if it were a timer's.
    expect(await set.levels()).toEqual([0.005, 1])
  })

  it.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])('is not moved by %d', async (odd) => {
    const store = createMemoryCounterStore({ clock: createTestClock() })
    const bucket = { type: 'bucket', capacity: 10, refillPerSecond: 1 } as const
    const set = store.open([
      { key: 'a', rule: bucket },
      { key: 'b', rule: bucket },
    ])
    await set.take([5, 5])
    await set.settle([odd, 1])
    await set.clamp([odd, odd])
    expect(await set.levels()).toEqual([5, 4])
  })

  it.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])('cannot keep %d keys', (maxKeys) => {
    expect(() => createMemoryCounterStore({ maxKeys })).toThrow(RangeError)
  })
})
