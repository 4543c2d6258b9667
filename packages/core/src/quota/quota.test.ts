import { getEventListeners } from 'node:events'
import { describe, expect, it } from 'vitest'
import { ChatError } from '../chat/errors.ts'
import type { ChatEvent, Usage } from '../chat/event.ts'
import { type CallContextInit, createCallContext, type Observation } from '../chat/handler.ts'
import type { ChatRequest } from '../chat/request.ts'
import type { CounterSet, CounterStore } from '../store/counter-store.ts'
import { createMemoryCounterStore } from '../store/memory-counter-store.ts'
import { type ScriptStep, scripted } from '../testing/scripted.ts'
import { createTestClock } from '../testing/test-clock.ts'
import { estimateInputTokens } from '../tokens/estimate.ts'
import { quota } from './quota.ts'
import type { QuotaRule } from './quota-rule.ts'

const request: ChatRequest = { messages: [{ role: 'user', content: 'hi' }] }
const start: ChatEvent = { type: 'start', provider: 'p', model: 'm' }
const say = (text: string): ChatEvent => ({ type: 'text-delta', text })
const used = (inputTokens: number, outputTokens: number): ChatEvent => ({
  type: 'usage',
  usage: { inputTokens, outputTokens },
})
const finish: ChatEvent = { type: 'finish', reason: 'stop' }
const answer = [start, say('a'), finish]
const asked = estimateInputTokens(request).tokens
/** What is reserved for a call that does not bound its answer. */
const usual = asked + 1_024
const ada: CallContextInit = { caller: { id: 'ada', tags: { team: 'red' } } }
const bob: CallContextInit = { caller: { id: 'bob', tags: { team: 'red' } } }
const eve: CallContextInit = { caller: { id: 'eve' } }

function setup(
  rules: readonly QuotaRule[],
  {
    script = answer,
    wrap = (store) => store,
  }: { script?: readonly ScriptStep[]; wrap?: (store: CounterStore) => CounterStore } = {},
) {
  const clock = createTestClock()
  const observed: Observation[] = []
  const handler = scripted(...script)
  const store = wrap(createMemoryCounterStore({ clock }))
  const policy = quota({ rules, defaultTarget: 'gpt', store })
  const open = (init: CallContextInit = {}, more: Partial<ChatRequest> = {}) => {
    const context = createCallContext({ observe: (said) => observed.push(said), requestId: 'r', ...init })
    return policy(handler)({ ...request, ...more }, context)[Symbol.asyncIterator]()
  }
  /** The call's start, or the error that it ends with. */
  const ask = async (...call: Parameters<typeof open>) => {
    const iterator = open(...call)
    let first: ChatEvent | undefined
    try {
      for (let result = await iterator.next(); !result.done; result = await iterator.next()) first ??= result.value
    } catch (error) {
      return error as ChatError
    }
    return first
  }
  const codes = async (calls: Parameters<typeof open>[]) => {
    const codes: string[] = []
    for (const call of calls) {
      const result = await ask(...call)
      codes.push(result instanceof ChatError ? result.code : 'ok')
    }
    return codes
  }
  return { clock, observed, handler, open, ask, codes }
}
const no = 'rate-limited'

