import { describe, expect, it, vi } from 'vitest'
import { ChatError } from '../chat/errors.ts'
import { createTestClock } from '../testing/test-clock.ts'
import { createLimiter, type Limiter } from './limiter.ts'
import type { LimiterEvent } from './limiter-event.ts'
import type { LimiterOptions } from './limiter-options.ts'
import type { AcquireOptions, Ticket } from './ticket.ts'

function setup(options: LimiterOptions = {}) {
  const clock = createTestClock()
  const events: LimiterEvent[] = []
  const limiter = createLimiter({ clock, onEvent: (event) => events.push(event), ...options })
  const order: string[] = []
  /** Asks for leave, and notes under `name` when it is given or refused. */
  const ask = (name: string, acquire: AcquireOptions = {}, on: Limiter = limiter) => {
    const asked = (async () => on.acquire(acquire))()
    asked.then(
      () => order.push(name),
      () => order.push(`${name} refused`),
    )
    return asked
  }
  return { clock, limiter, events, order, ask }
}

const settle = () => new Promise((resolve) => setTimeout(resolve, 0))

describe('a limiter of calls in flight', () => {
  it('gives leave at once, and not as a promise, where nobody has to wait', () => {
    const { limiter, clock } = setup({ concurrency: 2, requestsPerMinute: 60 })
    const ticket = limiter.acquire()
    expect(ticket).toHaveProperty('release')
    expect([limiter.active, limiter.queued, clock.pendingTimers]).toEqual([1, 0, 0])
  })

  it('starts the others in their order as places become free', async () => {
    const { limiter, ask, order } = setup({ concurrency: 2 })
    const tickets = ['a', 'b', 'c', 'd', 'e'].map((name) => ask(name))
    await settle()
    expect([order, limiter.active, limiter.queued]).toEqual([['a', 'b'], 2, 3])
    const first = await tickets[0]!
    first.release()
    first.release()
    await settle()
    expect([order, limiter.active]).toEqual([['a', 'b', 'c'], 2])
  })

  it('hands a place over: a newcomer finds nothing to snatch, and nobody who was admitted is refused', async () => {
    const { limiter, ask, order } = setup({ concurrency: 1, maxQueue: 1 })
    const held = limiter.acquire() as Ticket
    ask('waits')
    held.release()
    // Comes in the same turn, before the one that waits has heard of its place.
    ask('newcomer')
    await settle()
    expect([order, limiter.active, limiter.queued]).toEqual([['waits'], 1, 1])
  })

  it('serves classes in their order, first come first served within one', async () => {
    const { limiter, ask, order } = setup({ concurrency: 1 })
    let held = limiter.acquire() as Ticket
    const asked = ([3, 1, 0, 1, 2, 0] as const).map((priority, index) => ask(`${priority}${index}`, { priority }))
    asked.push(ask('again', { isAtHead: true }))
    for (let turn = 0; turn < 7; turn++) {
      held.release()
      await settle()
      held = (await asked[['30', '11', '02', '13', '24', '05', 'again'].indexOf(order.at(-1)!)])!
    }
    expect(order).toEqual(['02', '05', 'again', '11', '13', '24', '30'])
  })

  it('gives a lower class its turn within fairnessMs under a flood of others', async () => {
    const { clock, limiter } = setup({ concurrency: 1, fairnessMs: 5_000, maxWaitMs: 600_000 })
    const startedMs: number[] = []
    const serve = async (priority: 0 | 3) => {
      const ticket = await limiter.acquire({ priority })
      if (priority === 3) startedMs.push(clock.monotonic())
      clock.after(100, () => ticket.release())
    }
    for (let index = 0; index < 400; index++) void serve(0)
    for (let index = 0; index < 4; index++) void serve(3)
    await clock.advance(30_000)
    const gaps = startedMs.map((atMs, index) => atMs - (startedMs[index - 1] ?? 0))
    expect(startedMs).toHaveLength(4)
    for (const gap of gaps) expect(gap).toBeLessThanOrEqual(5_100)
  })

  it('runs a task and frees its place whether it succeeds, fails or throws at once', async () => {
    const { limiter } = setup({ concurrency: 1 })
    expect(await limiter.run(async () => 'done')).toBe('done')
    await expect(limiter.run(() => Promise.reject(new Error('no')))).rejects.toThrow('no')
    const thrown = () => {
      throw new Error('at once')
    }
    await expect(limiter.run(thrown)).rejects.toThrow('at once')
    expect(limiter.active).toBe(0)
  })

  it('keeps time by itself alone: 100 calls of 283 ms at 10 take 2,830 ms', async () => {
    const { clock, limiter } = setup({ concurrency: 10 })
    let done = 0
    const call = () => limiter.run(() => new Promise<void>((resolve) => clock.after(283, resolve)))
    for (let index = 0; index < 100; index++) void call().then(() => done++)
    await clock.advance(2_829)
    expect(done).toBe(90)
    await clock.advance(1)
    expect([done, clock.pendingTimers]).toEqual([100, 0])
  })
})

