import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Budget } from './budget/budget-rule.ts'
import { collect } from './chat/collect.ts'
import { ChatError } from './chat/errors.ts'
import type { ChatEvent, Usage } from './chat/event.ts'
import { type CallContextInit, createCallContext, type Handler, type Observation } from './chat/handler.ts'
import type { ChatRequest } from './chat/request.ts'
import type { Price } from './money/price.ts'
import { createPriceList } from './money/price-list.ts'
import type { PipelineOptions } from './pipeline/pipeline-options.ts'
import { createPipeline } from './pipeline.ts'
import type { CounterStore } from './store/counter-store.ts'
import { createMemoryCounterStore } from './store/memory-counter-store.ts'
import { createMemoryLedgerStore } from './store/memory-ledger-store.ts'
import type { UsageRecord } from './store/usage-record.ts'
import { createTestClock, type TestClock } from './testing/test-clock.ts'

const price: Price = {
  ...{ provider: 'p', model: 'm', currency: 'CNY', asOf: '2026-11', source: 'test' },
  // A thousand tokens cost one yuan.
  rates: { input: '1000', output: '1000' },
}
const thinks: Price = { ...price, rates: { ...price.rates, thinking: { output: '2000' } } }
const daily: Budget = { per: 'all', amount: '100', currency: 'CNY', window: '1d' }
const messages = [{ role: 'user', content: 'Tell me something long about water and gates, please.' }] as const
const start: ChatEvent = { type: 'start', provider: 'p', model: 'm' }
const say = (text: string): ChatEvent => ({ type: 'text-delta', text })
const used = (usage: Usage): ChatEvent => ({ type: 'usage', usage })
const finish: ChatEvent = { type: 'finish', reason: 'stop' }

type Play = (request: ChatRequest, signal: AbortSignal) => AsyncIterable<ChatEvent>

function setup(play: Play, options: Partial<PipelineOptions<string>> & { clock?: TestClock } = {}) {
  const { clock = createTestClock(), ...rest } = options
  const observed: Observation[] = []
  const ledger = createMemoryLedgerStore()
  const handler: Handler = (request, { signal }) => play(request, signal)
  const pipeline = createPipeline<string>({
    targets: { t: { provider: 'p', model: 'm', handler } },
    ...{
      prices: createPriceList([price]),
      budget: [daily],
      ledger,
      clock,
      random: () => 0.5,
      logger: { warn() {}, error() {} },
    },
    onEvent: (said) => void observed.push(said),
    ...rest,
  })
  const ask = (request: Partial<ChatRequest> = {}, init: CallContextInit = {}) =>
    collect(pipeline({ messages, maxOutputTokens: 500, ...request }, createCallContext(init)))
  const records = async () => {
    const all: UsageRecord[] = []
    for await (const record of ledger.records()) all.push(record)
    return all
  }
  return { pipeline, ask, observed, clock, records }
}

/** Budgets of each caller, so that they can be asked for. */
const own: Budget = { ...daily, per: 'caller' }
const left = async (pipeline: { usage(caller: { id: string }): Promise<{ budgets: readonly object[] }> }) =>
  (await pipeline.usage({ id: 'anonymous' })).budgets[0]

/** A store elsewhere: its answers take a while, and it fails when told to. */
function elsewhere(clock: TestClock, fails: { settle?: boolean } = {}): CounterStore {
  const memory = createMemoryCounterStore({ clock })
  return {
    open(counters) {
      const set = memory.open(counters)
      const go = async <Value>(act: () => Value | Promise<Value>): Promise<Value> => {
        await undefined
        return act()
      }
      return {
        take: (...all) => go(() => set.take(...all)),
        settle: (...all) => go(() => (fails.settle ? Promise.reject(new Error('down')) : set.settle(...all))),
        renew: (lease) => go(() => set.renew(lease)),
        clamp: (levels) => go(() => set.clamp(levels)),
        levels: () => go(() => set.levels()),
        spent: () => go(() => set.spent()),
      }
    },
  }
}