describe('a quota', () => {
  it('is each caller’s own', async () => {
    const { codes } = setup([{ per: 'caller', requests: 1, window: '1m' }])
    expect(await codes([[ada], [bob], [ada], [bob]])).toEqual(['ok', 'ok', no, no])
  })

  it('is shared by those with the same tag; who has none is free of it', async () => {
    const { codes } = setup([{ per: 'tag:team', requests: 1, window: '1m' }])
    expect(await codes([[ada], [bob], [eve], [eve]])).toEqual(['ok', no, 'ok', 'ok'])
  })

  it('is each model’s, the default one’s where none is named', async () => {
    const { codes } = setup([{ per: 'model', requests: 1, window: '1m' }])
    const claude = { target: 'claude' }
    expect(await codes([[ada], [bob, { target: 'gpt' }], [bob, claude], [ada, claude]])).toEqual(['ok', no, 'ok', no])
  })

  it('is everybody’s together', async () => {
    const { codes } = setup([{ per: 'all', requests: 2, window: '1m' }])
    expect(await codes([[ada], [bob], [eve]])).toEqual(['ok', 'ok', no])
  })

  it('is taken from all rules or from none', async () => {
    const { codes, clock } = setup([
      { per: 'caller', requests: 2, window: '1h' },
      { per: 'all', requests: 1, window: 1_000 },
    ])
    expect(await codes([[ada], [ada], [ada], [ada]])).toEqual(['ok', no, no, no])
    await clock.advance(1_000)
    expect(await codes([[ada], [bob]])).toEqual(['ok', no])
  })

  it('keeps rules apart that are alike', async () => {
    const rule: QuotaRule = { per: 'caller', requests: 2, window: '1m' }
    const { codes } = setup([rule, rule])
    expect(await codes([[ada], [ada], [ada]])).toEqual(['ok', 'ok', no])
  })

  it.each([
    ['1m', 60_000],
    ['1h', 3_600_000],
    ['1d', 86_400_000],
    [5_000, 5_000],
  ] as const)('comes back bit by bit within %s', async (window, windowMs) => {
    const { codes, clock, ask } = setup([{ per: 'caller', requests: 2, window }])
    expect(await codes([[ada], [ada]])).toEqual(['ok', 'ok'])
    expect(await ask(ada)).toMatchObject({ code: no, retryAfterMs: windowMs / 2 })
    await clock.advance(windowMs / 2)
    expect(await codes([[ada], [ada]])).toEqual(['ok', no])
  })

  it('refuses before anybody is asked, with what is left and when to come back', async () => {
    const { ask, observed, handler } = setup([{ per: 'caller', requests: 1, window: '1m' }])
    await ask(ada)
    const error = await ask(ada)
    expect(error).toMatchObject({
      code: no,
      message: 'Too many requests for now.',
      retryAfterMs: 60_000,
      rateLimit: { limit: 1, remaining: 0, resetMs: 60_000 },
      cause: { per: 'caller' },
    })
    expect(handler.requests).toHaveLength(1)
    expect(observed).toEqual([
      { type: 'quota-refused', requestId: 'r', callerId: 'ada', per: 'caller', retryAfterMs: 60_000 },
    ])
  })

  it('says with the start what is left, of the tightest rule', async () => {
    const { ask } = setup([
      { per: 'all', requests: 100, window: '1m' },
      { per: 'caller', requests: 4, window: '1m' },
    ])
    expect(await ask(ada)).toEqual({ ...start, rateLimit: { limit: 4, remaining: 3, resetMs: 15_000 } })
    expect(await ask(ada)).toMatchObject({ rateLimit: { remaining: 2 } })
    expect(await ask(bob)).toMatchObject({ rateLimit: { limit: 4, remaining: 3 } })
  })

  it('says nothing to those that no rule is about', async () => {
    expect(await setup([{ per: 'tag:team', requests: 1, window: '1m' }]).ask(eve)).toBe(start)
  })
})

describe('a quota of tokens', () => {
  const rules: readonly QuotaRule[] = [{ per: 'caller', tokens: 1_000, window: '1m' }]
  const remaining = async ({ ask }: ReturnType<typeof setup>) => {
    const result = await ask(ada, { maxOutputTokens: 0 })
    // What is left, but for what this call needs itself.
    return result !== undefined && 'rateLimit' in result ? (result.rateLimit?.remaining ?? 0) + asked : undefined
  }

  it('takes what a call may need, and in the end what it took', async () => {
    const call = setup(rules, { script: [start, say('a'), used(40, 10), used(40, 60), finish] })
    expect(await call.ask(ada, { maxOutputTokens: 500 })).toMatchObject({ rateLimit: { remaining: 500 - asked } })
    expect(await remaining(call)).toBe(900)
  })

  it('counts all attempts of a call', async () => {
    const twice = [start, say('a'), used(40, 10), start, say('b'), used(30, 20), finish]
    const call = setup(rules, { script: twice })
    await call.ask(ada)
    expect(await remaining(call)).toBe(900)
  })

  it('may take more than was left: then the next one waits for it', async () => {
    const { ask } = setup(rules, { script: [start, say('a'), used(1_000, 500), finish] })
    await ask(ada)
    expect(await ask(ada)).toMatchObject({ code: no, rateLimit: { limit: 1_000, remaining: 0 } })
  })

  it('takes an estimate where nobody says what it took', async () => {
    const silent = setup(rules, { script: [start, say('a'), finish] })
    await silent.ask(ada, { maxOutputTokens: 100 })
    expect(await remaining(silent)).toBe(1_000 - asked - 1)
  })

  it('gives back what was not used', async () => {
    const failing = setup(rules, { script: [start, new ChatError('server', 'No.')] })
    await failing.ask(ada, { maxOutputTokens: 900 })
    expect(await failing.ask(ada, { maxOutputTokens: 900 })).toMatchObject({ code: 'server' })
  })

  it('is settled when a reader leaves, too', async () => {
    const call = setup(rules, { script: [start, say('a'), used(40, 10), say('b')] })
    const iterator = call.open(ada, { maxOutputTokens: 800 })
    for (let event = 0; event < 3; event++) await iterator.next()
    await iterator.return?.()
    expect(await remaining(call)).toBe(950)
  })

  it('is good for one call however much that may need', async () => {
    const { ask, clock } = setup(rules, { script: [start, say('a'), used(300, 300), finish] })
    expect(await ask(ada, { maxOutputTokens: 2_000 })).toMatchObject({ rateLimit: { limit: 1_000, remaining: 0 } })
    expect(await ask(ada, { maxOutputTokens: 2_000 })).toMatchObject({ code: no, retryAfterMs: 36_000 })
    await clock.advance(36_000)
    expect(await ask(ada, { maxOutputTokens: 2_000 })).toMatchObject({ type: 'start' })
  })
})