describe('a limiter of rates', () => {
  it('spreads 100 calls at 20 a minute over four minutes', async () => {
    const { clock, ask, order } = setup({ requestsPerMinute: 20, maxWaitMs: 300_000 })
    for (let index = 0; index < 100; index++) ask(`${index}`)
    await clock.advance(0)
    expect(order).toHaveLength(20)
    await clock.advance(239_900)
    expect(order).toHaveLength(99)
    await clock.advance(200)
    expect([order.length, clock.pendingTimers]).toEqual([100, 0])
  })

  it('takes requests and tokens together: what lacks tokens costs no request', async () => {
    const { limiter } = setup({ requestsPerMinute: 60, tokensPerMinute: 60_000, maxWaitMs: 0 })
    await limiter.acquire({ cost: { tokens: 60_000 } })
    for (let index = 0; index < 59; index++) expect(() => limiter.acquire({ cost: { tokens: 500 } })).toThrow(ChatError)
    for (let index = 0; index < 59; index++) await limiter.acquire({ cost: { tokens: 0 } })
  })

  it('refuses at once what can never fit, and blocks nobody with it', async () => {
    const { limiter, events } = setup({ tokensPerMinute: 1_000, concurrency: 1 })
    const error = (() => {
      try {
        return limiter.acquire({ cost: { tokens: 1_001 } })
      } catch (thrown) {
        return thrown
      }
    })()
    expect(error).toMatchObject({ code: 'rate-limited', retryAfterMs: undefined, cause: { reason: 'never-fits' } })
    expect(limiter.waitMs({ tokens: 1_001 })).toBe(Number.POSITIVE_INFINITY)
    expect(await limiter.run(async () => 'next', { cost: { tokens: 1_000 } })).toBe('next')
    expect(events[0]).toMatchObject({ type: 'refused', reason: 'never-fits' })
  })

  it('counts only what is not limited as free: input and output apart', async () => {
    const { limiter } = setup({ inputTokensPerMinute: 1_000, outputTokensPerMinute: 100 })
    await limiter.acquire({ cost: { inputTokens: 900, outputTokens: 50, tokens: 1e9 } })
    expect(limiter.waitMs({ outputTokens: 60 })).toBe(6_000)
    expect(limiter.waitMs({ inputTokens: 100, outputTokens: 50 })).toBe(0)
  })

  it('refuses at once what would have to wait beyond its deadline or maxWaitMs, and says how long it takes', async () => {
    const { clock, limiter, ask, order } = setup({ requestsPerMinute: 60, burst: 1, maxWaitMs: 10_000 })
    for (let index = 0; index < 11; index++) ask(`${index}`)
    await expect(ask('too late')).rejects.toMatchObject({ code: 'rate-limited', retryAfterMs: 11_000 })
    await expect(ask('no time', { priority: 0, deadline: clock.monotonic() + 999 })).rejects.toMatchObject({
      retryAfterMs: 1_000,
      cause: { reason: 'wait-too-long' },
    })
    const urgent = ask('in time', { priority: 0, deadline: clock.monotonic() + 1_000 })
    await clock.advance(1_000)
    await urgent
    expect(order).toEqual(['0', 'too late refused', 'no time refused', 'in time'])
    expect(limiter.queued).toBe(10)
  })

  it('refuses a call that waited as long as it may', async () => {
    const { clock, limiter, ask, order } = setup({ concurrency: 1, maxWaitMs: 10_000 })
    limiter.acquire()
    const asked = ask('waits')
    ask('hurries', { deadline: 3_000 })
    await clock.advance(3_000)
    expect(order).toEqual(['hurries refused'])
    await clock.advance(7_000)
    await expect(asked).rejects.toMatchObject({ code: 'rate-limited', cause: { reason: 'waited-too-long' } })
    expect([limiter.queued, clock.pendingTimers]).toEqual([0, 0])
  })

  it('refuses what comes when enough wait already, but not who was sent back', async () => {
    const { limiter, ask } = setup({ concurrency: 1, maxQueue: 2 })
    limiter.acquire()
    ask('a')
    ask('b')
    await expect(ask('c')).rejects.toMatchObject({ cause: { reason: 'queue-full' } })
    ask('back', { isAtHead: true })
    expect(limiter.queued).toBe(3)
  })

  it('lets small calls overtake one that waits for many tokens, for fairnessMs at most', async () => {
    const { clock, limiter, ask, order } = setup({ tokensPerMinute: 60_000, fairnessMs: 5_000 })
    limiter.acquire({ cost: { tokens: 60_000 } })
    ask('large', { cost: { tokens: 20_000 } })
    // Small ones that would take all that is refilled, for ever.
    for (let index = 0; index < 40; index++) {
      ask(`small ${index}`, { cost: { tokens: 1_000 } }).catch(() => {})
      await clock.advance(1_000)
      if (order.includes('large')) break
    }
    const before = order.indexOf('large')
    expect(before).toBeGreaterThanOrEqual(4)
    expect(before).toBeLessThanOrEqual(6)
    expect(clock.monotonic()).toBeLessThanOrEqual(26_000)
  })

  it('gives back what was reserved and not used, takes what was used beyond it, and nothing twice', async () => {
    const { limiter } = setup({ tokensPerMinute: 60_000 })
    const first = await limiter.acquire({ cost: { tokens: 50_000 } })
    first.release({ usage: { inputTokens: 5_000, outputTokens: 1_000 } })
    first.release({ usage: { inputTokens: 0, outputTokens: 0 } })
    expect(limiter.waitMs({ tokens: 54_000 })).toBe(0)
    expect(limiter.waitMs({ tokens: 54_001 })).toBe(1)
    const second = await limiter.acquire({ cost: { tokens: 1_000 } })
    second.release({ usage: { inputTokens: 60_000, outputTokens: 0 } })
    expect(limiter.waitMs({ tokens: 1 })).toBe(6_001)
  })

  it.each([
    ['keeps the estimate of a call that says nothing', {}, 1_000],
    ['gives all back for one that was never sent', { isUnsent: true }, 0],
    ['gives nothing back for a refused one where the provider does not', { isRefused: true }, 1_000],
    ['takes what was used beyond it', { usage: { inputTokens: 1_500, outputTokens: 0 } }, 1_500],
    ['gives back no unused tokens where the provider does not', { usage: { inputTokens: 0, outputTokens: 9 } }, 1_000],
  ])('%s', async (_, outcome, usedMs) => {
    const { limiter } = setup({ tokensPerMinute: 60_000, refund: { requests: false, tokens: false } })
    const ticket = await limiter.acquire({ cost: { tokens: 1_000 } })
    ticket.release(outcome)
    expect(limiter.waitMs({ tokens: 60_000 })).toBe(usedMs)
  })

  it('starts who waits as soon as tokens are given back', async () => {
    const { limiter, ask, order } = setup({ tokensPerMinute: 60_000 })
    const held = await limiter.acquire({ cost: { tokens: 60_000 } })
    ask('waits', { cost: { tokens: 30_000 } })
    held.release({ usage: { inputTokens: 100, outputTokens: 100 } })
    await settle()
    expect(order).toEqual(['waits'])
  })

  it('is clamped by what the provider says, down and never up', async () => {
    const { limiter } = setup({ requestsPerMinute: 60 })
    limiter.clamp({ requests: { limit: 20, remaining: 5 } })
    expect(limiter.waitMs({ requests: 6 })).toBe(3_000)
    limiter.clamp({ requests: { limit: 600, remaining: 600 } })
    expect(limiter.waitMs({ requests: 6 })).toBe(3_000)
    expect(limiter.waitMs({ requests: 21 })).toBe(Number.POSITIVE_INFINITY)
    limiter.clamp({ requests: { limit: 0, remaining: Number.NaN }, tokens: { limit: -5, remaining: -5 } })
    expect(limiter.waitMs({ requests: 6 })).toBe(3_000)
  })

  it('learns a limit it was not told of', async () => {
    const { limiter } = setup()
    limiter.clamp({ tokens: { limit: 60_000, remaining: 1_000 } })
    expect(limiter.waitMs({ tokens: 1_000 })).toBe(0)
    expect(limiter.waitMs({ tokens: 2_000 })).toBe(1_000)
  })

  it('counts the calls in flight when it first hears of a limit', async () => {
    const { limiter } = setup()
    await Promise.all(Array.from({ length: 5 }, () => limiter.acquire()))
    limiter.clamp({ requests: { limit: 20, remaining: 19 } })
    expect(limiter.waitMs({ requests: 15 })).toBe(0)
    expect(limiter.waitMs({ requests: 16 })).toBe(3_000)
  })
})

