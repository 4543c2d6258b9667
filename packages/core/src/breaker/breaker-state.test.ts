import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ChatError } from '../chat/errors.ts'
import { createTestClock } from '../testing/test-clock.ts'
import { createBreaker } from './breaker.ts'
import type { BreakerOptions } from './breaker-options.ts'

const server = new ChatError('server', 'No.')
const epoch = Date.UTC(2026, 0, 1)

/** A breaker of a process that began `afterMs` later. */
function breakerAt(afterMs: number, options: BreakerOptions = {}) {
  const clock = createTestClock(epoch + afterMs)
  return { clock, breaker: createBreaker({ clock, random: () => 0.5, ...options }) }
}

/** As a store would give it back. */
const stored = (snapshot: unknown): unknown => JSON.parse(JSON.stringify(snapshot))

describe('a snapshot', () => {
  it('keeps what has been counted, and what has passed since passes', () => {
    const { breaker } = breakerAt(0)
    for (let time = 0; time < 4; time++) breaker.admit().failure(server)
    const next = breakerAt(20_000).breaker
    next.restore(stored(breaker.snapshot()))
    expect(next.state()).toEqual({ ...breaker.state() })
    next.admit().failure(server)
    expect(next.state()).toMatchObject({ state: 'open', failures: 5 })
  })

  it('keeps the open time, of which the process may sleep through a part', async () => {
    const { breaker } = breakerAt(0, { consecutive: 1 })
    breaker.admit().failure(server)
    const next = breakerAt(2_000)
    next.breaker.restore(stored(breaker.snapshot()))
    expect(next.breaker.state()).toEqual(breaker.state())
    expect(next.breaker.check()).toMatchObject({ retryAfterMs: 3_000, cause: 'server' })
    await next.clock.advance(3_000)
    next.breaker.admit().failure(server)
    expect(next.breaker.check()?.retryAfterMs).toBe(10_000)
  })

  it('of an hour ago is half-open, with an empty window', () => {
    const { breaker } = breakerAt(0, { consecutive: 1 })
    breaker.admit().failure(server)
    const next = breakerAt(3_600_000).breaker
    next.restore(stored(breaker.snapshot()))
    expect(next.state()).toMatchObject({ state: 'half-open', since: epoch + 5_000, calls: 0, failures: 0 })
  })

  it('keeps the probes that have passed, but not those under way', async () => {
    const { clock, breaker } = breakerAt(0, { consecutive: 1 })
    breaker.admit().failure(server)
    await clock.advance(5_000)
    breaker.admit().success()
    const late = breaker.admit()
    breaker.restore(stored(breaker.snapshot()))
    late.failure(server)
    expect(breaker.check()).toBeUndefined()
    breaker.admit().success()
    expect(breaker.state().state).toBe('closed')
  })

  it('from a machine whose date is years ahead does not keep it open for years', () => {
    const { breaker } = breakerAt(3e11, { consecutive: 1 })
    breaker.admit().failure(server)
    const next = breakerAt(0).breaker
    next.restore(stored(breaker.snapshot()))
    expect(next.state()).toMatchObject({ state: 'open', since: epoch })
    expect(next.check()?.retryAfterMs).toBe(24_000)
  })

  it('that closes or opens is announced, and one that changes nothing is not', () => {
    const changes: string[] = []
    const { breaker } = breakerAt(0, {
      consecutive: 1,
      onChange: ({ from, state }) => changes.push(`${from} → ${state}`),
    })
    const closed = breaker.snapshot()
    breaker.restore(closed)
    breaker.admit().failure(server)
    breaker.restore(closed)
    expect(changes).toEqual(['closed → open', 'open → closed'])
  })

  it.each([
    undefined,
    null,
    7,
    'open',
    [],
    {},
    { state: 'ajar', since: 0 },
    { state: 'open' },
    { state: 'open', since: 'now' },
    { state: 'open', since: Number.NaN },
  ])('that is none is ignored: %j', (nonsense) => {
    const { breaker } = breakerAt(0)
    breaker.admit().failure(server)
    const before = breaker.snapshot()
    breaker.restore(nonsense)
    expect(breaker.snapshot()).toEqual(before)
  })

  it('may hold anything: the breaker still works, and tells no number that is none', () => {
    const number = fc.oneof(fc.double(), fc.integer(), fc.constantFrom(epoch, epoch + 1e4, Number.MAX_SAFE_INTEGER))
    const value = fc.oneof(fc.anything(), number)
    const part = fc.record({ at: number, calls: value, failures: value })
    const snapshot = fc.record({
      state: fc.constantFrom('closed', 'open', 'half-open'),
      since: number,
      reason: value,
      nextProbeAt: value,
      inARow: value,
      openings: value,
      passed: value,
      recent: fc.oneof(value, fc.array(fc.oneof(part, value), { maxLength: 30 })),
    })
    fc.assert(
      fc.property(snapshot, (nonsense) => {
        let nowMs = 0
        const clock = { now: () => epoch + nowMs, monotonic: () => nowMs, after: () => () => {} }
        const breaker = createBreaker({ clock, successes: 1 })
        breaker.restore(nonsense)
        const { since, nextProbeAt = 0, calls, failures } = breaker.state()
        for (const known of [since, nextProbeAt, calls, failures]) expect(known).not.toBeNaN()
        expect(breaker.check()?.retryAfterMs ?? 0).toBeLessThanOrEqual(24_000)
        nowMs += 24_000
        breaker.admit().success()
        expect(breaker.state().state).toBe('closed')
      }),
      { numRuns: 500 },
    )
  })
})
