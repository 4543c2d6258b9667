import { describe, expect, it } from 'vitest'
import type { CounterStore } from '../store/counter-store.ts'
import { createMemoryCounterStore } from '../store/memory-counter-store.ts'
import { createTestClock } from '../testing/test-clock.ts'
import { createLimiter } from './limiter.ts'
import type { LimiterOptions } from './limiter-options.ts'

/** A store elsewhere: its answers take 10 ms. */
function setup() {
  const clock = createTestClock()
  const memory = createMemoryCounterStore({ clock })
  const state = { takes: 0, fails: false }
  const travel = () => new Promise<void>((resolve) => clock.after(10, resolve))
  const store: CounterStore = {
    open(counters) {
      const set = memory.open(counters)
      const go = async <Value>(act: () => Value | Promise<Value>): Promise<Value> => {
        await travel()
        if (state.fails) throw new Error('store is down')
        return act()
      }
      return {
        take: (amounts, lease) => {
          state.takes++
          return go(() => set.take(amounts, lease))
        },
        settle: (deltas, lease) => go(() => set.settle(deltas, lease)),
        renew: (lease) => go(() => set.renew(lease)),
        clamp: (levels) => go(() => set.clamp(levels)),
        levels: () => go(() => set.levels()),
        spent: () => go(() => set.spent()),
      }
    },
  }
  const create = (options: LimiterOptions) => createLimiter({ clock, store, name: 'lane', ...options })
  return { clock, state, create }
}

describe('a limiter with a store elsewhere', () => {
  it('shares rates and places with another process', async () => {
    const { clock, create } = setup()
    const [one, other] = [
      create({ concurrency: 2, tokensPerMinute: 600 }),
      create({ concurrency: 2, tokensPerMinute: 600 }),
    ]
    let done = 0
    let [most, now] = [0, 0]
    const task = async () => {
      most = Math.max(most, ++now)
      await new Promise<void>((resolve) => clock.after(500, resolve))
      now--
      done++
    }
    for (let index = 0; index < 10; index++) void (index % 2 ? one : other).run(task, { cost: { tokens: 10 } })
    await clock.advance(60_000)
    expect([done, most, one.active + other.active, clock.pendingTimers]).toEqual([10, 2, 0, 0])
  })

  it('asks for its first one only, and not again before it was told to', async () => {
    const { clock, state, create } = setup()
    const limiter = create({ requestsPerMinute: 6 })
    const started: number[] = []
    for (let index = 0; index < 8; index++) void limiter.run(async () => started.push(index))
    await clock.advance(1_000)
    expect([started.length, state.takes]).toEqual([6, 7])
    for (let index = 8; index < 12; index++) void limiter.run(async () => started.push(index))
    await clock.advance(7_000)
    expect(state.takes).toBe(7)
    await clock.advance(3_000)
    expect([started.length, state.takes]).toEqual([7, 9])
  })

  it('gives back what it got for a call that was aborted meanwhile', async () => {
    const { clock, create } = setup()
    const limiter = create({ concurrency: 1, requestsPerMinute: 1 })
    const controller = new AbortController()
    const aborted = Promise.resolve(limiter.acquire({ signal: controller.signal }))
    controller.abort('away')
    await expect(aborted).rejects.toBe('away')
    const next = limiter.run(async () => 'next')
    await clock.advance(100)
    expect(await next).toBe('next')
  })

  it('starts nobody whose leave arrives after the gate has closed', async () => {
    const { clock, create } = setup()
    const limiter = create({ requestsPerMinute: 60 })
    let startedMs: number | undefined
    void limiter.run(async () => {
      startedMs = clock.monotonic()
    })
    limiter.closeGate(1_000)
    await clock.advance(2_000)
    expect(startedMs).toBe(1_010)
    expect(clock.pendingTimers).toBe(0)
  })

  it('tells the call that the store failed, and goes on with the next one', async () => {
    const { clock, state, create } = setup()
    const events: string[] = []
    const limiter = create({ requestsPerMinute: 60, onEvent: ({ type }) => events.push(type) })
    state.fails = true
    const failed = Promise.resolve(limiter.acquire())
    const next = Promise.resolve(limiter.acquire())
    const told = expect(failed).rejects.toMatchObject({
      code: 'overloaded',
      message: 'The server is too busy at the moment.',
      cause: { reason: 'store', error: new Error('store is down') },
    })
    const both = Promise.all([told, next])
    await clock.advance(15)
    state.fails = false
    await clock.advance(15)
    const [, ticket] = await both
    state.fails = true
    ticket.release({ isUnsent: true })
    limiter.clamp({ requests: { remaining: 3 } })
    await clock.advance(15)
    expect(events.filter((type) => type === 'store-failed')).toHaveLength(2)
    expect(limiter.active).toBe(0)
  })

  it('ends waits in time also while the store hangs', async () => {
    const { clock, create } = setup()
    const hangs: CounterStore = {
      open: () => ({ ...createMemoryCounterStore().open([]), take: () => new Promise(() => {}) }),
    }
    const limiter = create({ store: hangs, requestsPerMinute: 60, maxWaitMs: 2_000 })
    const asked = [limiter.acquire(), limiter.acquire()].map((waiting) =>
      expect(waiting).rejects.toMatchObject({ code: 'rate-limited' }),
    )
    await clock.advance(2_000)
    await Promise.all(asked)
    expect([limiter.queued, clock.pendingTimers]).toEqual([0, 0])
  })

  it('needs a name', () => {
    expect(() => setup().create({ name: undefined })).toThrow(/createLimiter: name/)
  })
})