describe('the gate of a limiter', () => {
  it('lets nobody start while it is closed, then one, then twice as many with every round', async () => {
    const { clock, limiter } = setup({ maxWaitMs: 60_000 })
    const startedMs: number[] = []
    limiter.closeGate(10_000)
    for (let index = 0; index < 15; index++) {
      void limiter.run(async () => {
        startedMs.push(clock.monotonic())
        await new Promise<void>((resolve) => clock.after(1_000, resolve))
      })
    }
    await clock.advance(60_000)
    expect(startedMs.map((atMs) => (atMs - 10_000) / 1_000)).toEqual([0, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 3, 3, 3, 3])
    expect(clock.pendingTimers).toBe(0)
  })

  it('is closed by a task that was told to come back later, for so long', async () => {
    const { limiter, events } = setup()
    const task = () => Promise.reject(new ChatError('rate-limited', 'Slow down.', { retryAfterMs: 7_000 }))
    await expect(limiter.run(task)).rejects.toMatchObject({ code: 'rate-limited' })
    expect(limiter.snapshot().gateClosedForMs).toBe(7_000)
    expect(limiter.waitMs()).toBe(7_000)
    expect(events).toContainEqual({ type: 'gate-closed', forMs: 7_000 })
  })

  it('refuses at once those who cannot wait for it, also where they waited already', async () => {
    const { limiter, ask } = setup({ concurrency: 1, maxWaitMs: 30_000 })
    limiter.acquire()
    const waits = ask('waits')
    const hurries = ask('hurries', { deadline: 5_000 })
    limiter.closeGate(20_000)
    await expect(hurries).rejects.toMatchObject({ retryAfterMs: 20_000 })
    await expect(ask('comes', { deadline: 19_000 })).rejects.toMatchObject({ retryAfterMs: 20_000 })
    limiter.closeGate(36_000_000)
    await expect(waits).rejects.toMatchObject({ retryAfterMs: 36_000_000 })
  })

  it('is not held up by calls that started before it closed', async () => {
    const { clock, limiter, ask, order } = setup()
    const old = [await limiter.acquire(), await limiter.acquire()]
    limiter.closeGate(1_000)
    ask('a')
    ask('b')
    await clock.advance(1_000)
    expect(order).toEqual(['a'])
    for (const ticket of old) ticket.release()
    await settle()
    expect(order).toEqual(['a'])
  })

  it('takes a shorter closing for no opening', async () => {
    const { limiter } = setup()
    limiter.closeGate(5_000)
    for (const forMs of [1_000, 0, -1, Number.NaN]) limiter.closeGate(forMs)
    expect(limiter.snapshot().gateClosedForMs).toBe(5_000)
  })

  it('survives a closing longer than any timer', async () => {
    const { clock, limiter, ask, order } = setup({ maxWaitMs: 2 ** 40 })
    limiter.closeGate(2 ** 33)
    ask('patient')
    await clock.advance(2 ** 33)
    expect(order).toEqual(['patient'])
  })
})

