import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Budget } from './budget/budget-rule.ts'
import { collect } from './chat/collect.ts'
import { ChatError, isChatError } from './chat/errors.ts'
import type { ChatEvent } from './chat/event.ts'
import { type CallContextInit, createCallContext, type Handler, type Observation } from './chat/handler.ts'
import type { ChatRequest } from './chat/request.ts'
import type { Price } from './money/price.ts'
import { createPriceList } from './money/price-list.ts'
import type { PipelineOptions } from './pipeline/pipeline-options.ts'
import { createPipeline } from './pipeline.ts'
import { savings } from './prompt/savings.ts'
import type { Target } from './route/target.ts'
import { createMemoryCounterStore } from './store/memory-counter-store.ts'
import { createMemoryLedgerStore } from './store/memory-ledger-store.ts'
import { createTestClock, type TestClock } from './testing/test-clock.ts'
import { estimateInputTokens } from './tokens/estimate.ts'

const price = (model: string, currency: 'CNY' | 'USD', rate: string): Price => ({
  ...{ provider: 'p', model, currency, rates: { input: rate, output: rate } },
  ...{ asOf: '2026-11', source: 'test' },
})
// A thousand tokens of `dear` cost one yuan, of `cheap` a tenth, of `foreign` a dollar.
const prices = createPriceList([
  price('dear', 'CNY', '1000'),
  price('cheap', 'CNY', '100'),
  price('foreign', 'USD', '1000'),
])
const daily: Budget = { per: 'caller', amount: '1', currency: 'CNY', window: '1d' }
const messages = [{ role: 'user', content: 'hi' }] as const
const finish: ChatEvent = { type: 'finish', reason: 'stop' }

type Play = (request: ChatRequest, model: string) => AsyncIterable<ChatEvent>

/** Uses 10 tokens of input and as many of output as it may. */
const usesAll: Play = async function* ({ maxOutputTokens = 0 }, model) {
  yield { type: 'start', provider: 'p', model }
  yield { type: 'text-delta', text: 'a' }
  yield { type: 'usage', usage: { inputTokens: 10, outputTokens: maxOutputTokens } }
  yield finish
}

function setup(options: Partial<PipelineOptions<string>> & { models?: string[]; play?: Play; clock?: TestClock } = {}) {
  const { models = ['dear'], play = usesAll, clock = createTestClock(), ...rest } = options
  const observed: Observation[] = []
  const asked: ChatRequest[] = []
  const target = (model: string): [string, Target] => {
    const handler: Handler = (request) => {
      asked.push(request)
      return play(request, model)
    }
    return [model, { provider: 'p', model, handler }]
  }
  const pipeline = createPipeline<string>({
    targets: Object.fromEntries(models.map(target)),
    prices,
    onEvent: (said) => void observed.push(said),
    clock,
    random: () => 0.5,
    ...rest,
  })
  const ask = (request: Partial<ChatRequest> = {}, init: CallContextInit = {}) =>
    collect(pipeline({ messages, ...request }, createCallContext({ caller: { id: 'ann' }, ...init })))
  return { pipeline, ask, asked, observed, clock }
}