describe('a budget in a store elsewhere', () => {
  const play: Play = async function* () {
    yield* [start, say('a'), used({ inputTokens: 100, outputTokens: 500 }), finish]
  }

  it('tells of its shares though nobody waits for it', async () => {
    const clock = createTestClock()
    const { ask, observed } = setup(play, { clock, store: elsewhere(clock), budget: [{ ...own, amount: '1' }] })
    await ask()
    await clock.advance(0)
    expect(observed).toContainEqual(expect.objectContaining({ type: 'budget-threshold', threshold: 0.5, used: '0.6' }))
  })

  it('says so where it cannot be told what a call has cost', async () => {
    const clock = createTestClock()
    const { ask, observed, pipeline } = setup(play, { clock, store: elsewhere(clock, { settle: true }), budget: [own] })
    await ask()
    await pipeline.close()
    expect(observed.find(({ type }) => type === 'budget-failed')).toMatchObject({
      target: 't',
      error: { message: 'down' },
    })
  })
})

describe('a call that takes long', () => {
  it.each([false, true])('keeps its reservation (in a store elsewhere: %s)', async (isElsewhere) => {
    const clock = createTestClock()
    const play: Play = async function* () {
      yield* [start, say('a')]
      yield* [used({ inputTokens: 10, outputTokens: 490 }), finish]
    }
    const store = isElsewhere ? elsewhere(clock) : undefined
    const { pipeline, ask } = setup(play, { clock, store, budget: [{ ...own, amount: '1' }], callMs: false })
    const slow = pipeline({ messages, maxOutputTokens: 500 }, createCallContext())[Symbol.asyncIterator]()
    while ((await slow.next()).value?.type !== 'text-delta');
    for (let minute = 0; minute < 30; minute++) {
      await clock.advance(60_000)
      // Others come and go: each of them may cost half of it.
      await ask({ maxOutputTokens: 900 }).catch(() => undefined)
    }
    expect(await left(pipeline)).toMatchObject({ used: '0', left: expect.stringMatching(/^0\.4/) })
    while (!(await slow.next()).done);
    expect(await left(pipeline)).toMatchObject({ used: '0.5', reserved: '0' })
  })
})

describe('what an attempt costs', () => {
  const timeout = () => new ChatError('timeout', 'Slow.', { cause: { clock: 'first-token', afterMs: 5 } })
  it.each<[string, readonly (ChatEvent | Error)[], 'nothing' | 'the question' | 'more']>([
    ['a refusal', [new ChatError('bad-request', 'No.')], 'nothing'],
    ['a failure after its start', [start, new ChatError('server', 'No.')], 'nothing'],
    ['a cut by our own clock', [start, timeout()], 'the question'],
    ['a cut before its start', [timeout()], 'the question'],
    ['a lost connection', [start, new ChatError('network', 'Lost.')], 'the question'],
    ['a lost connection before its start', [new ChatError('network', 'Lost.')], 'nothing'],
    ['a failure in its midst', [start, say('Well, well, well'), new ChatError('server', 'No.')], 'more'],
  ])('%s is the same for the record and the budget', async (_, script, expected) => {
    for (const retry of [false, { attempts: 3, budget: false }] as const) {
      const play: Play = async function* () {
        for (const step of script) {
          if (step instanceof Error) throw step
          yield step
        }
      }
      const { ask, pipeline, clock, records } = setup(play, { budget: [own], retry, breaker: false })
      const asked = ask().catch((error: ChatError) => error)
      await clock.advance(60_000)
      await asked
      const [record] = await records()
      const state = await left(pipeline)
      expect(state).toMatchObject({ reserved: '0', used: record?.cost?.CNY ?? '0' })
      const tokens = (record?.usage.inputTokens ?? 0) / (record?.attempts.length ?? 1)
      expect(tokens > 10, `${tokens}`).toBe(expected !== 'nothing')
      expect((record?.usage.outputTokens ?? 0) > 0).toBe(expected === 'more')
    }
  })

  it('knows an answer that thought, though it was left', async () => {
    const play: Play = async function* () {
      yield start
      yield {
        type: 'reasoning-delta',
        text: 'Let me think about this for a good while, and then some more. '.repeat(20),
      }
      yield say('a')
    }
    const { pipeline, records } = setup(play, { budget: [own], prices: createPriceList([thinks]) })
    for await (const event of pipeline({ messages, maxOutputTokens: 500 }, createCallContext())) {
      if (event.type === 'reasoning-delta') break
    }
    const [record] = await records()
    const { inputTokens, outputTokens, reasoningTokens } = record!.usage
    expect(reasoningTokens).toBe(outputTokens)
    expect(Number(record!.cost?.CNY)).toBeCloseTo((inputTokens + 2 * outputTokens) / 1_000, 9)
    expect(await left(pipeline)).toMatchObject({ used: record!.cost?.CNY })
  })

  it('is estimated where a handler reports nonsense, or leaves out its start', async () => {
    const text = 'The quick brown fox jumps over the lazy dog. '.repeat(5)
    const nonsense: readonly (readonly ChatEvent[])[] = [
      [start, say(text), used({ inputTokens: Number.NaN, outputTokens: 5 }), finish],
      [start, say(text), used({ inputTokens: 5, outputTokens: -1_000 }), finish],
      [start, say(text), used({ inputTokens: 0, outputTokens: 0 }), finish],
      [say(text), finish],
    ]
    for (const script of nonsense) {
      const play: Play = async function* () {
        yield* script
      }
      const { ask, pipeline, records } = setup(play, { budget: [own] })
      await ask()
      const [record] = await records()
      expect(record?.usage).toMatchObject({ estimated: true })
      expect(record?.usage.outputTokens).toBeGreaterThan(40)
      expect(await left(pipeline)).toMatchObject({ used: record?.cost?.CNY })
    }
  })

  it('is nothing where the reader leaves, or aborts, before any provider was asked', async () => {
    const play: Play = async function* () {
      yield* [start, say('a'), used({ inputTokens: 100, outputTokens: 500 }), finish]
    }
    const { ask, pipeline, records } = setup(play, { budget: [{ ...own, amount: '2', warnAt: [0.1] }] })
    await ask()
    const controller = new AbortController()
    const call = pipeline({ messages, maxOutputTokens: 500 }, createCallContext({ signal: controller.signal }))[
      Symbol.asyncIterator
    ]()
    expect((await call.next()).value).toMatchObject({ notice: 'budget' })
    controller.abort('gone')
    await expect(call.next()).rejects.toBe('gone')
    expect(await left(pipeline)).toMatchObject({ used: '0.6', reserved: '0' })
    expect((await records()).at(-1)).toMatchObject({ outcome: 'aborted', attempts: [], usage: { inputTokens: 0 } })
  })
})

