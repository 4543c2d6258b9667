import { describe, expect, it } from 'vitest'
import type { Clock } from '../chat/clock.ts'
import type { CounterSet, TakeResult } from '../store/counter-store.ts'
import { createMemoryCounterStore } from '../store/memory-counter-store.ts'
import { createTestClock } from '../testing/test-clock.ts'
import { createLimiter } from './limiter.ts'
import type { LimiterEvent } from './limiter-event.ts'

/** A clock whose timers die with the request that set them. */
function createMortalClock() {
  const clock = createTestClock()
  let cancels: (() => void)[] = []
  const mortal: Clock = {
    ...clock,
    after(delayMs, callback) {
      const cancel = clock.after(delayMs, callback)
      cancels.push(cancel)
      return cancel
    },
  }
  const endRequest = () => {
    for (const cancel of cancels) cancel()
    cancels = []
  }
  return { clock, mortal, endRequest }
}

describe('a limiter whose timer is gone', () => {
  it('goes on when it is woken, and sets another', async () => {
    const { clock, mortal, endRequest } = createMortalClock()
    const limiter = createLimiter({ clock: mortal, requestsPerMinute: 60, burst: 1, maxWaitMs: 10_000 })
    limiter.acquire()
    const ends = [limiter.acquire(), limiter.acquire()].map((asked) =>
      Promise.resolve(asked).then(
        () => clock.monotonic(),
        () => 'refused',
      ),
    )
    endRequest()
    await clock.advance(1_500)
    expect([limiter.active, limiter.queued]).toEqual([1, 2])
    limiter.wake()
    expect([limiter.active, limiter.queued, clock.pendingTimers]).toEqual([2, 1, 1])
    await clock.advance(1_000)
    expect(await Promise.all(ends)).toEqual([1_500, 2_500])
  })

  it('ends a wait that is over when it is woken', async () => {
    const { clock, mortal, endRequest } = createMortalClock()
    const limiter = createLimiter({ clock: mortal, concurrency: 1, maxWaitMs: 1_000 })
    limiter.acquire()
    const refused = expect(limiter.acquire()).rejects.toMatchObject({ cause: { reason: 'waited-too-long' } })
    endRequest()
    await clock.advance(1_000)
    limiter.wake()
    await refused
  })

  it('sets another for the next call that has to wait', async () => {
    const { clock, mortal, endRequest } = createMortalClock()
    const limiter = createLimiter({ clock: mortal, concurrency: 1, maxWaitMs: 1_000 })
    limiter.acquire()
    const refused = expect(limiter.acquire()).rejects.toMatchObject({ cause: { reason: 'waited-too-long' } })
    endRequest()
    await clock.advance(5_000)
    void limiter.acquire()
    await clock.advance(0)
    await refused
  })
})

describe('a limiter with a store that', () => {
  function setup(change: Partial<CounterSet>) {
    const clock = createTestClock()
    const memory = createMemoryCounterStore({ clock })
    const events: LimiterEvent['type'][] = []
    const store = { open: (...all: Parameters<typeof memory.open>) => ({ ...memory.open(...all), ...change }) }
    const onEvent = ({ type }: LimiterEvent) => events.push(type)
    return { clock, events, limiter: createLimiter({ clock, store, name: 'a', requestsPerMinute: 60, onEvent }) }
  }

  it('does not answer refuses that call after five seconds, and goes on with the next one', async () => {
    const answers: ((result: TakeResult) => void)[] = []
    const settled: (readonly number[])[] = []
    const { clock, limiter } = setup({
      take: () => new Promise((resolve) => answers.push(resolve)),
      settle: async (deltas) => void settled.push(deltas),
    })
    const refused = expect(limiter.acquire()).rejects.toMatchObject({ code: 'overloaded', cause: { reason: 'store' } })
    const next = Promise.resolve(limiter.acquire())
    await clock.advance(4_999)
    expect(answers).toHaveLength(1)
    await clock.advance(1)
    await refused
    expect(answers).toHaveLength(2)
    // What comes too late is given back.
    answers[0]?.({ ok: true })
    answers[1]?.({ ok: true })
    await next
    await clock.advance(0)
    expect([settled, limiter.active, limiter.queued, clock.pendingTimers]).toEqual([[[-1]], 1, 0, 0])
  })

  it('does not answer a call that is gone holds up no later one', async () => {
    let takes = 0
    const { clock, limiter } = setup({ take: () => (takes++ === 0 ? new Promise(() => {}) : { ok: true }) })
    const controller = new AbortController()
    const gone = expect(limiter.acquire({ signal: controller.signal })).rejects.toBe('gone')
    controller.abort('gone')
    await gone
    expect(clock.pendingTimers).toBe(0)
    await clock.advance(6_000)
    const next = Promise.resolve(limiter.acquire())
    await clock.advance(0)
    await next
    expect(limiter.active).toBe(1)
  })

  it('throws at once fails that call only', async () => {
    let takes = 0
    const take = (): TakeResult => {
      if (takes++ === 0) throw new Error('store is down')
      return { ok: true }
    }
    const { limiter } = setup({ take })
    expect(() => limiter.acquire()).toThrow('The server is too busy at the moment.')
    expect([limiter.queued, limiter.active]).toEqual([0, 0])
    await limiter.acquire()
    expect(limiter.active).toBe(1)
  })

  it('throws at the end of a call breaks nothing', async () => {
    const broken = () => {
      throw new Error('store is down')
    }
    const { limiter, events } = setup({ settle: broken, clamp: broken })
    const ticket = await limiter.acquire()
    limiter.clamp({ requests: { remaining: 3 } })
    ticket.release({ isUnsent: true })
    expect([limiter.active, events]).toEqual([0, ['started', 'store-failed', 'store-failed']])
  })
})
