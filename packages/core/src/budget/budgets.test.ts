import { describe, expect, it } from 'vitest'
import type { Currency } from '../chat/cost.ts'
import type { Usage } from '../chat/event.ts'
import { type CallContextInit, createCallContext, type Observation } from '../chat/handler.ts'
import { createMemoryCounterStore } from '../store/memory-counter-store.ts'
import { createTestClock } from '../testing/test-clock.ts'
import type { Budget } from './budget-rule.ts'
import type { BudgetShare } from './budget-share.ts'
import { createBudgets } from './budgets.ts'
import type { Charge, Pricing } from './pricing.ts'

const dayMs = 86_400_000
const yuan = (amount: number) => BigInt(amount) * 1_000_000_000n
const daily: Budget = { per: 'caller', amount: '10', currency: 'CNY', window: '1d' }

/** Every token costs one yuan, or one dollar of `dear`; of `secret` no price is known. */
const pricing: Pricing = {
  worstCase: ({ model }, { inputTokens, outputTokens }) => charge(model, inputTokens + outputTokens),
  costOf: ({ model }, { inputTokens, outputTokens }) => charge(model, inputTokens + outputTokens),
  convert: ({ nanos }, to) => (to === 'CNY' ? nanos * 7n : nanos / 7n),
}

function charge(model: string, tokens: number): Charge | undefined {
  const currency: Currency = model === 'dear' ? 'USD' : 'CNY'
  return model === 'secret' ? undefined : { nanos: yuan(tokens), currency }
}

function setup(...budgets: Budget[]) {
  const clock = createTestClock()
  const store = createMemoryCounterStore({ clock })
  const all = createBudgets({ budgets, pricing, store, ttlMs: 60_000, clock })
  const observed: Observation[] = []
  let names = 0

  /** Takes the worst case, as a limiter would; the error where it is refused. */
  function begin(tokens: number, { model = 'm', target = 't', ...init }: Asked = {}) {
    const asked = { target, provider: 'p', model, at: clock.now() }
    const context = createCallContext({ requestId: 'r', observe: (said) => void observed.push(said), ...init })
    const share = all.share(asked, { inputTokens: 0, outputTokens: tokens }, context)
    return { share, error: share && take(share) }
  }
  function take({ reservation }: BudgetShare) {
    if (reservation === undefined) return undefined
    const name = `lease ${names++}`
    const result = store.open(reservation.counters).take(reservation.amounts, name)
    if (result instanceof Promise) throw new Error('the store is in memory')
    if (!result.ok) return reservation.refuse(result.index, result.waitMs)
    reservation.onTaken(name)
    return undefined
  }
  const states = (init: CallContextInit = {}) => all.states(createCallContext(init).caller)
  return { clock, all, observed, begin, states }
}
type Asked = CallContextInit & { model?: string; target?: string }
const used = (tokens: number): Usage => ({ inputTokens: 0, outputTokens: tokens })

