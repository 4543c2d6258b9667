import { describe, expect, it } from 'vitest'
import { ChatError } from '../chat/errors.ts'
import type { Counter, CounterSet, CounterStore } from '../store/counter-store.ts'
import { createMemoryCounterStore } from '../store/memory-counter-store.ts'
import type { Reservation } from '../store/reservation.ts'
import { createTestClock } from '../testing/test-clock.ts'
import { createLimiter } from './limiter.ts'
import type { LimiterOptions } from './limiter-options.ts'

const counter: Counter = {
  key: 'money',
  rule: { type: 'budget', limit: 100, span: { lastMs: 3_600_000 }, ttlMs: 600_000 },
}

/** `travelMs` is how long each of the store's answers takes; 0 for one that answers at once. */
function setup(travelMs: number, limits: LimiterOptions = { concurrency: 2, requestsPerMinute: 600 }) {
  const clock = createTestClock()
  const memory = createMemoryCounterStore({ clock })
  /** What becomes of the answer of a take that was carried out. */
  const lost: { how: 'not' | 'rejected' | 'never' | 'late' } = { how: 'not' }
  const wait = (ms: number) => new Promise<void>((resolve) => clock.after(ms, resolve))
  const travelling = (set: CounterSet): CounterSet => {
    const go = async <Value>(act: () => Value | Promise<Value>): Promise<Value> => {
      await wait(travelMs)
      return act()
    }
    return {
      async take(amounts, lease) {
        const { how } = lost
        await wait(travelMs)
        const result = await set.take(amounts, lease)
        if (how === 'rejected') throw new Error('redis://user:secret@host was lost')
        if (how === 'late') await wait(20_000)
        return how === 'never' ? new Promise(() => {}) : result
      },
      settle: (deltas, lease) => go(() => set.settle(deltas, lease)),
      renew: (lease) => go(() => set.renew(lease)),
      clamp: (levels) => go(() => set.clamp(levels)),
      levels: () => go(() => set.levels()),
      spent: () => go(() => set.spent()),
    }
  }
  const open = (counters: readonly Counter[]) => (travelMs === 0 ? memory : far).open(counters)
  const far: CounterStore = { open: (counters) => travelling(memory.open(counters)) }
  const store: CounterStore = { open }
  const events: string[] = []
  const limiter = createLimiter({
    clock,
    store,
    name: 'lane',
    onEvent: ({ type }) => events.push(type),
    ...limits,
  })
  const reserve = (amount: number, more: Partial<Reservation> = {}): Reservation => {
    const set = store.open([counter])
    return {
      counters: [counter],
      set,
      amounts: [amount],
      onTaken() {},
      onUnused: (lease) => void set.settle([0], lease),
      refuse: (index) => new ChatError('over-budget', `Budget ${index} is used up.`),
      ...more,
    }
  }
  const acquire = (amount: number, more?: Partial<Reservation>) =>
    (async () => limiter.acquire({ reservation: reserve(amount, more) }))()
  const left = () => ({
    money: (memory.open([counter]).levels() as number[])[0],
    calls: (
      memory.open([{ key: 'lane:calls', rule: { type: 'lease', limit: 2, ttlMs: 330_000 } }]).levels() as number[]
    )[0],
  })
  return { clock, limiter, lost, acquire, left, events, memory }
}

const odd = () => {
  throw new Error('SQLITE_BUSY: /var/lib/secret.db')
}

describe.each([
  ['at once', 0],
  ['later', 10],
])('a limiter whose store answers %s, and a reservation', (_, travelMs) => {
  it('refuses in the words of the reservation, and goes on', async () => {
    const { clock, acquire, limiter } = setup(travelMs)
    const refused = expect(acquire(101)).rejects.toMatchObject({ code: 'over-budget', message: 'Budget 0 is used up.' })
    const next = acquire(100)
    await clock.advance(100)
    await refused
    expect([(await next).release(), limiter.active, limiter.queued]).toEqual([undefined, 0, 0])
  })

  it('loses no turn by a refusal that throws', async () => {
    const { clock, acquire, limiter, left } = setup(travelMs)
    const errors = [1, 2].map(() =>
      expect(acquire(101, { refuse: odd })).rejects.toMatchObject({
        code: 'internal',
        message: 'Something went wrong on the server.',
      }),
    )
    const next = acquire(60)
    await clock.advance(100)
    await Promise.all(errors)
    ;(await next).release()
    await clock.advance(100)
    expect([limiter.active, limiter.queued, limiter.isAsking, left().calls, clock.pendingTimers]).toEqual([
      0,
      0,
      false,
      2,
      0,
    ])
  })

  it('takes back all that was taken for a reservation that cannot be kept', async () => {
    const { clock, acquire, limiter, left } = setup(travelMs)
    const failed = expect(acquire(100, { onTaken: odd })).rejects.toMatchObject({ code: 'internal' })
    await clock.advance(100)
    await failed
    expect([left(), limiter.active, limiter.queued]).toEqual([{ money: 100, calls: 2 }, 0, 0])
    const next = acquire(100)
    await clock.advance(100)
    ;(await next).release()
  })

  it('says so where what was reserved cannot be given back', async () => {
    const { clock, acquire, limiter, events, left } = setup(travelMs)
    const failed = expect(acquire(100, { onTaken: odd, onUnused: odd })).rejects.toMatchObject({ code: 'internal' })
    await clock.advance(100)
    await failed
    expect([events.filter((type) => type === 'store-failed').length, left().calls, limiter.active]).toEqual([1, 2, 0])
  })
})

