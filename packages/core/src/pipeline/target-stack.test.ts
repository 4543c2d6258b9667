import { describe, expect, it } from 'vitest'
import type { ChatEvent } from '../chat/event.ts'
import { type CallContextInit, createCallContext, type Observation } from '../chat/handler.ts'
import { createMemoryCounterStore } from '../store/memory-counter-store.ts'
import type { ScriptStep } from '../testing/scripted.ts'
import { createTestClock } from '../testing/test-clock.ts'
import { createTargetStack, type TargetOptions } from './target-stack.ts'
import { answer, failed, finish, inTurn, never, readInto, say, start } from './test-support/one-lane.ts'

type Scripts = readonly (readonly ScriptStep[])[]
const of = (name: string): ChatEvent[] => [start, say(name), finish]
const whole = (name: string) => ['start', name, 'finish', 'done']
const messages = [{ role: 'user', content: 'hi' }] as const

/** A target with a lane for each list of scripts. */
function setup(lanes: Record<string, Scripts>, options: Partial<TargetOptions> = {}) {
  const clock = createTestClock()
  const observed: Observation[] = []
  const observer = (said: Observation) => void observed.push(said)
  const ways = Object.entries(lanes).map(([name, scripts], order) => ({ name, order, ...inTurn(...scripts) }))
  const target = { provider: 'p', model: 'm', handler: inTurn([]).handler, lanes: ways }
  const stack = createTargetStack('t', target, {
    ...{ limit: undefined, retry: {}, breaker: {}, clocks: {}, store: undefined, observer, clock, random: () => 0.5 },
    ...options,
  })
  const open = (init: CallContextInit = {}) =>
    stack
      .handler({ messages }, createCallContext({ observe: observer, requestId: 'r', ...init }))
      [Symbol.asyncIterator]()
  return {
    clock,
    stack,
    observed,
    open,
    read: (init?: CallContextInit) => readInto(open(init)),
    asked: () => ways.map(({ asked }) => asked()),
  }
}

describe('what stands around a target', () => {
  it('is one lane named like the target where the target has none', () => {
    const { handler } = inTurn(answer)
    const options = { limit: undefined, retry: {}, breaker: {}, clocks: {}, store: undefined, observer: undefined }
    const clock = createTestClock()
    const target = { provider: 'p', model: 'm', handler }
    expect(createTargetStack('gpt', target, { ...options, clock, random: undefined }).snapshot()).toMatchObject([
      {
        name: 'gpt',
        ...{ active: 0, calls: 0, failures: 0 },
        limiter: { queued: 0, active: 0, gateClosedForMs: 0 },
        breaker: { state: 'closed' },
      },
    ])
  })

  it('repeats what failed for a passing reason, and says so', async () => {
    const { read, clock, observed, asked } = setup({ a: [[start, failed('server')], of('a')] })
    const list = read()
    await clock.advance(1_000)
    expect(list).toEqual(['notice', ...whole('a')])
    expect(asked()).toEqual([2])
    expect(observed).toMatchObject([
      { type: 'attempt-started', target: 't', lane: 'a' },
      { type: 'attempt-failed', code: 'server' },
      { type: 'retry-scheduled', requestId: 'r', target: 't', attempt: 2, delayMs: 125, code: 'server' },
      { type: 'attempt-started' },
    ])
  })

  it('can be switched off, each part by itself', async () => {
    const off = { retry: false, breaker: false, clocks: false } as const
    const { read, clock, stack } = setup({ a: [[failed('server')]] }, off)
    for (let call = 0; call < 20; call++) read()
    const last = read()
    await clock.advance(1_000)
    expect(last).toEqual(['server'])
    expect(stack.snapshot()[0]).toMatchObject({ breaker: undefined, circuit: undefined, failures: 21 })
    const hung = setup({ a: [[never]] }, { ...off, clocks: {} })
    const hanging = hung.read()
    await hung.clock.advance(120_000)
    expect(hanging).toEqual(['timeout'])
  })

  it('does not repeat, and says when to come back, while the circuit is open', async () => {
    const { read, clock, observed } = setup({ a: [[failed('network')]] }, { breaker: { consecutive: 2 } })
    const first = read()
    await clock.advance(1_000)
    expect(first).toEqual(['notice', 'notice', 'circuit-open'])
    expect(observed.filter(({ type }) => type === 'breaker-changed')).toMatchObject([
      { target: 't', lane: 'a', from: 'closed', to: 'open', reason: 'network', nextProbeAt: expect.any(Number) },
    ])
  })
})