describe('a quota of tokens, for attempts of which nothing was shown,', () => {
  const rules: readonly QuotaRule[] = [{ per: 'caller', tokens: 1_000, window: '1m' }]
  const lane = { requestId: 'r', target: 't', lane: 'l' }
  const said = (observation: Observation): ScriptStep => {
    return ({ context }) => context.observe(observation)
  }
  const started = said({ type: 'attempt-started', ...lane, queuedMs: 0 })
  const usage = { inputTokens: 40, outputTokens: 10 }
  const failing = (usage?: Usage) =>
    said({ type: 'attempt-failed', ...lane, code: 'server', durationMs: 1, hasAnswered: false, usage })
  const abandoned = (usage?: Usage) => said({ type: 'attempt-abandoned', ...lane, durationMs: 1, usage })
  const error = new ChatError('server', 'No.')

  it.each<[string, ScriptStep[], number]>([
    ['takes nothing where nobody was asked', [new ChatError('circuit-open', 'Later.')], 0],
    ['takes nothing where the provider failed and did not say', [started, failing(), error], 0],
    ['takes what those that failed took', [started, failing(usage), started, failing(usage), error], 100],
    [
      'adds that to what the answer took',
      [started, failing(usage), started, start, used(30, 20), say('a'), finish],
      100,
    ],
    ['takes what one that was left had taken', [started, abandoned(usage), error], 50],
    ['takes the question where one that was left did not say', [started, abandoned(), error], asked],
    ['takes nothing twice', [started, start, used(40, 10), failing(usage), error], 50],
  ])('%s', async (_, script, taken) => {
    const { ask, open } = setup(rules, { script })
    await ask(ada, { maxOutputTokens: 500 })
    const fitting = await open(ada, { maxOutputTokens: 1_000 - asked - taken })
      .next()
      .catch((error: unknown) => error)
    expect(fitting).not.toMatchObject({ code: no })
    const tooMuch = setup(rules, { script })
    await tooMuch.ask(ada, { maxOutputTokens: 500 })
    if (taken > 0)
      expect(await tooMuch.ask(ada, { maxOutputTokens: 1_001 - asked - taken })).toMatchObject({ code: no })
  })
})

describe('a quota in a store elsewhere', () => {
  /** A store that answers later, when told to. */
  function slow(change: (set: CounterSet) => Partial<CounterSet> = () => ({})) {
    const settled: (readonly number[])[] = []
    let answer = () => {}
    const asked = new Promise<void>((resolve) => {
      answer = resolve
    })
    const wrap = (store: CounterStore): CounterStore => ({
      open(counters) {
        const set = store.open(counters)
        return {
          ...set,
          take: async (amounts) => {
            await asked
            return set.take(amounts)
          },
          levels: async () => set.levels(),
          settle: async (deltas) => {
            settled.push(deltas)
            return set.settle(deltas)
          },
          ...change(set),
        }
      },
    })
    return { wrap, answer: () => answer(), settled }
  }
  const rules: readonly QuotaRule[] = [{ per: 'caller', requests: 5, tokens: 10_000, window: '1m' }]
  const turn = () => new Promise((resolve) => setTimeout(resolve, 0))

  it('is waited for', async () => {
    const { wrap, answer, settled } = slow()
    const { ask } = setup(rules, { wrap, script: [start, say('a'), used(5, 5), finish] })
    const asking = ask(ada)
    answer()
    expect(await asking).toMatchObject({ rateLimit: { limit: 5, remaining: 4 } })
    expect(settled).toEqual([[0, 10 - usual]])
  })

  it('is not waited for after an abort, and gets back what it gave too late', async () => {
    const { wrap, answer, settled } = slow()
    const { open, handler } = setup(rules, { wrap })
    const controller = new AbortController()
    const next = open({ ...ada, signal: controller.signal }).next()
    controller.abort('stop')
    await expect(next).rejects.toBe('stop')
    expect(settled).toEqual([])
    answer()
    await turn()
    expect(settled).toEqual([[-1, -usual]])
    expect(handler.requests).toHaveLength(0)
    expect(getEventListeners(controller.signal, 'abort')).toHaveLength(0)
  })

  it('gets back what it gave to a reader that has gone', async () => {
    const { wrap, answer, settled } = slow()
    const { open, handler } = setup(rules, { wrap })
    const iterator = open(ada)
    const next = iterator.next()
    await iterator.return?.()
    answer()
    expect(await next).toEqual({ done: true, value: undefined })
    await turn()
    expect(settled).toEqual([[0, -usual]])
    expect(handler.requests).toHaveLength(0)
  })

  it('fails the call when it fails, and nobody is asked', async () => {
    const error = new Error('redis is down')
    const { wrap, answer } = slow(() => ({ take: () => Promise.reject(error) }))
    const { ask, handler } = setup(rules, { wrap })
    answer()
    expect(await ask(ada)).toBe(error)
    expect(handler.requests).toHaveLength(0)
  })

  it('does not fail a call that is over', async () => {
    const { wrap, answer } = slow(() => ({ settle: () => Promise.reject(new Error('redis is down')) }))
    const { codes } = setup(rules, { wrap })
    answer()
    expect(await codes([[ada], [ada]])).toEqual(['ok', 'ok'])
  })
})