describe('a limiter with a store elsewhere that loses answers', () => {
  it('starts no call past its budget, and says nothing of the store to anybody', async () => {
    const { clock, acquire, lost, left, limiter } = setup(10)
    lost.how = 'rejected'
    const failed = expect(acquire(100)).rejects.toMatchObject({
      code: 'overloaded',
      message: 'The server is too busy at the moment.',
      cause: { reason: 'store', error: new Error('redis://user:secret@host was lost') },
    })
    await clock.advance(100)
    await failed
    // It had been carried out, and was ended by its name.
    expect([left(), limiter.active, limiter.queued]).toEqual([{ money: 100, calls: 2 }, 0, 0])
  })

  it.each(['never', 'late'] as const)('ends what it took where the answer comes %s', async (how) => {
    const { clock, acquire, lost, left, limiter } = setup(10)
    lost.how = how
    const failed = expect(acquire(100)).rejects.toMatchObject({ code: 'overloaded', cause: { reason: 'store' } })
    lost.how = 'not'
    await clock.advance(5_100)
    await failed
    expect(left()).toEqual({ money: 100, calls: 2 })
    const next = acquire(100)
    await clock.advance(100)
    const ticket = await next
    await clock.advance(30_000)
    // What comes late ends nothing of the next one's.
    expect(left()).toEqual({ money: 0, calls: 1 })
    ticket.release()
    await clock.advance(100)
    expect([left(), limiter.active, clock.pendingTimers]).toEqual([{ money: 0, calls: 2 }, 0, 0])
  })

  it('takes a refusal by the budget for one, also where a hint has opened more limits meanwhile', async () => {
    const { clock, limiter, acquire } = setup(10, { requestsPerMinute: 600 })
    const refused = expect(acquire(101)).rejects.toMatchObject({ code: 'over-budget', message: 'Budget 0 is used up.' })
    limiter.clamp({ tokens: { limit: 1_000, remaining: 1_000, resetMs: 60_000 } })
    await clock.advance(100)
    await refused
    expect([limiter.queued, clock.pendingTimers]).toEqual([0, 0])
  })

  it('waits for a limit of which there is too little, also where a hint has opened more of them meanwhile', async () => {
    const { clock, limiter, acquire } = setup(10, { requestsPerMinute: 60, burst: 1 })
    const first = acquire(1)
    await clock.advance(100)
    ;(await first).release()
    const waits = acquire(1)
    limiter.clamp({ tokens: { limit: 1_000, remaining: 1_000, resetMs: 60_000 } })
    await clock.advance(100)
    expect(limiter.queued).toBe(1)
    await clock.advance(1_000)
    ;(await waits).release()
    expect([limiter.queued, limiter.active]).toEqual([0, 0])
  })
})

describe('a limiter whose store fails at once', () => {
  it('ends the call with an error that says nothing of the store', async () => {
    const { acquire, limiter } = setup(0, {
      store: { open: () => ({ ...createMemoryCounterStore().open([]), take: odd }) },
      requestsPerMinute: 60,
    })
    await expect(acquire(1)).rejects.toMatchObject({
      code: 'overloaded',
      message: 'The server is too busy at the moment.',
      cause: { reason: 'store', error: new Error('SQLITE_BUSY: /var/lib/secret.db') },
    })
    expect([limiter.active, limiter.queued]).toEqual([0, 0])
  })

  it('keeps nobody in its queue when it cannot say how long they wait', async () => {
    let isBroken = false
    const clock = createTestClock()
    const memory = createMemoryCounterStore({ clock })
    const store: CounterStore = {
      open(counters) {
        const set = memory.open(counters)
        return { ...set, levels: () => (isBroken ? odd() : set.levels()) }
      },
    }
    const events: string[] = []
    const limiter = createLimiter({
      clock,
      store,
      name: 'lane',
      requestsPerMinute: 60,
      burst: 1,
      onEvent: ({ type }) => events.push(type),
    })
    const first = await limiter.acquire()
    isBroken = true
    const second = limiter.acquire()
    expect(limiter.queued).toBe(1)
    // As if its bucket were full.
    expect(limiter.waitMs()).toBe(1_000)
    first.release()
    await clock.advance(1_000)
    ;(await second).release()
    expect([limiter.queued, limiter.active, clock.pendingTimers]).toEqual([0, 0, 0])
    expect(events).toContain('store-failed')
  })
})