describe('the lanes of a target', () => {
  it('each have a circuit: one that keeps failing is passed over', async () => {
    const { read, clock, asked, stack } = setup(
      { a: [[failed('server')]], b: [of('b')] },
      { breaker: { consecutive: 3 } },
    )
    for (let call = 0; call < 5; call++) {
      const list = read()
      await clock.advance(500)
      expect(list.at(-1)).toBe('done')
    }
    expect(asked()).toEqual([3, 5])
    expect(stack.snapshot()).toMatchObject([
      { name: 'a', breaker: { state: 'open' } },
      { name: 'b', breaker: { state: 'closed' } },
    ])
  })

  it('each have a gate: the call goes to another at once, and costs no attempt', async () => {
    const { read, clock, asked, observed } = setup(
      { a: [[failed('rate-limited', 5_000)], of('a')], b: [of('b')] },
      { retry: { attempts: 1 } },
    )
    const first = read()
    await clock.advance(0)
    expect(first).toEqual(whole('b'))
    const second = read()
    await clock.advance(0)
    expect([second, asked()]).toEqual([whole('b'), [1, 2]])
    await clock.advance(5_000)
    const third = read()
    await clock.advance(0)
    expect(third).toEqual(whole('a'))
    expect(observed.map(({ type }) => type)).not.toContain('retry-scheduled')
  })

  it('wait where no other is free, and that costs no attempt either', async () => {
    const tooFast = [failed('rate-limited', 5_000)]
    const { read, clock, asked, observed } = setup(
      { a: [tooFast, of('a')], b: [tooFast, of('b')] },
      { retry: { attempts: 1 } },
    )
    const list = read()
    await clock.advance(10_000)
    expect(list).toEqual(['notice', ...whole('b')])
    expect(asked()).toEqual([1, 2])
    expect(observed.map(({ type }) => type)).not.toContain('retry-scheduled')
  })

  it('have a call wait where the gate opens first', async () => {
    const { read, clock, asked } = setup(
      { a: [[failed('rate-limited', 30_000)], of('a')], b: [[failed('rate-limited', 2_000)], of('b')] },
      { retry: { attempts: 1 } },
    )
    const first = read()
    await clock.advance(0)
    const others = [read(), read()]
    await clock.advance(3_000)
    expect([first, ...others]).toEqual([
      ['notice', ...whole('b')],
      ['notice', ...whole('b')],
      ['notice', ...whole('b')],
    ])
    expect(asked()).toEqual([1, 4])
  })

  it('are none to turn to whose credential is refused', async () => {
    const scripts = { a: [of('a'), [failed('rate-limited', 5_000)], of('a')], b: [[failed('auth')]] }
    const { read, clock, asked } = setup(scripts, { retry: { attempts: 1 }, limit: { concurrency: 1 } })
    const lists = [read(), read()]
    await clock.advance(4_999)
    expect([lists, asked()]).toEqual([
      [whole('a'), ['notice']],
      [2, 1],
    ])
    await clock.advance(1)
    expect(lists[1]).toEqual(['notice', ...whole('a')])
    expect(asked()).toEqual([3, 1])
  })

  it('are used while they have room', async () => {
    const { open, asked, clock } = setup({ a: [[start, say('a'), never]], b: [of('b')] }, { limit: { concurrency: 1 } })
    const holding = open()
    await holding.next()
    const list = readInto(open())
    await clock.advance(0)
    expect([list, asked()]).toEqual([whole('b'), [1, 1]])
    await holding.return?.()
  })

  it('each have what the provider grants', async () => {
    const limit = { requestsPerMinute: 60, burst: 1 }
    const { read, clock, asked } = setup({ a: [of('a')], b: [of('b')] }, { limit })
    const lists = [read(), read(), read()]
    await clock.advance(0)
    expect([lists.map((list) => list.at(-1)), asked()]).toEqual([
      ['done', 'done', 'notice'],
      [1, 1],
    ])
    await clock.advance(1_000)
    expect(lists[2]?.at(-1)).toBe('done')
    expect(clock.pendingTimers).toBe(0)
  })

  it('share a store under names of their own', async () => {
    const keys: string[] = []
    const inner = createMemoryCounterStore({ clock: createTestClock() })
    const open: typeof inner.open = (counters) => {
      keys.push(...counters.map(({ key }) => key))
      return inner.open(counters)
    }
    setup({ a: [], b: [] }, { store: { open }, limit: { requestsPerMinute: 5, concurrency: 2 } })
    expect(keys).toEqual(['t/a:requests', 't/a:calls', 't/b:requests', 't/b:calls'])
  })

  it.each(['server', 'network'] as const)(
    'of a later order are asked when a call is repeated after %s',
    async (code) => {
      const { read, clock, asked, observed } = setup({ a: [[failed(code)]], b: [of('b')] })
      const list = read()
      await clock.advance(1_000)
      expect(list).toEqual(['notice', ...whole('b')])
      expect(asked()).toEqual([1, 1])
      expect(observed.flatMap((said) => (said.type === 'attempt-started' ? [said.lane] : []))).toEqual(['a', 'b'])
    },
  )

  it('are said to be left alone when their credential is refused', async () => {
    const { read, clock, observed } = setup({ a: [[failed('auth')]], b: [of('b')] })
    for (let call = 0; call < 2; call++) {
      read()
      await clock.advance(0)
    }
    const benched = observed.filter(({ type }) => type === 'lane-benched')
    expect(benched).toEqual([{ type: 'lane-benched', target: 't', lane: 'a', code: 'auth', forMs: 60_000 }])
  })

  it.each<[string, object, number]>([
    ['is known', { requestsPerMinute: 600 }, 5],
    ['in tokens is known', { tokensPerMinute: 100_000 }, 5],
    ['in tokens of answers is known', { outputTokensPerMinute: 100_000 }, 5],
    ['is not known', {}, 4],
  ])('learn from a refusal how much may be in flight where a rate %s', async (_, rates, expected) => {
    const { read, clock, stack } = setup(
      { a: [[failed('rate-limited', 100)], of('a')] },
      { limit: { concurrency: 'adaptive', ...rates } },
    )
    const list = read()
    await clock.advance(1_000)
    expect([list.at(-1), stack.snapshot()[0]?.limiter.concurrency]).toEqual(['done', expected])
  })

  it('may find out by themselves how much a provider takes', async () => {
    const { read, clock, stack } = setup(
      { a: [of('a'), [failed('overloaded')]] },
      { limit: { concurrency: 'adaptive' }, retry: false },
    )
    expect(stack.snapshot()[0]?.limiter.concurrency).toBe(5)
    read()
    await clock.advance(0)
    read()
    await clock.advance(0)
    expect(stack.snapshot()[0]?.limiter.concurrency).toBe(4)
  })
})

