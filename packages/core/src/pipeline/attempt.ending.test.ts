import { getEventListeners } from 'node:events'
import { describe, expect, it, vi } from 'vitest'
import { compose } from '../chat/compose.ts'
import type { ChatEvent } from '../chat/event.ts'
import { createCallContext, type Handler } from '../chat/handler.ts'
import { clocks } from '../clocks/clocks.ts'
import { createLimiter } from '../limit/limiter.ts'
import type { ScriptStep } from '../testing/scripted.ts'
import { createTestClock } from '../testing/test-clock.ts'
import { attempt } from './attempt.ts'
import { failed, finish, never, oneLane, say, start, used } from './test-support/one-lane.ts'

const bounds = { concurrency: 1, tokensPerMinute: 10_000 }
const untilAborted: ScriptStep = ({ context: { signal } }) =>
  new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason), { once: true }))

describe('the turn and the permit of an attempt', () => {
  it.each<[string, ScriptStep[]]>([
    ['an answer', [start, say('a'), finish]],
    ['nothing at all', []],
    ['a failure at once', [failed('server')]],
    ['a failure in the middle', [start, say('a'), failed('interrupted')]],
    ['a failure that is no ChatError', [start, new TypeError('x is not a function')]],
  ])('are given back after %s', async (_, script) => {
    const { read, clock, limiter, breaker } = oneLane([script], { limit: bounds, breaker: { probes: 1 } })
    read()
    await clock.advance(0)
    expect([limiter.active, limiter.queued, clock.pendingTimers]).toEqual([0, 0, 0])
    expect(breaker?.check()).toBeUndefined()
  })

  it.each([0, 1, 2])('are given back by an abort after %d events', async (events) => {
    const { open, limiter, breaker } = oneLane([[...[start, say('a')].slice(0, events), untilAborted]], {
      limit: bounds,
    })
    const controller = new AbortController()
    const iterator = open({ signal: controller.signal })
    for (let event = 0; event < events; event++) await iterator.next()
    const next = iterator.next()
    controller.abort('stop')
    await expect(next).rejects.toBe('stop')
    expect([limiter.active, limiter.queued]).toEqual([0, 0])
    // An answer that has begun speaks for its provider.
    expect(breaker?.state()).toMatchObject({ calls: events < 2 ? 0 : 1, failures: 0 })
    expect(getEventListeners(controller.signal, 'abort')).toHaveLength(0)
  })

  it.each([0, 1, 2, 3])('are given back by a reader that leaves after %d events', async (events) => {
    const { open, limiter, breaker } = oneLane([[start, say('a'), finish]], { limit: bounds })
    const iterator = open()
    for (let event = 0; event < events; event++) await iterator.next()
    await iterator.return?.()
    expect(await iterator.next()).toEqual({ done: true, value: undefined })
    expect([limiter.active, limiter.queued]).toEqual([0, 0])
    expect(breaker?.state()).toMatchObject({ calls: events < 2 ? 0 : 1, failures: 0 })
  })

  it('are given back by a reader that leaves while it waits', async () => {
    const clock = createTestClock()
    const limiter = createLimiter({ clock, concurrency: 1 })
    const options = {
      target: 't',
      lane: 'l',
      provider: 'p',
      model: 'm',
      whenOpen: 'fail',
      countsTokens: false,
    } as const
    const policy = attempt({
      ...options,
      learnsFromRefusals: false,
      maxWaitMs: 1,
      hasOther: () => false,
      breaker: undefined,
      limiter,
      clock,
    })
    const hung: Handler = () => ({ [Symbol.asyncIterator]: () => ({ next: never, return: never }) })
    const handler = compose(policy, clocks({ clock }))(hung)
    const iterator = handler({ messages: [] }, createCallContext())[Symbol.asyncIterator]()
    const next = iterator.next()
    await clock.advance(0)
    expect(limiter.active).toBe(1)
    const left = iterator.return?.()
    expect(await next).toEqual({ done: true, value: undefined })
    await clock.advance(1_000)
    await left
    expect([limiter.active, clock.pendingTimers]).toEqual([0, 0])
  })

  it('are given back though the source cannot be ended', async () => {
    const clock = createTestClock()
    const limiter = createLimiter({ clock, concurrency: 1 })
    const options = {
      target: 't',
      lane: 'l',
      provider: 'p',
      model: 'm',
      whenOpen: 'fail',
      countsTokens: false,
    } as const
    const policy = attempt({
      ...options,
      learnsFromRefusals: false,
      maxWaitMs: 1,
      hasOther: () => false,
      breaker: undefined,
      limiter,
      clock,
    })
    const stuck: Handler = () => ({
      [Symbol.asyncIterator]: () => ({
        next: async () => ({ done: false, value: start }),
        return: () => Promise.reject(new Error('stuck')),
      }),
    })
    const iterator = policy(stuck)({ messages: [] }, createCallContext())[Symbol.asyncIterator]()
    await iterator.next()
    await expect(iterator.return?.()).rejects.toThrow('stuck')
    expect(limiter.active).toBe(0)
  })

  it('are not kept by a provider that hangs', async () => {
    const clock = createTestClock()
    const limiter = createLimiter({ clock, concurrency: 1 })
    const observe = vi.fn()
    const options = {
      target: 't',
      lane: 'l',
      provider: 'p',
      model: 'm',
      whenOpen: 'fail',
      countsTokens: false,
    } as const
    const policy = attempt({
      ...options,
      learnsFromRefusals: false,
      maxWaitMs: 1,
      hasOther: () => false,
      breaker: undefined,
      limiter,
      clock,
    })
    const hung: Handler = () => ({ [Symbol.asyncIterator]: () => ({ next: never, return: never }) })
    const handler = compose(policy, clocks({ clock, firstTokenMs: 500 }))(hung)
    const next = handler({ messages: [] }, createCallContext({ observe }))
      [Symbol.asyncIterator]()
      .next()
      .catch((error: unknown) => error)
    await clock.advance(500)
    expect(await next).toMatchObject({ code: 'timeout' })
    expect([limiter.active, clock.pendingTimers]).toEqual([0, 0])
    expect(observe).toHaveBeenLastCalledWith(
      expect.objectContaining({ type: 'attempt-failed', code: 'timeout', durationMs: 500 }),
    )
  })
})

