import { describe, expect, it } from 'vitest'
import { collect } from '../chat/collect.ts'
import { compose } from '../chat/compose.ts'
import { createCallContext, type Handler, type Observation, type Policy } from '../chat/handler.ts'
import { createPriceList } from '../money/price-list.ts'
import { createMemoryCounterStore } from '../store/memory-counter-store.ts'
import { type ScriptStep, scripted } from '../testing/scripted.ts'
import { createTestClock, type TestClock } from '../testing/test-clock.ts'
import { breaker, budget, limit } from './policies.ts'
import { answer, failed, finish, inTurn, never, readInto, start, used, whole } from './test-support/one-lane.ts'

function setup(scripts: readonly (readonly ScriptStep[])[], policiesOf: (clock: TestClock) => Policy[]) {
  const clock = createTestClock()
  const observed: Observation[] = []
  const { handler, asked } = inTurn(...scripts)
  const guarded = compose(...policiesOf(clock))(handler)
  const open = (maxOutputTokens?: number) => {
    const context = createCallContext({ observe: (said) => observed.push(said) })
    const messages = [{ role: 'user', content: 'hi' }] as const
    return guarded({ messages, maxOutputTokens }, context)[Symbol.asyncIterator]()
  }
  const read = (maxOutputTokens?: number) => readInto(open(maxOutputTokens))
  return { clock, observed, asked, open, read }
}

describe('limit as a policy of one’s own', () => {
  it('has calls wait for their turn', async () => {
    const { read, clock } = setup([answer], (clock) => [limit({ requestsPerMinute: 60, burst: 1, clock })])
    const lists = [read(), read()]
    await clock.advance(999)
    expect(lists).toEqual([whole, ['notice']])
    await clock.advance(1)
    expect(lists[1]).toEqual(['notice', ...whole])
    expect(clock.pendingTimers).toBe(0)
  })

  it('refuses whom it would keep for too long', async () => {
    const { read, clock, observed } = setup([answer], (clock) => [
      limit({ requestsPerMinute: 1, burst: 1, maxWaitMs: 59_999, clock }),
    ])
    const lists = [read(), read()]
    await clock.advance(0)
    expect(lists).toEqual([whole, ['rate-limited']])
    expect(observed.at(-1)).toMatchObject({ type: 'attempt-refused', reason: 'wait-too-long' })
  })

  it('estimates tokens where it counts them', async () => {
    const { read, clock } = setup([answer], (clock) => [limit({ tokensPerMinute: 1_000, clock })])
    const lists = [read(2_000), read(900), read(900)]
    await clock.advance(0)
    expect(lists).toEqual([['rate-limited'], whole, ['notice']])
  })

  it('closes the gate for all when one came too fast, and that costs no attempt', async () => {
    const { read, clock, asked } = setup([[failed('rate-limited', 5_000)], answer], (clock) => [limit({ clock })])
    const first = read()
    await clock.advance(10)
    const second = read()
    await clock.advance(4_980)
    expect([first, second, asked()]).toEqual([['notice'], ['notice'], 1])
    await clock.advance(10)
    expect([first, second]).toEqual([
      ['notice', ...whole],
      ['notice', ...whole],
    ])
  })

  it('refuses options that make no sense', () => {
    expect(() => limit({ requestsPerMinute: 0 })).toThrow(RangeError)
    expect(limit()).toBeTypeOf('function')
  })
})

describe('breaker as a policy of one’s own', () => {
  const options = { consecutive: 2, openMs: 1_000, successes: 1, random: () => 0.5 }

  it('asks a provider no more that keeps failing, until it is time to look', async () => {
    const { read, clock, asked, observed } = setup([[failed('server')], [failed('network')], answer], (clock) => [
      breaker({ ...options, clock }),
    ])
    for (const expected of [['server'], ['network'], ['circuit-open']]) {
      const list = read()
      await clock.advance(0)
      expect(list).toEqual(expected)
    }
    expect([asked(), observed.at(-1)]).toMatchObject([2, { type: 'attempt-refused', code: 'circuit-open' }])
    await clock.advance(1_000)
    const probe = read()
    await clock.advance(0)
    expect(probe).toEqual(whole)
  })

  it('may have calls wait instead', async () => {
    const { read, clock, asked } = setup([[failed('server')], [failed('server')], answer], (clock) => [
      breaker({ ...options, whenOpen: 'wait', clock }),
    ])
    read()
    read()
    await clock.advance(0)
    const list = read()
    await clock.advance(999)
    expect([list, asked()]).toEqual([[], 2])
    await clock.advance(1)
    expect(list).toEqual(whole)
    expect(clock.pendingTimers).toBe(0)
  })

  it('does not count what speaks against the request, and refuses options that make no sense', async () => {
    const { read, clock, asked } = setup([[failed('bad-request')]], (clock) => [breaker({ ...options, clock })])
    for (let call = 0; call < 5; call++) read()
    await clock.advance(0)
    expect(asked()).toBe(5)
    expect(() => breaker({ consecutive: 0 })).toThrow(RangeError)
    expect(breaker()).toBeTypeOf('function')
  })
})

describe('both together', () => {
  it('keep a call neither’s turn nor permit when it is left', async () => {
    const { open, read, clock, asked } = setup([[start, never], answer], (clock) => [
      breaker({ consecutive: 1, clock }),
      limit({ concurrency: 1, clock }),
    ])
    const left = open()
    await left.next()
    await left.return?.()
    const list = read()
    await clock.advance(0)
    expect([list, asked(), clock.pendingTimers]).toEqual([whole, 2, 0])
  })
})

describe('both by hand, one around the other', () => {
  it('let the refusal of the limit pass as what it is: no word of the provider, and at once', async () => {
    const { read, clock, observed } = setup([[start, never], answer], (clock) => [
      breaker({ clock }),
      limit({ concurrency: 1, maxQueue: 0, clock }),
    ])
    void read()
    await clock.advance(0)
    const refused = read()
    await clock.advance(0)
    expect(refused).toEqual(['rate-limited'])
    expect(observed.map(({ type }) => type)).not.toContain('gate-closed')
    expect(observed.map(({ type }) => type)).not.toContain('attempt-failed')
  })
})

describe('budget around a handler', () => {
  const price = { provider: 'p', model: 'm', currency: 'CNY', rates: { input: '1000', output: '1000' } } as const
  const prices = createPriceList([{ ...price, asOf: '2026-11', source: 'test' }])
  const daily = { per: 'all', amount: '1', currency: 'CNY', window: '1d' } as const
  const asking = (handler: Handler) => (maxOutputTokens: number) =>
    collect(handler({ messages: [{ role: 'user', content: 'hi' }], maxOutputTokens }, createCallContext()))

  it('reserves before the call, books after it, and counts together in one store', async () => {
    const options = { budgets: [daily], provider: 'p', model: 'm', prices, store: createMemoryCounterStore() }
    const [one, other] = [scripted(start, used(10, 490), finish), scripted(start, used(10, 190), finish)]
    await asking(budget(options)(one))(800)
    const ask = asking(budget(options)(other))
    await ask(400)
    await expect(ask(400)).rejects.toMatchObject({ code: 'over-budget' })
  })

  it('needs a price', () => {
    expect(() => budget({ budgets: [daily], provider: 'p', model: 'x', prices })).toThrow('the price of x (p x)')
  })
})