describe('the circuits of a target', () => {
  const scripts = { a: [[failed('server')]], b: [[failed('server')]] }
  const options = { breaker: { consecutive: 1 }, retry: false } as const
  const circuitsOf = (lanes: readonly { name: string; circuit?: unknown }[]) =>
    new Map(lanes.map(({ name, circuit }) => [name, JSON.parse(JSON.stringify(circuit))]))

  it('go on from a snapshot, by the names of the lanes', async () => {
    const before = setup(scripts, options)
    before.read()
    await before.clock.advance(0)
    const after = setup({ b: scripts.b, a: scripts.a }, options)
    after.stack.restore(circuitsOf(before.stack.snapshot()))
    expect(after.stack.snapshot()).toMatchObject([
      { name: 'b', breaker: { state: 'closed' } },
      { name: 'a', breaker: { state: 'open', reason: 'server' } },
    ])
  })

  it('ignore what is no snapshot, and lanes that are not theirs', () => {
    const { stack } = setup(scripts, options)
    stack.restore(
      new Map<string, unknown>([
        ['a', 'nonsense'],
        ['c', {}],
      ]),
    )
    expect(stack.snapshot()).toMatchObject([{ breaker: { state: 'closed' } }, { breaker: { state: 'closed' } }])
    setup(scripts, { breaker: false }).stack.restore(new Map([['a', {}]]))
  })
})
