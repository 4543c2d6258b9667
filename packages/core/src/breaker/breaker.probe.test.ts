import { describe, expect, it } from 'vitest'
import { ChatError } from '../chat/errors.ts'
import { createTestClock } from '../testing/test-clock.ts'
import { createBreaker } from './breaker.ts'
import type { BreakerOptions } from './breaker-options.ts'

const server = new ChatError('server', 'No.')
const outcomes = ['success', 'failure', 'ignore'] as const

/** A breaker that opens at the first failure, for five seconds. */
function setUp(options: BreakerOptions = {}) {
  const clock = createTestClock()
  const breaker = createBreaker({ clock, random: () => 0.5, consecutive: 1, ...options })
  const open = () => breaker.admit().failure(server)
  const halfOpen = async () => {
    open()
    await clock.advance(5_000)
    expect(breaker.state().state).toBe('half-open')
  }
  return { clock, breaker, open, halfOpen, at: () => breaker.state().state }
}

describe('a late result', () => {
  it.each(outcomes)('of a closed circuit changes nothing when it is open: %s', (outcome) => {
    const { breaker, open } = setUp()
    const late = breaker.admit()
    open()
    const before = breaker.snapshot()
    late[outcome]()
    expect(breaker.snapshot()).toEqual(before)
  })

  it.each(outcomes)(
    'of a closed circuit changes nothing when it is half-open, and the probe still counts: %s',
    async (outcome) => {
      // Cockatiel opens it again at the failure and ignores the probe; opossum closes it at the success.
      const { breaker, halfOpen, at } = setUp({ successes: 1 })
      const late = breaker.admit()
      await halfOpen()
      const probe = breaker.admit()
      const before = breaker.snapshot()
      late[outcome]()
      expect(breaker.snapshot()).toEqual(before)
      expect(breaker.check()).toBeDefined()
      probe.success()
      expect(at()).toBe('closed')
    },
  )

  it.each(outcomes)('of a closed circuit changes nothing when it is closed once more: %s', async (outcome) => {
    const { breaker, halfOpen } = setUp({ successes: 1 })
    const late = breaker.admit()
    await halfOpen()
    breaker.admit().success()
    const before = breaker.snapshot()
    late[outcome]()
    expect(breaker.snapshot()).toEqual(before)
  })

  it.each(outcomes)('of a probe changes nothing when it is open, half-open or closed again: %s', async (outcome) => {
    const { clock, breaker, halfOpen } = setUp({ successes: 1, probes: 4 })
    await halfOpen()
    const late = [breaker.admit(), breaker.admit(), breaker.admit()]
    breaker.admit().failure(server)
    for (const state of ['open', 'half-open', 'closed']) {
      if (state === 'half-open') await clock.advance(10_000)
      if (state === 'closed') breaker.admit().success()
      const before = breaker.snapshot()
      expect(before.state).toBe(state)
      late.pop()?.[outcome]()
      expect(breaker.snapshot()).toEqual(before)
    }
  })
})

describe('a probe', () => {
  it('gives its permit back when it tells nothing', async () => {
    const { breaker, halfOpen, at } = setUp()
    await halfOpen()
    for (let time = 0; time < 100; time++) breaker.admit().ignore()
    const refused = breaker.run(() => Promise.reject(new ChatError('bad-request', 'No.')))
    await expect(refused).rejects.toMatchObject({ code: 'bad-request' })
    expect(breaker.check()).toBeUndefined()
    expect(at()).toBe('half-open')
  })

  it('gives its permit back at once when it is aborted, though its task does not care', async () => {
    const { breaker, halfOpen, at } = setUp()
    await halfOpen()
    const controller = new AbortController()
    const answer = breaker.run(() => new Promise(() => {}), { signal: controller.signal })
    expect(breaker.check()).toMatchObject({ code: 'circuit-open' })
    controller.abort('gone')
    await expect(answer).rejects.toBe('gone')
    expect(breaker.check()).toBeUndefined()
    expect(at()).toBe('half-open')
  })

  it('that was aborted may end as it likes afterwards', async () => {
    const { breaker, halfOpen } = setUp()
    await halfOpen()
    const controller = new AbortController()
    const { promise, reject } = Promise.withResolvers<string>()
    const answer = breaker.run(() => promise, { signal: controller.signal })
    controller.abort('gone')
    await expect(answer).rejects.toBe('gone')
    const next = breaker.admit()
    reject(server)
    await Promise.resolve()
    next.success()
    expect(breaker.snapshot()).toMatchObject({ state: 'half-open', passed: 1 })
  })

  it('that hangs does not make the others hang, as with cockatiel: they are refused', async () => {
    const { breaker, halfOpen } = setUp()
    await halfOpen()
    breaker.run(() => new Promise(() => {}))
    const others = await Promise.allSettled(Array.from({ length: 1_000 }, () => breaker.run(async () => 'never')))
    expect(new Set(others.map(({ status }) => status))).toEqual(new Set(['rejected']))
  })

  it('that hangs has failed after a minute, and the next one is tried when its time has come', async () => {
    const { clock, breaker, halfOpen, at } = setUp({ successes: 1 })
    await halfOpen()
    const hung = breaker.admit()
    await clock.advance(59_999)
    expect(breaker.check()?.retryAfterMs).toBe(1)
    await clock.advance(1)
    expect(breaker.check()).toMatchObject({ cause: 'timeout', retryAfterMs: 10_000 })
    await clock.advance(10_000)
    const next = breaker.admit()
    hung.success()
    expect(at()).toBe('half-open')
    next.success()
    expect(at()).toBe('closed')
  })

  it('that ends too late is late, though nobody has asked in the meantime', async () => {
    const { clock, breaker, halfOpen, at } = setUp({ successes: 1 })
    await halfOpen()
    const hung = breaker.admit()
    await clock.advance(65_000)
    hung.success()
    expect(breaker.state()).toMatchObject({ state: 'open', reason: 'timeout' })
    await clock.advance(5_000)
    expect(at()).toBe('half-open')
  })

  it('is one of several where several are allowed, and one failure is enough', async () => {
    const { breaker, halfOpen, at } = setUp({ probes: 3, successes: 3 })
    await halfOpen()
    const [first, second] = [breaker.admit(), breaker.admit(), breaker.admit()]
    expect(breaker.check()).toBeDefined()
    first?.success()
    expect(breaker.check()).toBeUndefined()
    second?.failure(server)
    expect(at()).toBe('open')
  })
})