describe('what an attempt tells the limiter', () => {
  const tokens = { countsTokens: true, limit: { tokensPerMinute: 1_000 } }
  const ask = (script: readonly ScriptStep[]) => {
    const lane = oneLane([script, [start]], tokens)
    /** How many tokens are left, by how long a call that needs all would have to wait. */
    const left = () => 1_000 - Math.round((lane.limiter.waitMs({ tokens: 1_000 }) / 60_000) * 1_000)
    return { ...lane, left }
  }

  it('is what it may need, and in the end what it took', async () => {
    const { open, left } = ask([start, say('a'), used(30, 12), finish])
    const iterator = open({}, { maxOutputTokens: 500 })
    await iterator.next()
    expect(left()).toBeGreaterThan(480)
    expect(left()).toBeLessThanOrEqual(500)
    for (let result = await iterator.next(); !result.done; ) result = await iterator.next()
    expect(left()).toBe(958)
  })

  it('is a lot where the request does not bound its answer', async () => {
    await expect(ask([start]).open().next()).rejects.toMatchObject({ code: 'rate-limited', retryAfterMs: undefined })
  })

  it.each<[string, ChatEvent[], number]>([
    ['before it said anything of tokens', [start, say('a')], 500],
    ['after it had said what it took', [start, say('a'), used(30, 1)], 969],
  ])('is as much as was reserved if a reader leaves %s', async (_, events, expected) => {
    const { open, left } = ask([...events, never])
    const iterator = open({}, { maxOutputTokens: 497 })
    for (const _ of events) await iterator.next()
    await iterator.return?.()
    expect(Math.abs(left() - expected)).toBeLessThanOrEqual(10)
  })

  it('is nothing where the provider refused it', async () => {
    const { open, left } = ask([failed('bad-request')])
    await expect(open({}, { maxOutputTokens: 500 }).next()).rejects.toMatchObject({ code: 'bad-request' })
    expect(left()).toBe(1_000)
  })

  it('is also what the provider says is left', async () => {
    const hinted: ChatEvent = {
      type: 'start',
      provider: 'p',
      model: 'm',
      rateHint: { requests: { limit: 60, remaining: 0 } },
    }
    const { open, read, clock } = oneLane([
      [hinted, say('a'), finish],
      [start, say('b'), finish],
    ])
    await open().next()
    const second = read()
    await clock.advance(999)
    expect(second).toEqual(['notice'])
    await clock.advance(1)
    expect(second).toEqual(['notice', 'start', 'b', 'finish', 'done'])
  })

  it('is how long its first content took', async () => {
    const samples: unknown[] = []
    const clock = createTestClock()
    const concurrency = { limit: 5, onSample: (sample: object) => void samples.push(sample) }
    const after = (ms: number) => () => clock.advance(ms)
    const script = [after(10), start, after(20), say('a'), after(300), say('b'), finish]
    const { open } = oneLane([script, [failed('overloaded')], [start, say('a'), finish]], {
      clock,
      limit: { concurrency },
    })
    const iterator = open()
    for (let result = await iterator.next(); !result.done; ) result = await iterator.next()
    await open()
      .next()
      .catch(() => undefined)
    expect(samples).toMatchObject([
      { startedMs: 0, endedMs: 330, latencyMs: 30, congestion: 'none' },
      { congestion: 'strong' },
    ])
    // One that is left half-way tells nothing.
    const left = open()
    await left.next()
    await left.return?.()
    expect(samples).toHaveLength(2)
  })
})
