import { describe, expect, it } from 'vitest'
import type { CounterStore } from '../store/counter-store.ts'
import { createMemoryCounterStore } from '../store/memory-counter-store.ts'
import { createTestClock } from '../testing/test-clock.ts'
import { answer, oneLane, whole } from './test-support/one-lane.ts'

/** A lane whose counters are elsewhere: each answer takes `travelMs`. */
function setup(travelMs: number) {
  const clock = createTestClock()
  const memory = createMemoryCounterStore({ clock })
  const state = { isBroken: false }
  const store: CounterStore = {
    open(counters) {
      const set = memory.open(counters)
      const take: typeof set.take = async (amounts, lease) => {
        await new Promise<void>((resolve) => clock.after(travelMs, resolve))
        if (state.isBroken) throw new Error('store is down')
        return set.take(amounts, lease)
      }
      return { ...set, take }
    },
  }
  return { ...oneLane([answer], { clock, limit: { requestsPerMinute: 60, burst: 1, store, name: 'l' } }), state }
}

describe('an attempt whose limits are kept elsewhere', () => {
  it('is not said to wait while the store is asked', async () => {
    const { read, clock, observed } = setup(20)
    const list = read()
    await clock.advance(19)
    expect(list).toEqual([])
    await clock.advance(1)
    expect(list).toEqual(whole)
    expect(observed.map(({ type }) => type)).toEqual(['attempt-started'])
    expect(clock.pendingTimers).toBe(0)
  })

  it('is said to wait where the store refuses, or takes its time', async () => {
    const { read, clock } = setup(20)
    read()
    const second = read()
    await clock.advance(150)
    expect(second).toEqual(['notice'])
    await clock.advance(2_000)
    expect(second).toEqual(['notice', ...whole])

    const slow = setup(500)
    const list = slow.read()
    await slow.clock.advance(100)
    expect(list).toEqual(['notice'])
    await slow.clock.advance(400)
    expect(list).toEqual(['notice', ...whole])
    expect(slow.clock.pendingTimers).toBe(0)
  })

  it('ends with its reader, its signal or the store, and gives its turn back', async () => {
    const { open, read, clock, limiter, state } = setup(20)
    const left = open()
    const unread = left.next()
    await left.return?.()
    const leaving = new AbortController()
    const aborted = read({ signal: leaving.signal })
    leaving.abort('left')
    await clock.advance(100)
    expect([await unread, aborted]).toEqual([{ done: true, value: undefined }, ['left']])
    expect([limiter.active, limiter.queued]).toEqual([0, 0])
    state.isBroken = true
    const failing = read()
    await clock.advance(1_000)
    expect([failing.length, limiter.active, limiter.queued]).toEqual([1, 0, 0])
    state.isBroken = false
    const list = read()
    await clock.advance(2_000)
    expect(list.at(-1)).toBe('done')
    expect(clock.pendingTimers).toBe(0)
  })
})
