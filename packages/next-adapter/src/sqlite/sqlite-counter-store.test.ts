import { type Clock, type Counter, createMemoryCounterStore } from '@sluice/core'
import { createTestClock } from '@sluice/core/testing'
import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import { createSqliteCounterStore, type SqliteCounterStore } from './sqlite-counter-store.ts'

const opened: SqliteCounterStore[] = []
afterEach(() => {
  for (const store of opened.splice(0)) store.close()
})
function create(clock: Clock): SqliteCounterStore {
  const store = createSqliteCounterStore({ path: ':memory:', clock })
  opened.push(store)
  return store
}

const countersFor = (ttlMs: number): readonly Counter[] => [
  { key: 'bucket', rule: { type: 'bucket', capacity: 20, refillPerSecond: 2 } },
  { key: 'window', rule: { type: 'window', limit: 30, startMs: 0, endMs: 3_600_000 } },
  { key: 'lease', rule: { type: 'lease', limit: 20, ttlMs: ttlMs + 2_000 } },
  { key: 'day', rule: { type: 'budget', limit: 40, span: { startMs: 0, endMs: 3_600_000 }, ttlMs } },
  { key: 'rolling', rule: { type: 'budget', limit: 25, span: { lastMs: 30_000 }, ttlMs } },
]
const counters = countersFor(5_000)
const numbers = (value: fc.Arbitrary<number>) => fc.array(value, { minLength: 10, maxLength: 10 })
const amounts = numbers(fc.nat(6))
const name = fc.nat(8).map(String)
const step = fc.oneof(
  fc.record({ type: fc.constant('take' as const), amounts }),
  fc.record({ type: fc.constant('settle' as const), amounts: numbers(fc.integer({ min: -3, max: 8 })), name }),
  fc.record({ type: fc.constant('renew' as const), name }),
  fc.record({ type: fc.constant('clamp' as const), amounts }),
  fc.record({ type: fc.constant('wait' as const), ms: fc.integer({ min: 1, max: 9_000 }) }),
  fc.record({ type: fc.constant('open' as const), ttlMs: fc.integer({ min: 1, max: 20_000 }) }),
)

describe('createSqliteCounterStore', () => {
  it('counts as the memory store does, whatever comes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), fc.constantFrom(1, 2), async (steps, times) => {
        // From 0 on, so that both clocks of the memory store tell the same time.
        const clock = createTestClock(0)
        const stores = [create(clock), createMemoryCounterStore({ clock })]
        // Named once, or each of them twice.
        const open = (ttlMs: number) =>
          stores.map((store) => store.open(Array.from({ length: times }, () => countersFor(ttlMs)).flat()))
        const size = 5 * times
        let sets = open(5_000)
        let takes = 0
        for (const step of steps) {
          if (step.type === 'wait') await clock.advance(step.ms)
          if (step.type === 'open') sets = open(step.ttlMs)
          if (step.type === 'take') takes++
          const answers = sets.map((set) => {
            if (step.type === 'take') return set.take(step.amounts.slice(0, size), String(takes))
            if (step.type === 'settle') return set.settle(step.amounts.slice(0, size), step.name)
            if (step.type === 'renew') return set.renew(step.name)
            return step.type === 'clamp' ? set.clamp(step.amounts.slice(0, size)) : undefined
          })
          expect(answers[0]).toEqual(answers[1])
          const [levels, expected] = sets.map((set) => set.levels() as readonly number[])
          for (const [index, level] of levels!.entries()) expect(level).toBeCloseTo(expected![index]!, 6)
          expect(sets[0]!.spent()).toEqual(sets[1]!.spent())
        }
      }),
      { numRuns: 200 },
    )
  })

  it('refills nothing when the clock is set back, and goes on from there', () => {
    let now = 1_000_000_000
    const set = create({ ...createTestClock(), now: () => now }).open([
      { key: 'a', rule: { type: 'bucket', capacity: 10, refillPerSecond: 1 } },
    ])
    set.take([10])
    now -= 3_600_000
    expect(set.levels()).toEqual([0])
    expect(set.take([1])).toMatchObject({ ok: false, waitMs: 1_000 })
    now += 1_000
    expect(set.levels()).toEqual([1])
  })

  it.each([
    ['no path', { path: '' }, 'path'],
    ['a wait that is none', { path: ':memory:', busyMs: -1 }, 'busyMs'],
  ])('refuses %s', (_, options, named) => {
    expect(() => createSqliteCounterStore(options)).toThrow(RangeError)
    expect(() => createSqliteCounterStore(options)).toThrow(named)
  })

  it('says that it is closed', () => {
    const store = create(createTestClock())
    const set = store.open(counters)
    store.close()
    store.close()
    expect(() => set.levels()).toThrow(expect.objectContaining({ name: 'SqliteFailure', code: 'closed' }))
  })
})
