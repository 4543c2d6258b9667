import { describe, expect, it, vi } from 'vitest'
import { ChatError, type ChatErrorCode } from '../chat/errors.ts'
import { createTestClock } from '../testing/test-clock.ts'
import { type Breaker, createBreaker } from './breaker.ts'
import type { BreakerOptions } from './breaker-options.ts'

const server = new ChatError('server', 'No.')
const epoch = Date.UTC(2026, 0, 1)

function setUp(options: BreakerOptions = {}) {
  const clock = createTestClock(epoch)
  const breaker = createBreaker({ clock, random: () => 0.5, ...options })
  return { clock, breaker, at: () => breaker.state().state }
}

function fail(breaker: Breaker, times = 5): void {
  for (let time = 0; time < times; time++) breaker.admit().failure(server)
}

/** A task that ends when it is told to. */
function held() {
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  return { task: (_signal: AbortSignal) => promise, resolve, reject }
}

describe('createBreaker', () => {
  it('opens after five failures in a row, and says why and until when', async () => {
    const { clock, breaker } = setUp()
    await clock.advance(1_000)
    fail(breaker, 4)
    breaker.admit().success()
    fail(breaker, 4)
    expect(breaker.state()).toMatchObject({ state: 'closed', since: epoch, calls: 9, failures: 8 })
    fail(breaker, 1)
    const state = breaker.state()
    expect(state).toMatchObject({ state: 'open', since: epoch + 1_000, reason: 'server', nextProbeAt: epoch + 6_000 })
    await clock.advance(2_000)
    expect(breaker.check()).toMatchObject({ code: 'circuit-open', retryAfterMs: 3_000, cause: 'server' })
    expect(() => breaker.admit()).toThrow(expect.objectContaining({ code: 'circuit-open', retryAfterMs: 3_000 }))
    await expect(breaker.run(async () => 'never')).rejects.toMatchObject({ code: 'circuit-open' })
  })

  it('opens at half of at least ten calls within the window', () => {
    const { breaker, at } = setUp({ consecutive: false })
    for (let time = 0; time < 4; time++) breaker.admit().success()
    fail(breaker, 5)
    expect(at()).toBe('closed')
    fail(breaker, 1)
    expect(at()).toBe('open')
  })

  it('opens by neither rule when both are off', () => {
    const { breaker, at } = setUp({ consecutive: false, ratio: false })
    fail(breaker, 100)
    expect(at()).toBe('closed')
  })

  it('does not let failures of an hour ago open it, as cockatiel does', async () => {
    const { clock, breaker, at } = setUp({ consecutive: false })
    for (let time = 0; time < 100; time++) breaker.admit().success()
    fail(breaker, 99)
    await clock.advance(3_600_000)
    fail(breaker, 9)
    expect(at()).toBe('closed')
  })

  it('does not count calls under way, as opossum does', () => {
    const { breaker, at } = setUp({ consecutive: false })
    for (let time = 0; time < 1_000; time++) breaker.admit()
    fail(breaker, 10)
    expect(at()).toBe('open')
  })

  it('closes after two probes, one at a time, and begins anew', async () => {
    const { clock, breaker, at } = setUp()
    fail(breaker)
    await clock.advance(5_000)
    const probe = breaker.admit()
    expect(breaker.check()).toMatchObject({ retryAfterMs: 5_000, cause: 'server' })
    probe.success()
    expect(at()).toBe('half-open')
    breaker.admit().success()
    expect(breaker.state()).toMatchObject({ state: 'closed', calls: 0, failures: 0, reason: undefined })
    fail(breaker, 4)
    expect(at()).toBe('closed')
  })

  it('stays open twice as long after each probe that fails, up to a limit, and starts over once it was closed', async () => {
    const { clock, breaker } = setUp({ successes: 1 })
    fail(breaker)
    const waits = []
    for (let time = 0; time < 5; time++) {
      const forMs = breaker.check()?.retryAfterMs ?? 0
      waits.push(forMs)
      await clock.advance(forMs)
      breaker.admit().failure(server)
    }
    expect(waits).toEqual([5_000, 10_000, 20_000, 20_000, 20_000])
    await clock.advance(20_000)
    breaker.admit().success()
    fail(breaker)
    expect(breaker.check()?.retryAfterMs).toBe(5_000)
  })

  it.each([
    [0, 4_000],
    [0.999_999, 6_000],
  ])('varies the time it stays open by a fifth: random %d gives %d ms', (random, retryAfterMs) => {
    const { breaker } = setUp({ random: () => random })
    fail(breaker)
    expect(breaker.check()?.retryAfterMs).toBe(retryAfterMs)
  })

  it.each([
    [1_000, 5_000],
    [12_000, 12_000],
    [36_000_000, 20_000],
    [Number.NaN, 5_000],
  ])('stays open as long as the provider asks, within its limit: %d ms gives %d ms', (retryAfterMs, expected) => {
    const { breaker } = setUp({ consecutive: 1 })
    breaker.admit().failure(new ChatError('overloaded', 'No.', { retryAfterMs }))
    expect(breaker.check()?.retryAfterMs).toBe(expected)
  })

  it('refuses with an error of its own each time', () => {
    const { breaker } = setUp({ consecutive: 1 })
    breaker.admit().failure()
    expect(breaker.check()).not.toBe(breaker.check())
    expect(breaker.check()?.cause).toBe('unknown')
  })

  it('hears only the first word of a permit', async () => {
    const { clock, breaker, at } = setUp({ consecutive: 1, successes: 2 })
    const permit = breaker.admit()
    permit.success()
    permit.failure(server)
    expect(breaker.state()).toMatchObject({ calls: 1, failures: 0 })
    fail(breaker, 1)
    await clock.advance(5_000)
    const probe = breaker.admit()
    probe.success()
    probe.success()
    expect(at()).toBe('half-open')
  })

  it('tells of every change, and does not mind who listens', async () => {
    const changes: string[] = []
    const onChange: BreakerOptions['onChange'] = ({ from, state, reason, nextProbeAt }) => {
      changes.push(`${from} → ${state} ${reason} ${nextProbeAt === undefined ? '' : nextProbeAt - epoch}`)
      throw new Error('Mine.')
    }
    const { clock, breaker, at } = setUp({ onChange })
    fail(breaker)
    await clock.advance(5_000)
    expect(at()).toBe('half-open')
    breaker.admit().success()
    breaker.admit().success()
    expect(changes).toEqual(['closed → open server 5000', 'open → half-open server ', 'half-open → closed undefined '])
  })

  it('is not misled by dates that jump back an hour', async () => {
    const clock = createTestClock(epoch)
    let jumpMs = 0
    const jumping = { ...clock, now: () => clock.now() + jumpMs }
    const breaker = createBreaker({ clock: jumping, random: () => 0.5 })
    fail(breaker, 4)
    jumpMs = -3_600_000
    fail(breaker, 1)
    expect(breaker.state()).toMatchObject({ state: 'open', since: epoch + jumpMs, nextProbeAt: epoch + jumpMs + 5_000 })
    jumpMs = 3_600_000
    expect(breaker.check()?.retryAfterMs).toBe(5_000)
    await clock.advance(5_000)
    jumpMs = -3_600_000
    expect(breaker.check()).toBeUndefined()
  })

  it.each([
    ['consecutive', [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 1e9]],
    ['openMs', [0, -1, Number.NaN, Number.POSITIVE_INFINITY, 1e12]],
    ['maxOpenMs', [0, 4_999, Number.NaN, Number.POSITIVE_INFINITY, 1e12]],
    ['probes', [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 1e9]],
    ['successes', [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 1e9]],
    ['probeTimeoutMs', [0, -1, Number.NaN, Number.POSITIVE_INFINITY, 1e12]],
  ])('refuses a senseless %s', (name, values) => {
    for (const value of values) {
      const create = () => createBreaker({ [name]: value })
      expect(create).toThrow(RangeError)
      expect(create).toThrow(new RegExp(`^createBreaker: ${name} must be .*, got ${value}$`))
    }
  })

  it.each(['later', '', null, true])('refuses to know what to do while it is open: %j', (whenOpen) => {
    const create = () => createBreaker({ whenOpen: whenOpen as 'fail' })
    expect(create).toThrow(RangeError)
    expect(create).toThrow(`createBreaker: whenOpen must be fail or wait, got ${whenOpen}`)
  })

  it.each([
    ['share', [0, -1, 1.1, Number.NaN, Number.POSITIVE_INFINITY]],
    ['minCalls', [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 1e9]],
    ['windowMs', [0, -1, Number.NaN, Number.POSITIVE_INFINITY, 1e12]],
  ])('refuses a senseless ratio.%s', (name, values) => {
    for (const value of values) {
      const create = () => createBreaker({ ratio: { [name]: value } })
      expect(create).toThrow(new RegExp(`^createBreaker: ratio.${name} must be .*, got ${value}$`))
    }
  })

  it('takes the edges of its ranges, and a first opening longer than the usual longest', () => {
    expect(() => createBreaker({ consecutive: 1, openMs: 1, maxOpenMs: 1, probes: 1, successes: 1 })).not.toThrow()
    expect(() => createBreaker({ ratio: { share: 1, minCalls: 1, windowMs: 10 }, openMs: 60_000 })).not.toThrow()
  })
})