describe('a pipeline with a budget', () => {
  it('takes what calls cost, then refuses with the time to come back', async () => {
    const { ask, pipeline } = setup({ budget: [daily] })
    expect(await ask({ maxOutputTokens: 490 })).toMatchObject({ usage: { outputTokens: 490 }, cost: { CNY: '0.5' } })
    expect(await pipeline.usage({ id: 'ann' })).toMatchObject({
      caller: 'ann',
      budgets: [{ per: 'caller', unit: 'CNY', used: '0.5', left: '0.5', reserved: '0', limit: '1' }],
      total: { calls: 1, cost: { CNY: '0.5' } },
    })
    await expect(ask({ maxOutputTokens: 600 })).rejects.toMatchObject({
      code: 'over-budget',
      message: expect.stringContaining('The budget of 1 CNY for this day'),
    })
    expect(await ask({ maxOutputTokens: 600 }, { caller: { id: 'bob' } })).toMatchObject({ cost: { CNY: '0.61' } })
    expect(pipeline.needsCaller).toBe(true)
  })

  it('always gives the answer an end, and nothing else', async () => {
    const { ask, asked } = setup({ budget: [{ ...daily, amount: '9' }] })
    await ask()
    await ask({ maxOutputTokens: 5 })
    expect(asked).toEqual([
      { messages, maxOutputTokens: 4_096 },
      { messages, maxOutputTokens: 5 },
    ])
  })

  it('turns to a cheaper target, where there is one', async () => {
    const { ask, observed } = setup({ models: ['dear', 'cheap'], order: ['dear', 'cheap'], budget: [daily] })
    expect(await ask({ maxOutputTokens: 2_000 })).toMatchObject({ cost: { CNY: '0.201' } })
    expect(observed.find(({ type }) => type === 'fell-back')).toMatchObject({
      from: 'dear',
      to: 'cheap',
      code: 'over-budget',
    })
    await expect(ask({ maxOutputTokens: 9_000 })).rejects.toMatchObject({ code: 'over-budget' })
  })

  it('degrades to the last target, which answers in any case', async () => {
    const { ask } = setup({
      ...{ models: ['dear', 'cheap'], order: ['dear', 'cheap'] },
      budget: [{ ...daily, mode: 'degrade' }],
    })
    for (let call = 0; call < 20; call++)
      expect(await ask({ maxOutputTokens: 9_990 })).toMatchObject({ cost: { CNY: '1' } })
  })

  it('counts a price in another currency by the rate that was given', async () => {
    const rates = { USD: { CNY: '7.10', asOf: '2026-11-01' } }
    const { ask, pipeline } = setup({ models: ['foreign'], budget: [{ ...daily, amount: '10' }], rates })
    expect(await ask({ maxOutputTokens: 990 })).toMatchObject({ cost: { USD: '1' } })
    expect((await pipeline.usage({ id: 'ann' })).budgets).toMatchObject([{ used: '7.1', left: '2.9' }])
  })

  it('gives all of it back for a call that failed, and repeats within it', async () => {
    let calls = 0
    const play: Play = async function* (request, model) {
      if (calls++ === 0) throw new ChatError('server', 'No.')
      yield* usesAll(request, model)
    }
    const { ask, pipeline, clock } = setup({ play, budget: [daily] })
    const answer = ask({ maxOutputTokens: 900 })
    await clock.advance(2_000)
    expect(await answer).toMatchObject({ cost: { CNY: '0.91' } })
    expect((await pipeline.usage({ id: 'ann' })).budgets).toMatchObject([{ used: '0.91', reserved: '0' }])
  })

  it('bills an answer that was left by what was received', async () => {
    const { pipeline } = setup({ budget: [daily] })
    const call = pipeline({ messages, maxOutputTokens: 900 }, createCallContext({ caller: { id: 'ann' } }))
    for await (const event of call) if (event.type === 'text-delta') break
    const { budgets, total } = await pipeline.usage({ id: 'ann' })
    expect(budgets).toMatchObject([{ reserved: '0', used: total.cost.CNY }])
    expect(Number(budgets[0]?.used)).toBeLessThan(0.02)
    expect(Number(budgets[0]?.used)).toBeGreaterThan(0)
  })

  it('tells of shares in the stream, to the caller whose they are', async () => {
    const { ask, observed, pipeline } = setup({ budget: [daily] })
    await ask({ maxOutputTokens: 590 })
    expect(observed).toContainEqual(expect.objectContaining({ type: 'budget-threshold', threshold: 0.5, used: '0.6' }))
    const events: ChatEvent[] = []
    const context = createCallContext({ caller: { id: 'ann' } })
    for await (const event of pipeline({ messages, maxOutputTokens: 5 }, context)) events.push(event)
    expect(events[0]).toMatchObject({
      type: 'notice',
      notice: 'budget',
      details: { threshold: 0.5, used: '0.6', limit: '1' },
    })
  })

  it('takes limit and budget together: whoever waits for the one holds nothing of the other', async () => {
    const { ask, pipeline, clock } = setup({ budget: [daily], limit: { dear: { requestsPerMinute: 60, burst: 1 } } })
    await ask({ maxOutputTokens: 90 })
    const waiting = ask({ maxOutputTokens: 90 })
    await clock.advance(500)
    expect((await pipeline.usage({ id: 'ann' })).budgets).toMatchObject([{ used: '0.1', reserved: '0' }])
    await clock.advance(500)
    await waiting
    expect((await pipeline.usage({ id: 'ann' })).budgets).toMatchObject([{ used: '0.2', reserved: '0' }])
    // Refused at once, though there is no turn either; and the turn is not lost.
    await expect(ask({ maxOutputTokens: 900 })).rejects.toMatchObject({ code: 'over-budget' })
    await clock.advance(1_000)
    await ask({ maxOutputTokens: 90 })
  })

  it('refuses to be built where it could not be kept', () => {
    expect(() => setup({ models: ['dear', 'secret'], budget: [daily] })).toThrow(
      'budget needs the price of secret (p secret)',
    )
    expect(() => setup({ models: ['foreign'], budget: [daily] })).toThrow('no rate between USD and CNY')
    expect(() => setup({ budget: [{ ...daily, mode: 'degrade' }] })).toThrow('budget[0] degrades')
    expect(() => setup({ rates: { USD: { CNY: '0', asOf: '2026-11-01' } } })).toThrow(RangeError)
    setup({ models: ['secret'], budget: [{ ...daily, unpriced: 'allow' }] })
    setup({ models: ['secret'], budget: [{ per: 'all', tokens: 5, window: '1h' }] })
  })

  it('keeps its records before it is closed', async () => {
    const memory = createMemoryLedgerStore()
    let kept = 0
    const ledger = {
      ...memory,
      append: async () => {
        await new Promise((resolve) => setTimeout(resolve, 5))
        kept++
      },
    }
    const { ask, pipeline } = setup({ ledger })
    await ask({ maxOutputTokens: 5 })
    await pipeline.close()
    expect(kept).toBe(1)
  })
})

