import { describe, expect, it } from 'vitest'
import { createMemoryCounterStore } from '../store/memory-counter-store.ts'
import { createTestClock } from '../testing/test-clock.ts'
import { createLeases } from './leases.ts'
import { createLimiter } from './limiter.ts'

const hourMs = 3_600_000

function setup(renew: (name: string) => boolean | Promise<boolean> = () => true) {
  const clock = createTestClock()
  const renewed: [number, string][] = []
  const errors: unknown[] = []
  const leases = createLeases({
    clock,
    leaseMs: 300_000,
    renew(name) {
      renewed.push([clock.monotonic() / 1_000, name])
      return renew(name)
    },
    onError: (error) => errors.push(error),
  })
  return { clock, renewed, errors, leases }
}

describe('leases of calls that go on', () => {
  it('are renewed in time, with one timer for all of them, and none once they have ended', async () => {
    const { clock, renewed, leases } = setup()
    leases.keep('a', 0)
    await clock.advance(40_000)
    leases.keep('b', 40_000)
    expect(clock.pendingTimers).toBe(1)
    await clock.advance(120_000)
    expect(renewed).toEqual([
      [100, 'a'],
      [140, 'b'],
    ])
    leases.letGo('a')
    await clock.advance(100_000)
    expect([renewed.slice(2), clock.pendingTimers]).toEqual([[[240, 'b']], 1])
    leases.letGo('b')
    leases.letGo('never there')
    expect(clock.pendingTimers).toBe(0)
  })

  it('are not renewed once the store says that they have ended', async () => {
    const { clock, renewed, leases } = setup(async (name) => name === 'a')
    leases.keep('a', 0)
    leases.keep('b', 0)
    await clock.advance(350_000)
    expect(renewed.map(([, name]) => name)).toEqual(['a', 'b', 'a', 'a'])
  })

  it.each([
    ['throws', () => JSON.parse('no')],
    ['fails later', async () => JSON.parse('no')],
  ])('are renewed again before they end where the store %s', async (_, renew) => {
    const { clock, renewed, errors, leases } = setup(renew)
    leases.keep('a', 0)
    await clock.advance(299_000)
    expect([renewed.length, errors.length]).toEqual([2, 2])
  })

  it('are renewed for a day, and no longer', async () => {
    const { clock, renewed, leases } = setup()
    leases.keep('a', 0)
    await clock.advance(30 * hourMs)
    expect(renewed.at(-1)?.[0]).toBe(24 * 3_600 - 100)
    expect(clock.pendingTimers).toBe(0)
  })

  it('are renewed when somebody looks, or comes, where the timer is gone', () => {
    const clock = { ...createTestClock(), monotonic: () => nowMs, after: () => () => {} }
    let nowMs = 0
    const renewed: string[] = []
    const renew = (name: string) => renewed.push(name) > 0
    const leases = createLeases({ clock, leaseMs: 300_000, renew, onError: () => {} })
    leases.keep('a', 0)
    nowMs = 150_000
    leases.renewDue()
    expect(renewed).toEqual(['a'])
  })

  it('have names that nobody else gives', () => {
    const [one, other] = [setup().leases, setup().leases]
    const names = [one.newName(), one.newName(), other.newName(), other.newName()]
    expect(new Set(names).size).toBe(4)
  })
})

describe('a limiter that counts calls in a store', () => {
  it('keeps the place of a call that takes longer than a lease, and of no dead one', async () => {
    const clock = createTestClock()
    const store = createMemoryCounterStore({ clock })
    const create = () => createLimiter({ clock, store, name: 'lane', concurrency: 1, leaseMs: 60_000 })
    const [one, other] = [create(), create()]
    const ticket = await one.acquire()
    await clock.advance(10 * 60_000)
    const [calls] = await store.open([{ key: 'lane:calls', rule: { type: 'lease', limit: 1, ttlMs: 60_000 } }]).levels()
    expect([calls, clock.pendingTimers]).toEqual([0, 1])
    ticket.release()
    expect(clock.pendingTimers).toBe(0)
    const next = await other.acquire()
    next.release()
    expect([one.active, other.active, clock.pendingTimers]).toEqual([0, 0, 0])
  })

  it('frees the place of a call whose end is never told after a day', async () => {
    const clock = createTestClock()
    const store = createMemoryCounterStore({ clock })
    const limiter = createLimiter({ clock, store, name: 'lane', concurrency: 1, leaseMs: hourMs })
    await limiter.acquire()
    const set = store.open([{ key: 'lane:calls', rule: { type: 'lease', limit: 1, ttlMs: hourMs } }])
    await clock.advance(24 * hourMs)
    expect(await set.levels()).toEqual([0])
    await clock.advance(hourMs)
    expect([await set.levels(), clock.pendingTimers]).toEqual([[1], 0])
  })

  it('has no timer where calls are counted in this process alone', async () => {
    const clock = createTestClock()
    const limiters = [
      createLimiter({ clock, concurrency: 2, requestsPerMinute: 60 }),
      createLimiter({ clock, store: createMemoryCounterStore({ clock }), name: 'lane', requestsPerMinute: 60 }),
    ]
    for (const limiter of limiters) await limiter.acquire()
    expect(clock.pendingTimers).toBe(0)
  })
})