describe('a budget', () => {
  it('reserves the worst case, and takes what it really was', async () => {
    const { begin, states } = setup(daily)
    const first = begin(6)
    expect(await states()).toMatchObject([{ limit: '10', used: '0', reserved: '6', left: '4' }])
    expect(begin(6).error).toMatchObject({ code: 'over-budget' })
    first.share?.settle(used(2))
    first.share?.settle(used(2))
    expect(await states()).toMatchObject([{ used: '2', reserved: '0', left: '8' }])
    expect(begin(8).error).toBeUndefined()
  })

  it('gives back what was reserved for nothing', async () => {
    const { begin, states } = setup(daily)
    begin(10).share?.settle(undefined)
    expect(await states()).toMatchObject([{ used: '0', reserved: '0', left: '10' }])
  })

  it('has back what was reserved by somebody who died', async () => {
    const { begin, states, clock } = setup(daily)
    const lost = begin(10)
    expect(begin(1).error).toBeDefined()
    await clock.advance(60_000)
    expect(begin(1).error).toBeUndefined()
    // Not dead, only late: it has cost what it has cost.
    lost.share?.settle(used(3))
    expect(await states()).toMatchObject([{ used: '3', reserved: '1', left: '6' }])
  })

  it('says how much there is and when it is whole again', async () => {
    const { begin, clock, observed } = setup({ ...daily, timeZone: 'Asia/Shanghai' })
    begin(9).share?.settle(used(9))
    const { error } = begin(5)
    const untilMs = 16 * 3_600_000 - (clock.now() % dayMs)
    const retryAfterMs = untilMs > 0 ? untilMs : untilMs + dayMs
    expect(error).toMatchObject({ code: 'over-budget', retryAfterMs })
    expect(error?.message).toMatch(
      /^The budget of 10 CNY for this day has too little left for this until \d{4}-.*T16:00:00Z\.$/,
    )
    expect(observed.at(-1)).toMatchObject({ type: 'budget-refused', per: 'caller', limit: '10', retryAfterMs })
  })

  it('tells what is only reserved from what is gone, and what can never be', () => {
    const { begin } = setup(daily)
    begin(8)
    expect(begin(5).error).toMatchObject({
      retryAfterMs: 1_000,
      message: 'The budget of 10 CNY for this day is reserved for answers that are still being written.',
    })
    const { error } = begin(11)
    expect(error?.message).toBe('The budget of 10 CNY for this day is smaller than what this may cost.')
    expect(error?.retryAfterMs).toBeUndefined()
  })

  it('begins anew with its next stretch of time', async () => {
    const { begin, states, clock } = setup(daily)
    begin(10).share?.settle(used(10))
    await clock.advance(dayMs)
    expect(await states()).toMatchObject([{ used: '0', left: '10' }])
    expect(begin(10).error).toBeUndefined()
  })

  it('books a call where it began, though it ends on the next day', async () => {
    const { begin, states, clock } = setup({ ...daily, window: '1m' })
    const { share } = begin(10)
    await clock.advance(59_999)
    share?.settle(used(7))
    await clock.advance(1)
    expect(await states()).toMatchObject([{ used: '0', left: '10' }])
  })

  it('rolls on where it is told to', async () => {
    const { begin, clock } = setup({ ...daily, window: '1h', rolling: true })
    begin(6).share?.settle(used(6))
    await clock.advance(1_800_000)
    begin(4).share?.settle(used(4))
    const { error } = begin(5)
    expect(error?.retryAfterMs).toBeGreaterThan(1_700_000)
    expect(error?.retryAfterMs).toBeLessThanOrEqual(1_860_000)
    await clock.advance(error?.retryAfterMs ?? 0)
    expect(begin(6).error).toBeUndefined()
    expect(begin(1).error).toBeDefined()
  })

  it('is each caller’s, each tag’s, each target’s, or everybody’s', () => {
    const ofTeam = (id: string, team: string): CallContextInit => ({ caller: { id, tags: { team } } })
    for (const [per, same, other] of [
      ['caller', { caller: { id: 'a' } }, { caller: { id: 'b' } }],
      ['tag:team', ofTeam('b', 'red'), ofTeam('a', 'blue')],
      ['model', { caller: { id: 'c' } }, { target: 'u' }],
      ['all', { caller: { id: 'c' }, target: 'u' }, undefined],
    ] as const) {
      const { begin } = setup({ ...daily, per })
      begin(10, ofTeam('a', 'red'))
      expect(begin(1, same).error, per).toBeDefined()
      if (other !== undefined) expect(begin(1, other).error, per).toBeUndefined()
    }
    expect(setup({ ...daily, per: 'tag:team' }).begin(99, { caller: { id: 'no team' } }).share).toBeUndefined()
  })

  it('counts tokens as well, and money of another currency by its rate', async () => {
    const { begin, states } = setup({ per: 'caller', tokens: 100, window: '1d' }, { ...daily, amount: '70' })
    begin(10, { model: 'dear' }).share?.settle(used(4))
    expect(await states()).toMatchObject([
      { unit: 'tokens', used: '4', left: '96' },
      { unit: 'CNY', used: '28', left: '42' },
    ])
    expect(begin(7, { model: 'dear' }).error).toMatchObject({ code: 'over-budget' })
    expect(begin(42).error).toBeUndefined()
  })

  it('takes from all budgets of a call, or from none', async () => {
    const { begin, states } = setup(daily, { ...daily, window: '1h', amount: '3' })
    expect(begin(5).error).toMatchObject({ message: expect.stringContaining('3 CNY for this hour') })
    expect(await states()).toMatchObject([{ reserved: '0' }, { reserved: '0' }])
  })

  it('counts in each of two that are alike', async () => {
    const { begin, states } = setup(daily, daily)
    begin(4).share?.settle(used(4))
    expect(await states()).toMatchObject([
      { used: '4', left: '6' },
      { used: '4', left: '6' },
    ])
  })

  it('refuses what has no price, unless that is allowed', async () => {
    const { begin } = setup(daily)
    expect(() => begin(1, { model: 'secret' })).toThrow('What this model costs is not known')
    const lax = setup({ ...daily, unpriced: 'allow' })
    lax.begin(1, { model: 'secret' }).share?.settle(used(1))
    expect(await lax.states()).toMatchObject([{ used: '0', left: '10' }])
    expect(setup({ per: 'all', tokens: 9, window: '1d' }).begin(1, { model: 'secret' }).error).toBeUndefined()
  })
})