describe('a call that is refused', () => {
  it('is told nothing before, for that would commit the response', async () => {
    const { ask, pipeline } = setup({ budget: [{ ...daily, warnAt: [0.1] }] })
    await ask({ maxOutputTokens: 490 })
    const events: ChatEvent[] = []
    const read = async (maxOutputTokens: number) => {
      const context = createCallContext({ caller: { id: 'ann' } })
      for await (const event of pipeline({ messages, maxOutputTokens }, context)) events.push(event)
    }
    await expect(read(900)).rejects.toMatchObject({ code: 'over-budget' })
    expect(events).toEqual([])
    await read(5)
    expect(events.map(({ type }) => type)).toEqual(['notice', 'start', 'text-delta', 'usage', 'finish'])
  })

  it('lets go of its turn where the reader leaves at the notice', async () => {
    const { ask, pipeline } = setup({ budget: [{ ...daily, warnAt: [0.1] }], limit: { dear: { concurrency: 1 } } })
    await ask({ maxOutputTokens: 490 })
    const call = pipeline({ messages, maxOutputTokens: 90 }, createCallContext({ caller: { id: 'ann' } }))
    for await (const event of call) if (event.type === 'notice') break
    expect((await pipeline.usage({ id: 'ann' })).budgets).toMatchObject([{ used: '0.5', reserved: '0' }])
    expect(pipeline.snapshot().targets.dear?.lanes[0]?.limiter.active).toBe(0)
  })
})

describe('a pipeline that learns', () => {
  it('corrects what it has to estimate by what answers reported', async () => {
    const text = 'The quick brown fox jumps over the lazy dog. '.repeat(20)
    // A tokenizer that needs two tokens where others need one.
    const play: Play = async function* (request, model) {
      yield { type: 'start', provider: 'p', model }
      yield { type: 'text-delta', text }
      yield {
        type: 'usage',
        usage: { inputTokens: 2 * estimateInputTokens(request, { model }).tokens, outputTokens: 400 },
      }
      yield finish
    }
    const leave = async (pipeline: Handler) => {
      for await (const event of pipeline({ messages }, createCallContext())) if (event.type === 'text-delta') break
    }
    const { pipeline, ask, observed } = setup({ play })
    await leave(pipeline)
    for (let answer = 0; answer < 50; answer++) await ask()
    await leave(pipeline)
    const [first, last] = observed.filter((said) => said.type === 'call-ended' && said.outcome === 'abandoned')
    const outputOf = (said: Observation | undefined) => (said?.type === 'call-ended' ? said.usage.outputTokens : 0)
    expect(outputOf(first)).toBeLessThan(250)
    expect(outputOf(last)).toBeGreaterThan(370)
    expect(outputOf(last)).toBeLessThan(430)
  })
})

describe('a pipeline that saves', () => {
  it('sends less, and says in the record how much less', async () => {
    const ledger = createMemoryLedgerStore()
    const { ask, asked, observed } = setup({ ledger, savings: savings({ compress: true }) })
    const content = `Look at this:${'\n'.repeat(40)}and        that   .`
    await ask({ messages: [{ role: 'user', content }] })
    expect(JSON.stringify(asked[0]?.messages).length).toBeLessThan(
      JSON.stringify([{ role: 'user', content }]).length - 30,
    )
    expect(observed.map(({ type }) => type)).toContain('prompt-shortened')
    for await (const { savedTokens } of ledger.records()) expect(savedTokens).toBeGreaterThan(1)
  })
})

describe('a thousand calls at once', () => {
  it('never spend more than the budget for a hundred', async () => {
    const random = createSeededRandom(7)
    const play: Play = async function* ({ maxOutputTokens = 0 }, model) {
      for (let turn = 0; turn < random() * 5; turn++) await undefined
      if (random() < 0.2) throw new ChatError('bad-request', 'No.')
      yield { type: 'start', provider: 'p', model }
      yield { type: 'text-delta', text: 'a' }
      yield { type: 'usage', usage: { inputTokens: 10, outputTokens: Math.ceil(random() * maxOutputTokens) } }
      yield finish
    }
    const { ask, pipeline } = setup({ play, budget: [{ ...daily, amount: '10' }] })
    const calls = Array.from({ length: 1_000 }, () => ask({ maxOutputTokens: 85 }).catch((error: unknown) => error))
    const results = await Promise.all(calls)
    const { budgets, total } = await pipeline.usage({ id: 'ann' })
    expect(results.filter((result) => isChatError(result) && result.code === 'over-budget').length).toBeGreaterThan(700)
    expect(Number(total.cost.CNY)).toBeLessThanOrEqual(10)
    expect(budgets).toMatchObject([{ used: total.cost.CNY, reserved: '0' }])
  })
})