describe('a call that waits over midnight', () => {
  it('is paid from the day in which it starts', async () => {
    const clock = createTestClock(Date.parse('2026-11-23T23:59:50Z'))
    const play: Play = async function* ({ maxOutputTokens = 0 }) {
      yield* [start, say('a'), used({ inputTokens: 10, outputTokens: maxOutputTokens - 40 }), finish]
    }
    const limit = { t: { requestsPerMinute: 3, burst: 1 } }
    const { ask, pipeline } = setup(play, { clock, limit, budget: [{ ...own, amount: '1' }] })
    await ask({ maxOutputTokens: 100 })
    // There is enough of today, but it has to wait for its turn until tomorrow.
    const waiting = ask({ maxOutputTokens: 800 }).catch((error: unknown) => error)
    await clock.advance(30_000)
    expect(await waiting).toMatchObject({ cost: { CNY: '0.77' } })
    expect(await left(pipeline)).toMatchObject({ used: '0.77' })
  })
})

describe('options of budgets', () => {
  const play: Play = async function* () {
    yield* [start, finish]
  }
  it('are refused by name', () => {
    const dollars = { ...daily, currency: 'USD', unpriced: 'allow' } as const
    expect(() => setup(play, { budget: [dollars] })).toThrow('no rate between CNY and USD')
    expect(() => setup(play, { budget: {} as never })).toThrow('createPipeline: budget must be a list')
    expect(() => setup(play, { budget: [undefined] as never })).toThrow('budget[0] must be an object, got undefined')
    expect(() => setup(play, { prices: {} as never })).toThrow(
      'createPipeline: prices must be what createPriceList gives',
    )
    for (const [wrong, message] of [
      [{ warnAt: 5 }, 'budget[0].warnAt must be a list of shares, got 5'],
      [{ onThreshold: 'x' }, 'budget[0].onThreshold must be a function, got x'],
      [{ rolling: 'yes' }, 'budget[0].rolling must be true or false, got yes'],
      [{ timeZone: 'Moon' }, 'budget[0]: timeZone is not known: Moon'],
    ] as const) {
      expect(() => setup(play, { budget: [{ ...daily, ...wrong } as never] })).toThrow(message)
    }
  })

  it('may degrade to a target that is not the first, whatever the order says of that one', () => {
    const handler: Handler = (request, { signal }) => play(request, signal)
    const targets = {
      dear: { provider: 'p', model: 'm', handler },
      cheap: { provider: 'p', model: 'm', handler },
    }
    const options = { targets, prices: createPriceList([price]), budget: [{ ...daily, mode: 'degrade' } as const] }
    expect(() => createPipeline<string>({ ...options, order: ['cheap'] })).not.toThrow()
    expect(() => createPipeline<string>({ ...options, order: ['dear'] })).toThrow('budget[0] degrades')
  })
})