describe('a soft budget', () => {
  it('counts without refusing anybody', async () => {
    const { begin, states } = setup({ ...daily, mode: 'soft' })
    const { share, error } = begin(50)
    expect([share?.reservation, error]).toEqual([undefined, undefined])
    share?.settle(used(50))
    expect(await states()).toMatchObject([{ used: '50', left: '0', mode: 'soft' }])
  })

  it('tells of every share once, and the caller with its next call', async () => {
    const told: number[] = []
    const onThreshold: Budget['onThreshold'] = ({ threshold }) => {
      told.push(threshold)
      throw new Error('whoever watches may not break a call')
    }
    const { begin, observed, clock } = setup({ ...daily, mode: 'soft', onThreshold })
    const spend = (tokens: number) => {
      const { share } = begin(tokens)
      const told = share?.notice()
      share?.settle(used(tokens))
      return told
    }
    expect(spend(4)).toBeUndefined()
    expect(spend(1)).toBeUndefined()
    expect(spend(0)).toMatchObject({
      notice: 'budget',
      details: {
        threshold: 0.5,
        used: '5',
        limit: '10',
        unit: 'CNY',
        resetsAt: clock.now() - (clock.now() % dayMs) + dayMs,
      },
    })
    expect(spend(6)).toBeUndefined()
    expect(spend(1)).toMatchObject({ details: { threshold: 1, used: '11' } })
    expect(told).toEqual([0.5, 0.8, 1])
    expect(observed.filter(({ type }) => type === 'budget-threshold')).toHaveLength(3)
    await clock.advance(dayMs)
    spend(5)
    expect(told).toEqual([0.5, 0.8, 1, 0.5])
  })

  it('does not tell a caller how others stand', () => {
    const { begin, observed } = setup({ ...daily, per: 'all', mode: 'soft' })
    begin(9).share?.settle(used(9))
    expect(observed).toMatchObject([{ threshold: 0.5 }, { threshold: 0.8, owner: undefined }])
    expect(begin(1).share?.notice()).toBeUndefined()
  })
})

describe('a budget that degrades', () => {
  it('refuses where there is another target, and the last one answers in any case', async () => {
    const { begin, states } = setup({ ...daily, mode: 'degrade' })
    begin(10, { canFallBack: true }).share?.settle(used(10))
    expect(begin(1, { canFallBack: true }).error).toMatchObject({ code: 'over-budget' })
    const last = begin(5)
    expect(last.error).toBeUndefined()
    last.share?.settle(used(5))
    expect(await states()).toMatchObject([{ used: '15', left: '0' }])
  })
})

describe('a budget of nonsense', () => {
  it.each<[Partial<Budget>, string]>([
    [{ per: 'user' as 'caller' }, "budget[0].per must be 'caller', 'model', 'all' or 'tag:' and a name, got user"],
    [{ per: 'tag:' as 'tag:x' }, 'budget[0].per must be'],
    [{ window: '1y' as '1d' }, "budget[0].window must be '1m', '1h', '1d', '1w' or '1mo', got 1y"],
    [{ window: 'toString' as '1d' }, 'budget[0].window must be'],
    [{ mode: 'firm' as 'hard' }, "budget[0].mode must be 'hard', 'soft' or 'degrade', got firm"],
    [{ unpriced: 'free' as 'allow' }, "budget[0].unpriced must be 'refuse' or 'allow', got free"],
    [{ amount: undefined }, 'budget[0] must limit either an amount of money or tokens'],
    [{ tokens: 5 }, 'budget[0] must limit either an amount of money or tokens'],
    [{ amount: undefined, tokens: 5 }, 'budget[0]: tokens have no currency'],
    [{ amount: undefined, currency: undefined, tokens: 0.5 }, 'budget[0].tokens must be a positive integer, got 0.5'],
    [{ currency: 'EUR' as 'USD' }, "budget[0].currency must be 'CNY' or 'USD', got EUR"],
    ...['0', '-1', '1e3', '9007200', ''].map((amount): [Partial<Budget>, string] => [
      { amount },
      `budget[0].amount must be a decimal number such as '5.00', at most 9007199, got ${amount}`,
    ]),
    [{ amount: 5 as unknown as string }, 'budget[0].amount must be a decimal number'],
    [{ timeZone: 'Moon' }, 'Moon'],
    [{ rolling: true, timeZone: 'UTC' }, 'budget[0]: one that is rolling has no timeZone'],
    [{ warnAt: [0] }, 'budget[0].warnAt must be shares above 0 and up to 1, got 0'],
    [{ warnAt: [1.1] }, 'budget[0].warnAt must be shares above 0 and up to 1, got 1.1'],
  ])('%j is refused by name', (wrong, message) => {
    expect(() => setup({ ...daily, ...wrong })).toThrow(message)
    expect(() => setup({ ...daily, ...wrong })).toThrow(RangeError)
  })
})
