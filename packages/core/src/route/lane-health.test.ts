import { describe, expect, it } from 'vitest'
import { ChatError, type ChatErrorCode } from '../chat/errors.ts'
import { createTestClock } from '../testing/test-clock.ts'
import { createLaneHealth, isRefusal } from './lane-health.ts'

const refusal = (code: ChatErrorCode, retryAfterMs?: number) => new ChatError(code, 'No.', { retryAfterMs })

function setup() {
  const clock = createTestClock()
  const health = createLaneHealth(clock)
  /** One call that is refused; how long the lane is benched then. */
  const benchedBy = (code: ChatErrorCode, retryAfterMs?: number) => {
    health.begin().refused(refusal(code, retryAfterMs))
    return health.benched()?.forMs
  }
  return { clock, health, benchedBy }
}

describe('isRefusal', () => {
  it.each(['auth', 'quota-exceeded', 'rate-limited'] as const)('holds for %s', (code) => {
    expect(isRefusal(refusal(code))).toBe(true)
  })

  it.each(['forbidden', 'bad-request', 'server', 'overloaded', 'network', 'timeout', 'content-filtered'] as const)(
    'does not hold for %s, which no other credential would change',
    (code) => {
      expect(isRefusal(refusal(code))).toBe(false)
    },
  )
})

describe('a refused lane', () => {
  it.each([
    ['auth', 60_000, 3_600_000],
    ['quota-exceeded', 60_000, 3_600_000],
    ['rate-limited', 1_000, 60_000],
  ] as const)('is benched for %s, twice as long each time up to a limit', async (code, shortestMs, longestMs) => {
    const { clock, health, benchedBy } = setup()
    for (let time = 0; time < 40; time++) {
      const forMs = benchedBy(code)
      expect(forMs).toBe(Math.min(shortestMs * 2 ** time, longestMs))
      expect(health.benched()).toEqual({ code, forMs })
      await clock.advance(forMs! - 1)
      expect(health.isFit()).toBe(false)
      await clock.advance(1)
      expect(health.isFit()).toBe(true)
      expect(health.benched()).toBeUndefined()
    }
  })

  it('is benched for as long as the provider says, but no more than an hour', () => {
    expect(setup().benchedBy('rate-limited', 7_500)).toBe(7_500)
    expect(setup().benchedBy('rate-limited', 90_000)).toBe(90_000)
    expect(setup().benchedBy('quota-exceeded', 5_000)).toBe(5_000)
    expect(setup().benchedBy('quota-exceeded', 86_400_000)).toBe(3_600_000)
    expect(setup().benchedBy('rate-limited', 0)).toBeUndefined()
  })

  it('is back as soon as after a 429 if its credential could not even be read', () => {
    const vendors = new ChatError('auth', 'No.', { cause: { status: 401, body: 'who?' } })
    const ours = new ChatError('auth', 'No.', { cause: new Error('vault down') })
    for (const [error, forMs] of [
      [vendors, 60_000],
      [ours, 1_000],
    ] as const) {
      const { health } = setup()
      health.begin().refused(error)
      expect(health.benched()).toEqual({ code: 'auth', forMs })
    }
  })

  it('begins with the shortest time again after a success', async () => {
    const { clock, health, benchedBy } = setup()
    for (const forMs of [1_000, 2_000]) {
      expect(benchedBy('rate-limited')).toBe(forMs)
      await clock.advance(forMs)
    }
    health.begin().accepted()
    expect(benchedBy('rate-limited')).toBe(1_000)
  })

  it('is refused once, however many calls were in flight', async () => {
    const { clock, health } = setup()
    const calls = Array.from({ length: 10 }, () => health.begin())
    for (const call of calls) call.refused(refusal('auth'))
    expect(health.benched()).toEqual({ code: 'auth', forMs: 60_000 })
    await clock.advance(60_000)
    health.begin().refused(refusal('auth'))
    expect(health.benched()).toEqual({ code: 'auth', forMs: 120_000 })
  })

  it('is not back earlier for a late refusal that would last shorter', async () => {
    const { clock, health } = setup()
    const [first, second, third] = [health.begin(), health.begin(), health.begin()]
    first.refused(refusal('auth'))
    await clock.advance(500)
    second.refused(refusal('rate-limited'))
    expect(health.benched()).toEqual({ code: 'auth', forMs: 59_500 })
    third.refused(refusal('rate-limited', 100_000))
    expect(health.benched()).toEqual({ code: 'rate-limited', forMs: 100_000 })
  })
})

describe('a lane whose time is up', () => {
  it.each(['auth', 'quota-exceeded'] as const)('is tried by one call at a time after %s', async (code) => {
    const { clock, health, benchedBy } = setup()
    await clock.advance(benchedBy(code)!)
    const probe = health.begin()
    expect(health.isFit()).toBe(false)
    probe.refused(refusal(code))
    expect(health.benched()).toEqual({ code, forMs: 120_000 })
    await clock.advance(120_000)
    health.begin().accepted()
    expect(health.isFit()).toBe(true)
    health.begin()
    expect(health.isFit()).toBe(true)
  })

  it('is simply used again after rate-limited', async () => {
    const { clock, health, benchedBy } = setup()
    await clock.advance(benchedBy('rate-limited')!)
    for (let call = 0; call < 5; call++) {
      expect(health.isFit()).toBe(true)
      health.begin()
    }
  })

  it('can be tried by the next call when the one that tried ended without a word on the credential', async () => {
    const { clock, health, benchedBy } = setup()
    await clock.advance(benchedBy('auth')!)
    health.begin().undecided()
    expect(health.isFit()).toBe(true)
    const probe = health.begin()
    expect(health.isFit()).toBe(false)
    probe.undecided()
    expect(health.isFit()).toBe(true)
  })

  it('hears only the first word of a call', async () => {
    const { clock, health, benchedBy } = setup()
    await clock.advance(benchedBy('auth')!)
    const call = health.begin()
    call.accepted()
    call.refused(refusal('auth'))
    call.undecided()
    expect(health.benched()).toBeUndefined()
    expect(health.isFit()).toBe(true)
  })
})

describe('a success that comes late', () => {
  it('of a call from before the refusal does not clear the bench', async () => {
    const { clock, health, benchedBy } = setup()
    const [early, slow] = [health.begin(), health.begin()]
    benchedBy('auth')
    early.accepted()
    expect(health.benched()).toMatchObject({ code: 'auth' })
    await clock.advance(60_000)
    slow.accepted()
    const probe = health.begin()
    expect(health.isFit()).toBe(false)
    probe.refused(refusal('auth'))
    expect(health.benched()).toEqual({ code: 'auth', forMs: 120_000 })
  })

  it('of the one that tried does not clear a bench that began meanwhile', async () => {
    const { clock, health, benchedBy } = setup()
    const slow = health.begin()
    await clock.advance(benchedBy('auth')!)
    const probe = health.begin()
    slow.refused(refusal('quota-exceeded'))
    probe.accepted()
    expect(health.benched()).toMatchObject({ code: 'quota-exceeded' })
    expect(health.isFit()).toBe(false)
  })
})
