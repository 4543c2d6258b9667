import { describe, expect, it } from 'vitest'
import type { ChatEvent } from './chat/event.ts'
import { type CallContextInit, createCallContext, type Observation } from './chat/handler.ts'
import type { PipelineOptions } from './pipeline/pipeline-options.ts'
import { failed, finish, inTurn, never, readInto, say, start, used } from './pipeline/test-support/one-lane.ts'
import { createPipeline } from './pipeline.ts'
import type { CounterStore } from './store/counter-store.ts'
import { createMemoryCounterStore } from './store/memory-counter-store.ts'
import type { ScriptStep } from './testing/scripted.ts'
import { createTestClock, type TestClock } from './testing/test-clock.ts'

type Options = Partial<PipelineOptions<string>> & { clock?: TestClock }
type Scripts = readonly (readonly ScriptStep[])[]
const messages = [{ role: 'user', content: 'hi' }] as const
const of = (name: string): ChatEvent[] => [start, say(name), finish]
const whole = (name: string) => ['start', name, 'finish', 'done']

function setup(scripts: Record<string, Scripts>, options: Options = {}) {
  const { clock = createTestClock() } = options
  const observed: Observation[] = []
  const targets = Object.entries(scripts).map(([name, all]) => [name, { provider: 'p', model: 'm', ...inTurn(...all) }])
  const pipeline = createPipeline<string>({
    targets: Object.fromEntries(targets),
    onEvent: (said) => void observed.push(said),
    logger: { warn: () => {}, error: () => {} },
    random: () => 0.5,
    ...options,
    clock,
  })
  const open = (init: CallContextInit & { target?: string; maxOutputTokens?: number } = {}) => {
    const { target, maxOutputTokens, ...context } = init
    return pipeline({ messages, target, maxOutputTokens }, createCallContext(context))[Symbol.asyncIterator]()
  }
  const seen = (type: Observation['type']) => observed.filter((said) => said.type === type)
  return { clock, pipeline, seen, open, read: (...call: Parameters<typeof open>) => readInto(open(...call)) }
}

describe('a call that comes too fast', () => {
  const busy = (name: string): Scripts => [[failed('rate-limited', 8_000)], of(name)]

  it('does not wait for long where another target follows, but at the last one', async () => {
    const { read, clock, seen } = setup({ a: busy('a'), b: busy('b') }, { order: ['a', 'b'] })
    const list = read()
    await clock.advance(7_999)
    expect(list).toEqual(['notice', 'notice'])
    await clock.advance(1)
    expect(list).toEqual(['notice', 'notice', ...whole('b')])
    expect(seen('fell-back')).toMatchObject([{ from: 'a', to: 'b', code: 'rate-limited' }])
    expect(seen('attempt-refused')).toMatchObject([{ target: 'a', reason: 'wait-too-long', retryAfterMs: 8_000 }])
    expect(seen('retry-scheduled')).toEqual([])
  })

  it.each([undefined, ['a']])('waits where no other target follows: order %j', async (order) => {
    const { read, clock, seen } = setup({ a: busy('a'), b: [of('b')] }, { order })
    const list = read()
    await clock.advance(8_000)
    expect(list).toEqual(['notice', ...whole('a')])
    expect(seen('fell-back')).toEqual([])
  })

  it('waits for as long as it is told to, wherever it stands', async () => {
    const limit = { a: { maxWaitMs: 10_000 } }
    const { read, clock } = setup({ a: busy('a'), b: [of('b')] }, { order: ['a', 'b'], limit })
    const list = read()
    await clock.advance(8_000)
    expect(list).toEqual(['notice', ...whole('a')])
  })

  it('waits a minute at the last target, and no longer', async () => {
    for (const [toldMs, ending] of [
      [60_000, 'done'],
      [60_001, 'rate-limited'],
    ] as const) {
      const { read, clock } = setup({ a: [[failed('rate-limited', toldMs)], of('a')] })
      const list = read()
      await clock.advance(60_000)
      expect(list.at(-1)).toBe(ending)
    }
  })

  it('costs no attempt, also when the refusal comes after a beginning', async () => {
    const scripts = [
      [start, used(10, 0), failed('rate-limited', 1_000)],
      [start, say('a'), used(20, 2), finish],
    ]
    const { read, clock, seen } = setup({ a: scripts }, { retry: { attempts: 1 } })
    const list = read()
    await clock.advance(1_000)
    expect(list).toEqual(['notice', 'start', 'a', 'usage', 'finish', 'done'])
    expect(seen('gate-closed')).toMatchObject([{ forMs: 1_000 }])
    expect(seen('retry-scheduled')).toEqual([])
    const usage = { inputTokens: 30, outputTokens: 2 }
    expect(seen('call-ended')).toMatchObject([{ outcome: 'finished', attempts: 2, usage }])
  })
})