describe('whatever becomes of calls', () => {
  const ending = fc.constantFrom('finish', 'fail', 'fail later', 'cut', 'abort', 'leave', 'hang')

  it('what is reserved and spent is all that is missing, and nothing leaks', async () => {
    const call = fc.record({
      ending,
      tokens: fc.integer({ min: 1, max: 300 }),
      share: fc.double({ min: 0, max: 1, noNaN: true }),
      afterMs: fc.nat(40),
      lastsMs: fc.nat(400),
      caller: fc.constantFrom('ann', 'bob'),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(call, { maxLength: 30 }), fc.boolean(), async (calls, isRolling) => {
        const clock = createTestClock()
        const memory = createMemoryCounterStore({ clock })
        const budgets: Budget[] = [
          { ...daily, rolling: isRolling },
          { per: 'all', amount: '1.5', currency: 'CNY', window: '1d' },
          { per: 'all', tokens: 2_000, window: '1d', mode: 'soft' },
        ]
        let plays: (typeof calls)[number][] = []
        const play: Play = async function* (_, model) {
          const { ending, tokens, share, lastsMs } = plays.shift()!
          const pause = () => new Promise<void>((resolve) => void clock.after(lastsMs / 2, resolve))
          await pause()
          if (ending === 'fail') throw new ChatError('bad-request', 'No.')
          yield { type: 'start', provider: 'p', model }
          yield { type: 'text-delta', text: 'Well' }
          await pause()
          if (ending === 'hang') await new Promise(() => {})
          if (ending === 'cut') throw new ChatError('interrupted', 'Cut.')
          yield { type: 'usage', usage: { inputTokens: 5, outputTokens: Math.floor(tokens * share) } }
          if (ending === 'fail later') throw new ChatError('server', 'No.')
          yield finish
        }
        const shared = {
          budget: budgets,
          play,
          clock,
          store: memory,
          retry: false,
          breaker: false,
          clocks: false,
        } as const
        const { pipeline, observed } = setup({ ...shared, callMs: false })
        let spent = 0
        const running = calls.map(async (planned) => {
          await new Promise<void>((resolve) => void clock.after(planned.afterMs * 20, resolve))
          const controller = new AbortController()
          const context = createCallContext({ caller: { id: planned.caller }, signal: controller.signal })
          plays = [...plays, planned]
          try {
            const events = pipeline({ messages, maxOutputTokens: planned.tokens }, context)
            for await (const event of events) {
              if (event.type === 'text-delta' && planned.ending === 'leave') break
              if (event.type === 'text-delta' && planned.ending === 'abort') controller.abort()
              if (event.type === 'text-delta' && planned.ending === 'hang') return
            }
          } catch (error) {
            // A refused one was never played.
            if (isChatError(error) && error.code === 'over-budget') plays = plays.filter((other) => other !== planned)
          }
        })
        const unfinished = calls.filter((planned) => planned.ending === 'hang').length
        for (let time = 0; time < 30; time++) {
          await clock.advance(50)
          for (const id of ['ann', 'bob']) {
            const [own] = (await pipeline.usage({ id })).budgets
            expect(Number(own!.used) + Number(own!.reserved) + Number(own!.left)).toBeCloseTo(1, 9)
          }
        }
        await Promise.all(running)
        spent = observed.reduce(
          (sum, said) => (said.type === 'call-ended' ? sum + Number(said.cost?.CNY ?? 0) : sum),
          0,
        )
        expect(spent).toBeLessThanOrEqual(1.5 + 1e-9)
        // Whoever died has its reservation back in the end.
        await clock.advance(700_000)
        const states = await Promise.all(['ann', 'bob'].map(async (id) => (await pipeline.usage({ id })).budgets[0]!))
        for (const { reserved, used, left } of states) {
          expect(reserved).toBe('0')
          expect(Number(used) + Number(left)).toBeCloseTo(1, 9)
        }
        expect(states.reduce((sum, { used }) => sum + Number(used), 0)).toBeCloseTo(spent, 9)
        expect(unfinished).toBeGreaterThanOrEqual(0)
      }),
      { numRuns: 60 },
    )
  }, 60_000)
})

function createSeededRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
    return state / 2_147_483_648
  }
}