describe('run', () => {
  it.each<[ChatErrorCode, boolean]>([
    ['server', true],
    ['overloaded', true],
    ['network', true],
    ['timeout', true],
    ['interrupted', true],
    ['bad-request', false],
    ['auth', false],
    ['quota-exceeded', false],
    ['rate-limited', false],
    ['content-filtered', false],
    ['circuit-open', false],
    ['internal', false],
  ])('throws %s as it is, and counts it: %s', async (code, counts) => {
    const { breaker } = setUp()
    const error = new ChatError(code, 'No.')
    await expect(breaker.run(() => Promise.reject(error))).rejects.toBe(error)
    expect(breaker.state().failures).toBe(Number(counts))
  })

  it('counts what is no ChatError, also when it is thrown before there is a promise', async () => {
    const { breaker } = setUp({ consecutive: 2 })
    const broken = () => {
      throw new TypeError('fetch failed')
    }
    await expect(breaker.run(broken)).rejects.toThrow('fetch failed')
    await expect(breaker.run(() => Promise.reject('text'))).rejects.toBe('text')
    expect(breaker.state()).toMatchObject({ state: 'open', reason: 'unknown' })
  })

  it('asks isFailure, and counts what that cannot look at', async () => {
    const isFailure = (error: unknown) => (error as { status: number }).status >= 500
    const { breaker } = setUp({ isFailure })
    await expect(breaker.run(() => Promise.reject({ status: 404 }))).rejects.toEqual({ status: 404 })
    expect(breaker.state().calls).toBe(0)
    await expect(breaker.run(() => Promise.reject({ status: 503 }))).rejects.toEqual({ status: 503 })
    await expect(breaker.run(() => Promise.reject())).rejects.toBeUndefined()
    expect(breaker.state().failures).toBe(2)
  })

  it('does not call with a signal that is aborted already', async () => {
    const { breaker } = setUp()
    const task = vi.fn(async () => 'never')
    await expect(breaker.run(task, { signal: AbortSignal.abort('gone') })).rejects.toBe('gone')
    expect(task).not.toHaveBeenCalled()
  })

  it('counts no abort, whether by its signal or by the name of the error', async () => {
    const { breaker } = setUp({ consecutive: 1 })
    const controller = new AbortController()
    const call = held()
    const answer = breaker.run(call.task, { signal: controller.signal })
    controller.abort('gone')
    call.reject(server)
    await expect(answer).rejects.toBe(server)
    await expect(breaker.run(() => Promise.reject(new DOMException('', 'AbortError')))).rejects.toThrow()
    expect(breaker.state()).toMatchObject({ state: 'closed', calls: 0 })
  })

  it('gives each task a signal, and one that no other task has', async () => {
    const { breaker } = setUp()
    const signals = await Promise.all([1, 2].map(() => breaker.run(async (signal) => signal)))
    expect(signals[0]).toBeInstanceOf(AbortSignal)
    expect(signals[0]).not.toBe(signals[1])
    const given = new AbortController().signal
    expect(await breaker.run(async (signal) => signal, { signal: given })).toBe(given)
    const rest = async (...args: unknown[]) => args[0]
    expect(await breaker.run(rest)).toBeInstanceOf(AbortSignal)
  })
})