describe('a call whose time is up', () => {
  it('opens no circuit, and takes none of the calls that may be in flight', async () => {
    const { read, clock, pipeline } = setup(
      { a: [[never]] },
      { callMs: 1_000, breaker: { consecutive: 1 }, limit: { a: { concurrency: 'adaptive' } } },
    )
    const list = read()
    await clock.advance(1_000)
    expect(list).toEqual(['timeout'])
    expect(pipeline.snapshot().targets.a?.lanes).toMatchObject([
      { breaker: { state: 'closed' }, limiter: { active: 0, concurrency: 5 } },
    ])
  })
})

describe('an answer that is whole', () => {
  it('is not asked for again, nor called failed, when its line is cut', async () => {
    const { read, clock, seen } = setup(
      { a: [[...of('a'), failed('interrupted')]], b: [of('b')] },
      { order: ['a', 'b'] },
    )
    const list = read()
    await clock.advance(1_000)
    expect(list).toEqual(whole('a'))
    expect(seen('call-ended')).toMatchObject([{ outcome: 'finished', finishReason: 'stop' }])
    expect(seen('fell-back')).toEqual([])
  })
})

describe('a target that there is not', () => {
  it('is nobody’s share of a quota, and is never counted', async () => {
    const rule = { requests: 1, window: '1m' } as const
    const quota = [
      { per: 'model', ...rule },
      { per: 'all', ...rule },
    ] as const
    const keys: string[] = []
    const clock = createTestClock()
    const inner = createMemoryCounterStore({ clock })
    const store: CounterStore = {
      open(counters) {
        keys.push(...counters.map(({ key }) => key))
        return inner.open(counters)
      },
    }
    const { read, seen } = setup({ a: [of('a')] }, { quota, store, clock })
    const lists = ['nobody', '__proto__', 'x'.repeat(10_000)].map((target) => read({ target }))
    await clock.advance(0)
    expect(lists).toEqual([['not-found'], ['not-found'], ['not-found']])
    expect([keys, seen('call-ended').length]).toEqual([[], 3])
    const known = read({ target: 'a' })
    await clock.advance(0)
    expect(known).toEqual(whole('a'))
    expect(keys).toHaveLength(2)
  })
})

describe('a quota of tokens', () => {
  const quota = [{ per: 'all', tokens: 10_000, window: '1d' }] as const
  /** What was taken of the quota. */
  async function taken(scripts: Scripts, use: (call: ReturnType<typeof setup>) => Promise<unknown>) {
    const call = setup(
      { a: [...scripts, of('a')] },
      { quota, retry: { attempts: 2, baseMs: 1 }, breaker: { consecutive: 1_000 } },
    )
    await use(call)
    const events = call.open({ maxOutputTokens: 0 })
    let left: number | undefined
    for (let result = await events.next(); !result.done && left === undefined; result = await events.next()) {
      if (result.value.type === 'start') left = result.value.rateLimit?.remaining
    }
    await events.return?.()
    return 10_000 - (left ?? 0)
  }
  const aborted = async ({ open, clock }: ReturnType<typeof setup>) => {
    const controller = new AbortController()
    const next = open({ signal: controller.signal, maxOutputTokens: 500 }).next()
    const ending = next.catch((error: unknown) => error)
    await clock.advance(0)
    controller.abort('stop')
    expect(await ending).toBe('stop')
  }
  const whole = async ({ read, clock }: ReturnType<typeof setup>) => {
    read({ maxOutputTokens: 500 })
    await clock.advance(10)
  }

  it('pays for what was said to be used until an abort, else for the question', async () => {
    // What the question of the call that looks takes itself.
    const question = await taken([], async () => {})
    expect(question).toBeGreaterThan(0)
    expect(await taken([[start, used(30, 1), never]], aborted)).toBe(question + 31)
    expect(await taken([[start, never]], aborted)).toBe(2 * question)
    expect(await taken([[never]], aborted)).toBe(2 * question)
    const two = [
      [start, used(30, 0), failed('server')],
      [start, used(30, 0), failed('server')],
    ]
    expect(await taken(two, whole)).toBe(question + 60)
    expect(await taken([[failed('server')], [failed('server')]], whole)).toBe(question)
  })
})