describe('records and budgets', () => {
  const step = fc.constantFrom<ChatEvent | 'pause' | 'fail' | 'cut' | 'slow down'>(
    say('Well, well'),
    { type: 'reasoning-delta', text: 'Hm, let me see' },
    used({ inputTokens: 30, outputTokens: 2 }),
    used({ inputTokens: 30, outputTokens: 40, reasoningTokens: 4 }),
    'pause',
    'fail',
    'cut',
    'slow down',
  )

  it('say the same of whatever happens', async () => {
    const script = fc.record({
      hasStart: fc.boolean(),
      steps: fc.array(step, { maxLength: 5 }),
      leavesAfter: fc.option(fc.nat(4), { nil: 99 }),
      aborts: fc.boolean(),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(script, { minLength: 1, maxLength: 8 }), fc.boolean(), async (scripts, isElsewhere) => {
        const clock = createTestClock()
        let turn = 0
        const play: Play = async function* (_, signal) {
          const { hasStart, steps } = scripts[turn++ % scripts.length]!
          if (hasStart) yield start
          for (const next of steps) {
            if (next === 'pause') await new Promise<void>((resolve) => void clock.after(10, resolve))
            else if (next === 'fail') throw new ChatError('server', 'No.')
            else if (next === 'cut') throw new ChatError('interrupted', 'Cut.')
            else if (next === 'slow down') throw new ChatError('rate-limited', 'Slow down.', { retryAfterMs: 100 })
            else yield next
            signal.throwIfAborted()
          }
          yield finish
        }
        const store = isElsewhere ? elsewhere(clock) : undefined
        const { pipeline, records } = setup(play, { clock, store, budget: [own], breaker: false })
        const calls = scripts.map(async ({ leavesAfter, aborts }) => {
          const controller = new AbortController()
          let seen = 0
          try {
            const context = createCallContext({ signal: controller.signal })
            for await (const _ of pipeline({ messages, maxOutputTokens: 300 }, context)) {
              if (seen++ < leavesAfter) continue
              if (!aborts) break
              controller.abort('enough')
            }
          } catch {
            // Failures are a part of it.
          }
        })
        let isOver = false
        const over = Promise.all(calls).then(() => {
          isOver = true
        })
        for (let second = 0; second < 1_000 && !isOver; second++) await clock.advance(1_000)
        await over
        await pipeline.close()
        const all = await records()
        expect(all).toHaveLength(scripts.length)
        const nanos = all.reduce((sum, { cost }) => sum + Math.round(Number(cost?.CNY ?? 0) * 1e9), 0)
        const state = (await left(pipeline)) as { used: string; reserved: string }
        expect(state.reserved).toBe('0')
        expect(Math.round(Number(state.used) * 1e9)).toBe(nanos)
      }),
      { numRuns: 40 },
    )
  }, 60_000)
})

describe('thoughts that a vendor does not count', () => {
  it('are billed all the same, and are no estimate', async () => {
    const play: Play = async function* () {
      yield start
      yield { type: 'reasoning-delta', text: 'Let me think.' }
      yield* [say('a'), used({ inputTokens: 100, outputTokens: 50 }), finish]
    }
    const { ask, pipeline, records } = setup(play, { budget: [own], prices: createPriceList([thinks]) })
    await ask()
    const [record] = await records()
    expect(record).toMatchObject({ usage: { inputTokens: 100, outputTokens: 50 }, cost: { CNY: '0.2' } })
    expect(record?.usage.estimated).toBeUndefined()
    expect(await left(pipeline)).toMatchObject({ used: '0.2' })
  })
})
