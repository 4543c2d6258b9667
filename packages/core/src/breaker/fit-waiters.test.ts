import { getEventListeners } from 'node:events'
import { describe, expect, it } from 'vitest'
import { ChatError } from '../chat/errors.ts'
import { createRandom } from '../testing/random.ts'
import { createTestClock } from '../testing/test-clock.ts'
import { createBreaker } from './breaker.ts'
import type { BreakerOptions } from './breaker-options.ts'

const server = new ChatError('server', 'No.')

/** A breaker that is open for five seconds from now. */
function setUp(options: BreakerOptions = {}) {
  const clock = createTestClock()
  const breaker = createBreaker({ clock, random: () => 0.5, consecutive: 1, whenOpen: 'wait', ...options })
  breaker.admit().failure(server)
  return { clock, breaker }
}

/** How a promise stands, without waiting for it. */
function watch(promise: Promise<unknown>) {
  const seen: { ended?: unknown } = {}
  promise.then(
    (value) => {
      seen.ended = value ?? 'resolved'
    },
    (error) => {
      seen.ended = error
    },
  )
  return seen
}

describe('whenFit', () => {
  it('resolves at once when it is closed, without a timer', async () => {
    const clock = createTestClock()
    await createBreaker({ clock }).whenFit()
    expect(clock.pendingTimers).toBe(0)
  })

  it('waits for the time of the next probe, with one timer for all', async () => {
    const { clock, breaker } = setUp()
    const seen = Array.from({ length: 100 }, () => watch(breaker.whenFit()))
    expect(clock.pendingTimers).toBe(1)
    await clock.advance(4_999)
    expect(seen[0]?.ended).toBeUndefined()
    await clock.advance(1)
    expect(seen.every(({ ended }) => ended === 'resolved')).toBe(true)
    expect(clock.pendingTimers).toBe(0)
  })

  it('refuses at once what cannot be before the deadline', async () => {
    const { clock, breaker } = setUp()
    await expect(breaker.whenFit({ deadline: 4_999 })).rejects.toMatchObject({
      code: 'circuit-open',
      retryAfterMs: 5_000,
    })
    await expect(breaker.whenFit({ deadline: Number.NaN })).rejects.toMatchObject({ code: 'circuit-open' })
    expect(clock.pendingTimers).toBe(0)
    const seen = watch(breaker.whenFit({ deadline: 5_000 }))
    await clock.advance(5_000)
    expect(seen.ended).toBe('resolved')
  })

  it('refuses at the deadline when a probe takes too long', async () => {
    const { clock, breaker } = setUp()
    await clock.advance(5_000)
    breaker.admit()
    const [early, late] = [watch(breaker.whenFit({ deadline: 8_000 })), watch(breaker.whenFit({ deadline: 9_000 }))]
    await clock.advance(3_000)
    expect(early.ended).toMatchObject({ code: 'circuit-open' })
    expect(late.ended).toBeUndefined()
    await clock.advance(1_000)
    expect(late.ended).toMatchObject({ code: 'circuit-open' })
    expect(clock.pendingTimers).toBe(0)
  })

  it('refuses as soon as a probe that fails puts it beyond the deadline', async () => {
    const { clock, breaker } = setUp()
    await clock.advance(5_000)
    const probe = breaker.admit()
    const seen = watch(breaker.whenFit({ deadline: 12_000 }))
    await clock.advance(1_000)
    probe.failure(server)
    await clock.advance(0)
    expect(seen.ended).toMatchObject({ code: 'circuit-open', retryAfterMs: 10_000 })
    expect(clock.pendingTimers).toBe(0)
  })

  it('does not wait for ever behind a probe that hangs', async () => {
    const { clock, breaker } = setUp()
    await clock.advance(5_000)
    breaker.admit()
    const seen = watch(breaker.whenFit())
    await clock.advance(60_000)
    expect(seen.ended).toBeUndefined()
    await clock.advance(10_000)
    expect(seen.ended).toBe('resolved')
  })

  it('resolves when a probe is given back, and when a snapshot closes it', async () => {
    const { clock, breaker } = setUp()
    const closed = createBreaker({ clock }).snapshot()
    await clock.advance(5_000)
    const probe = breaker.admit()
    const first = watch(breaker.whenFit())
    probe.ignore()
    await clock.advance(0)
    expect(first.ended).toBe('resolved')
    breaker.admit().failure(server)
    const second = watch(breaker.whenFit())
    breaker.restore(closed)
    await clock.advance(0)
    expect(second.ended).toBe('resolved')
    expect(clock.pendingTimers).toBe(0)
  })

  it('has one listener for a signal, whoever shares it, and ends with its reason', async () => {
    const { clock, breaker } = setUp()
    const controller = new AbortController()
    const seen = Array.from({ length: 50 }, () => watch(breaker.whenFit({ signal: controller.signal })))
    const other = watch(breaker.whenFit())
    expect(getEventListeners(controller.signal, 'abort')).toHaveLength(1)
    controller.abort('gone')
    await clock.advance(0)
    expect(seen.every(({ ended }) => ended === 'gone')).toBe(true)
    expect(other.ended).toBeUndefined()
    expect(getEventListeners(controller.signal, 'abort')).toHaveLength(0)
    await expect(breaker.whenFit({ signal: controller.signal })).rejects.toBe('gone')
  })
})