describe('an abort', () => {
  it('ends the wait at once with its own reason, and starts nothing', async () => {
    const { clock, limiter, ask } = setup({ concurrency: 1 })
    const held = limiter.acquire() as Ticket
    const controller = new AbortController()
    const reason = { why: 'gone' }
    const waits = ask('waits', { signal: controller.signal })
    const task = vi.fn(async () => {})
    const runs = limiter.run(task, { signal: controller.signal })
    controller.abort(reason)
    expect([limiter.queued, clock.pendingTimers]).toEqual([0, 0])
    await expect(waits).rejects.toBe(reason)
    await expect(runs).rejects.toBe(reason)
    await expect(limiter.run(task, { signal: controller.signal })).rejects.toBe(reason)
    held.release()
    await settle()
    expect(task).not.toHaveBeenCalled()
    expect(limiter.active).toBe(0)
  })

  it('between the turn and the start gives the place and the tokens back', async () => {
    const { limiter } = setup({ concurrency: 1, tokensPerMinute: 60_000 })
    const held = limiter.acquire() as Ticket
    const controller = new AbortController()
    const task = vi.fn(async () => {})
    const runs = limiter.run(task, { signal: controller.signal, cost: { tokens: 60_000 } })
    held.release()
    controller.abort('late')
    await expect(runs).rejects.toBe('late')
    expect(task).not.toHaveBeenCalled()
    expect([limiter.active, limiter.waitMs({ tokens: 60_000 })]).toEqual([0, 0])
  })

  it('lets the next one go if the one that held it up is gone', async () => {
    const { limiter, ask, order } = setup({ tokensPerMinute: 60_000, fairnessMs: 0 })
    limiter.acquire({ cost: { tokens: 30_000 } })
    const controller = new AbortController()
    ask('large', { cost: { tokens: 60_000 }, signal: controller.signal }).catch(() => {})
    ask('small', { cost: { tokens: 1_000 } })
    await settle()
    expect(order).toEqual([])
    controller.abort()
    await settle()
    expect(order.toSorted()).toEqual(['large refused', 'small'])
  })

  it('needs one listener per signal, however many wait, and none afterwards', async () => {
    const { limiter, ask } = setup({ concurrency: 1 })
    let held = limiter.acquire() as Ticket
    const { signal } = new AbortController()
    const add = vi.spyOn(signal, 'addEventListener')
    const remove = vi.spyOn(signal, 'removeEventListener')
    const asked = Array.from({ length: 100 }, (_, index) => ask(`${index}`, { signal }))
    expect(add).toHaveBeenCalledTimes(1)
    for (const waiting of asked) {
      expect(remove).not.toHaveBeenCalled()
      held.release()
      held = await waiting
    }
    expect(remove).toHaveBeenCalledTimes(1)
  })
})