describe('run with whenOpen wait', () => {
  it('tries one call after the other and lets all through once it is closed', async () => {
    const { clock, breaker } = setUp()
    const order: number[] = []
    let active = 0
    let most = 0
    const calls = Array.from({ length: 20 }, (_, index) =>
      breaker.run(async () => {
        most = breaker.state().state === 'half-open' ? Math.max(most, ++active) : most
        await Promise.resolve()
        active--
        order.push(index)
        return index
      }),
    )
    await clock.advance(4_999)
    expect(order).toEqual([])
    await clock.advance(1)
    expect(await Promise.all(calls)).toEqual(Array.from({ length: 20 }, (_, index) => index))
    expect(order.slice(0, 2)).toEqual([0, 1])
    expect(most).toBe(1)
    expect(clock.pendingTimers).toBe(0)
  })

  it('ends at once when it is aborted, and never calls', async () => {
    const { clock, breaker } = setUp()
    const controller = new AbortController()
    let calls = 0
    const seen = watch(breaker.run(async () => calls++, { signal: controller.signal }))
    await clock.advance(1_000)
    controller.abort('gone')
    await clock.advance(0)
    expect(seen.ended).toBe('gone')
    await clock.advance(60_000)
    expect(calls).toBe(0)
  })

  it('keeps no listener, timer or permit of ten thousand calls that were aborted at random', async () => {
    const { clock, breaker } = setUp({ probes: 3, successes: 2, probeTimeoutMs: 3_000, openMs: 50, maxOpenMs: 400 })
    const random = createRandom(4)
    const open: { controller: AbortController; seen: { ended?: unknown } }[] = []
    const all: AbortSignal[] = []
    for (let call = 0; call < 10_000; call++) {
      const shared =
        open.length > 0 && random() < 0.3 ? open[Math.floor(random() * open.length)]?.controller : undefined
      const controller = shared ?? new AbortController()
      all.push(controller.signal)
      const fate = random()
      const task = () =>
        fate < 0.5 ? new Promise(() => {}) : fate < 0.8 ? Promise.reject(server) : Promise.resolve('well')
      const deadline = random() < 0.2 ? clock.monotonic() + random() * 200 : undefined
      open.push({ controller, seen: watch(breaker.run(task, { signal: controller.signal, deadline })) })
      if (random() < 0.7) open.splice(Math.floor(random() * open.length), 1)[0]?.controller.abort('gone')
      if (call % 50 === 0) await clock.advance(random() * 100)
    }
    for (const { controller } of open) controller.abort('gone')
    await clock.advance(0)
    expect(all.filter((signal) => getEventListeners(signal, 'abort').length > 0)).toEqual([])
    expect(clock.pendingTimers).toBe(0)
    await clock.advance(10_000)
    const permits = [breaker.admit(), breaker.admit(), breaker.admit()]
    expect(permits).toHaveLength(3)
  })
})