describe('the options of a limiter', () => {
  const names = [
    'requestsPerMinute',
    'tokensPerMinute',
    'inputTokensPerMinute',
    'outputTokensPerMinute',
    'burst',
    'concurrency',
    'leaseMs',
  ]
  it.each(names)('cannot have %s below 1, or no number', (name) => {
    for (const value of [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(() => createLimiter({ [name]: value })).toThrow(new RegExp(`createLimiter: ${name} must .*${value}`))
    }
    expect(() => createLimiter({ [name]: 1 })).not.toThrow()
  })

  it.each(['maxQueue', 'maxWaitMs', 'fairnessMs'])('cannot have %s below 0, or no number', (name) => {
    for (const value of [-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(() => createLimiter({ [name]: value })).toThrow(RangeError)
    }
    expect(() => createLimiter({ [name]: 0 })).not.toThrow()
  })

  it('may all be left out, or undefined', () => {
    const options = Object.fromEntries(
      [...names, 'maxQueue', 'refund', 'store', 'name', 'onEvent'].map((name) => [name, undefined]),
    )
    expect(createLimiter(options).snapshot()).toEqual({
      queued: 0,
      active: 0,
      concurrency: Number.POSITIVE_INFINITY,
      gateClosedForMs: 0,
    })
  })

  it.each([{ requests: -1 }, { tokens: Number.NaN }, { inputTokens: -5 }])('refuses the cost %j', (cost) => {
    expect(() => setup().limiter.acquire({ cost })).toThrow(RangeError)
  })

  it('refuses a class and a deadline that there cannot be', async () => {
    const { limiter } = setup()
    expect(() => limiter.acquire({ priority: 4 as 3 })).toThrow(RangeError)
    expect(() => limiter.acquire({ deadline: Number.NaN })).toThrow(RangeError)
    expect([limiter.queued, limiter.active]).toEqual([0, 0])
  })

  it('tells what happens, and is not broken by who is told', async () => {
    const types: string[] = []
    const { limiter, clock } = setup({
      concurrency: 1,
      onEvent: ({ type }) => {
        types.push(type)
        throw new Error('broken observer')
      },
    })
    const held = limiter.acquire() as Ticket
    const waits = limiter.acquire()
    await clock.advance(250)
    held.release()
    await waits
    expect(types).toEqual(['started', 'queued', 'started'])
  })
})
