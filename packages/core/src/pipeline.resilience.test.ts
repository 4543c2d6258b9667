import { describe, expect, it } from 'vitest'
import { collect, generate } from './chat/collect.ts'
import type { ChatEvent } from './chat/event.ts'
import { type CallContextInit, createCallContext, type Observation } from './chat/handler.ts'
import type { PipelineOptions } from './pipeline/pipeline-options.ts'
import { answer, failed, finish, inTurn, never, readInto, say, start, used } from './pipeline/test-support/one-lane.ts'
import { createPipeline } from './pipeline.ts'
import type { Target } from './route/target.ts'
import type { ScriptStep } from './testing/scripted.ts'
import { createTestClock } from './testing/test-clock.ts'

type Scripts = readonly (readonly ScriptStep[])[]
type Options = Partial<PipelineOptions<string>>
const messages = [{ role: 'user', content: 'hi' }] as const
const of = (name: string): ChatEvent[] => [start, say(name), finish]
const target = (...scripts: Scripts): Target => ({ provider: 'p', model: 'm', handler: inTurn(...scripts).handler })

function setup(targets: Record<string, Scripts>, options: Options = {}) {
  const clock = createTestClock()
  const observed: Observation[] = []
  const built = Object.entries(targets).map(([name, scripts]) => [name, target(...scripts)])
  const pipeline = createPipeline<string>({
    targets: Object.fromEntries(built),
    onEvent: (said) => void observed.push(said),
    clock,
    random: () => 0.5,
    ...options,
  })
  const open = (init: CallContextInit & { target?: string } = {}) =>
    pipeline({ messages, target: init.target }, createCallContext({ requestId: 'r', ...init }))[Symbol.asyncIterator]()
  const of = (type: Observation['type']) => observed.filter((said) => said.type === type)
  return { pipeline, clock, observed, of, open, read: (...call: Parameters<typeof open>) => readInto(open(...call)) }
}

describe('a pipeline without options', () => {
  it('repeats what fails for a passing reason, but turns to no other target', async () => {
    const { read, clock } = setup({ one: [[failed('server')], of('one')], two: [of('two')] })
    const repeated = read()
    await clock.advance(1_000)
    expect(repeated).toEqual(['notice', 'start', 'one', 'finish', 'done'])
    const { read: readOn } = setup({ one: [[failed('auth')]], two: [of('two')] })
    const refused = readOn()
    await clock.advance(0)
    expect(refused).toEqual(['auth'])
  })

  it('leaves a provider alone that keeps failing', async () => {
    const { read, clock, pipeline } = setup({ one: [[failed('server')]] })
    for (let call = 0; call < 2; call++) {
      read()
      await clock.advance(2_000)
    }
    expect(pipeline.snapshot().targets.one).toMatchObject({ failures: 2, lanes: [{ breaker: { state: 'open' } }] })
  })

  it('waits for a provider that is asked too much', async () => {
    const { read, clock } = setup({ one: [[failed('rate-limited', 7_000)], of('one')] })
    const list = read()
    await clock.advance(7_000)
    expect(list).toEqual(['notice', 'start', 'one', 'finish', 'done'])
  })

  it('gives up on a provider that says nothing, and on a call that takes too long', async () => {
    const { read, clock, of } = setup({ one: [[never]] })
    const list = read()
    await clock.advance(600_000)
    expect(list.at(-1)).toBe('timeout')
    expect(of('call-ended')).toMatchObject([{ durationMs: expect.any(Number), error: { code: 'timeout' } }])
    expect(clock.pendingTimers).toBe(0)
  })
})

describe('one eventful call', () => {
  it('is told of in order: its wait, its attempts, its repetition, its circuit, its other target, its end', async () => {
    const { open, read, clock, observed } = setup(
      {
        one: [answer, [start, used(10, 0), failed('server')], [failed('network')]],
        two: [[failed('rate-limited', 1_000)], [start, say('b'), used(20, 2), finish]],
      },
      {
        order: ['one', 'two'],
        limit: { one: { requestsPerMinute: 60, burst: 1 } },
        breaker: { consecutive: 2 },
        retry: { attempts: 2 },
      },
    )
    read()
    await clock.advance(0)
    observed.length = 0
    const events: ChatEvent[] = []
    const iterator = open({ requestId: 'r2' })
    const reading = (async () => {
      for (let result = await iterator.next(); !result.done; result = await iterator.next()) events.push(result.value)
    })()
    await clock.advance(10_000)
    await reading
    const lane = (name: string) => ({ target: name, lane: name })
    expect(observed).toMatchObject([
      { type: 'call-started' },
      { type: 'attempt-queued', ...lane('one'), waitMs: 1_000 },
      { type: 'attempt-started', ...lane('one'), queuedMs: 1_000 },
      { type: 'attempt-failed', ...lane('one'), code: 'server', hasAnswered: false, usage: { inputTokens: 10 } },
      { type: 'retry-scheduled', target: 'one', attempt: 2, delayMs: 125, code: 'server' },
      { type: 'attempt-queued', ...lane('one'), waitMs: 875 },
      { type: 'attempt-started', ...lane('one') },
      { type: 'attempt-failed', ...lane('one'), code: 'network' },
      { type: 'breaker-changed', ...lane('one'), from: 'closed', to: 'open', reason: 'network' },
      { type: 'fell-back', from: 'one', to: 'two', code: 'network', isAfterContent: false },
      { type: 'attempt-started', ...lane('two') },
      { type: 'attempt-failed', ...lane('two'), code: 'rate-limited' },
      { type: 'gate-closed', ...lane('two'), forMs: 1_000 },
      { type: 'attempt-queued', ...lane('two'), waitMs: 1_000 },
      { type: 'attempt-started', ...lane('two'), queuedMs: 1_000 },
      {
        type: 'call-ended',
        outcome: 'finished',
        target: 'two',
        attempts: 4,
        usage: { inputTokens: 30, outputTokens: 2 },
      },
    ])
    for (const said of observed) if ('requestId' in said) expect(said.requestId).toBe('r2')
    expect(events.map((event) => (event.type === 'notice' ? event.notice : event.type))).toEqual([
      ...['queued', 'retrying', 'queued', 'fell-back', 'queued'],
      ...['start', 'text-delta', 'usage', 'finish'],
    ])
    expect(events.at(-1)).toMatchObject({ usage: { inputTokens: 30, outputTokens: 2 }, attempts: 4 })
  })

  it('suffers nothing from whoever watches and fails', async () => {
    const logged: unknown[] = []
    const log = (...line: unknown[]) => void logged.push(line)
    const { read, clock } = setup(
      { one: [[failed('server')], [failed('server')], of('one')], two: [[failed('rate-limited', 1_000)], of('two')] },
      {
        order: ['one', 'two'],
        retry: { attempts: 2 },
        breaker: { consecutive: 2 },
        onEvent: () => {
          throw new Error('observer')
        },
        logger: { warn: log, error: log },
      },
    )
    const observe = () => {
      throw new Error('own observer')
    }
    const list = read({ observe })
    await clock.advance(10_000)
    expect(list.slice(-4)).toEqual(['start', 'two', 'finish', 'done'])
    expect(logged.length).toBeGreaterThan(5)
  })
})

describe('what a call took', () => {
  it('is what all its attempts took, those of which part was shown and those of which nothing was', async () => {
    const one = [start, say('a'), used(10, 1), failed('interrupted')]
    const two = [
      [start, used(20, 0), failed('server')],
      [start, used(20, 0), say('b'), used(20, 3), finish],
    ]
    const { clock, pipeline } = setup({ one: [one], two }, { order: ['one', 'two'] })
    const result = generate(pipeline, { prompt: 'hi' })
    await clock.advance(10_000)
    expect(await result).toMatchObject({ text: 'b', usage: { inputTokens: 50, outputTokens: 4 } })
  })

  it('counts nothing twice where nothing is repeated', async () => {
    const { read, clock, of } = setup({ one: [[start, used(20, 0), failed('overloaded')]] }, { retry: false })
    read()
    await clock.advance(0)
    expect(of('call-ended')).toMatchObject([{ outcome: 'failed', usage: { inputTokens: 20, outputTokens: 0 } }])
  })
})

describe('a call of a pipeline', () => {
  it('ends by its deadline, wherever it stands', async () => {
    const waits: [Scripts, Options][] = [
      [[[never]], {}],
      [[[failed('rate-limited', 900)], [never]], {}],
      [[[failed('server')]], { retry: { baseMs: 2_000, attempts: 5 }, breaker: false }],
      [[[failed('server')]], { breaker: { whenOpen: 'wait', consecutive: 1 }, retry: { attempts: 100 } }],
    ]
    for (const [scripts, options] of waits) {
      const { read, clock, pipeline } = setup({ one: scripts }, { callMs: 1_000, ...options })
      const list = read()
      await clock.advance(1_000)
      expect(list.at(-1)).toMatch(/timeout|server|circuit-open/)
      expect([pipeline.snapshot().active, clock.pendingTimers]).toEqual([0, 0])
    }
  })

  it('may have a deadline and a class of its own', async () => {
    const { pipeline, clock } = setup({ one: [of('one')] }, { limit: { one: { requestsPerMinute: 60, burst: 1 } } })
    const order: string[] = []
    const ask = (name: string, init: CallContextInit) =>
      generate(pipeline, { prompt: 'hi', ...init }).then(
        () => order.push(name),
        (error) => order.push(`${name} ${error.code}`),
      )
    const calls = [
      ask('first', {}),
      ask('later', { priority: 3 }),
      ask('sooner', { priority: 0 }),
      ask('too late', { priority: 3, deadline: 2_500 }),
    ]
    await clock.advance(5_000)
    await Promise.all(calls)
    expect(order).toEqual(['too late rate-limited', 'first', 'sooner', 'later'])
  })

  it('ends by its signal while it waits to be repeated', async () => {
    const { read, clock, pipeline } = setup({ one: [[failed('server')]] })
    const controller = new AbortController()
    const list = read({ signal: controller.signal })
    await clock.advance(50)
    controller.abort('stop')
    await clock.advance(0)
    expect(list).toEqual(['notice', 'stop'])
    expect([pipeline.snapshot().active, clock.pendingTimers]).toEqual([0, 0])
  })

  it('is told, with its start, what is left of its quota', async () => {
    const quota = [{ per: 'caller', requests: 2, window: '1m' }] as const
    const { pipeline, of, clock } = setup({ one: [[failed('server')], answer] }, { quota })
    const events = (async () => {
      for await (const event of pipeline({ messages }, createCallContext())) if (event.type === 'start') return event
      return undefined
    })()
    await clock.advance(1_000)
    expect(await events).toMatchObject({ target: 'one', rateLimit: { limit: 2, remaining: 1, resetMs: 30_000 } })
    await collect(pipeline({ messages }, createCallContext()))
    await expect(generate(pipeline, { prompt: 'hi' })).rejects.toMatchObject({
      code: 'rate-limited',
      rateLimit: { remaining: 0 },
    })
    expect(of('quota-refused')).toHaveLength(1)
    expect(of('call-ended')).toMatchObject([{ outcome: 'abandoned' }, {}, { error: { code: 'rate-limited' } }])
  })

  it('waits for each target by its own clocks', async () => {
    const clocks = (name: string) => (name === 'thinker' ? { firstTokenMs: 50_000 } : { firstTokenMs: 500 })
    const { read, clock } = setup({ thinker: [[never]], quick: [[never]] }, { clocks, retry: false })
    const lists = [read(), read({ target: 'quick' })]
    await clock.advance(500)
    expect(lists).toEqual([[], ['timeout']])
    await clock.advance(49_500)
    expect(lists[0]).toEqual(['timeout'])
  })
})

/** A circuit that is open, with a part of it spoiled. */
const open = { state: 'open', since: 0, nextProbeAt: 1e15, inARow: 5, openings: 3, passed: 0, recent: [] }
const circuits: readonly unknown[] = [
  ...[null, 1, 'open', [], {}, { state: 'open' }, { ...open, state: 'ajar' }, { ...open, state: { toString: 1 } }],
  ...[-1, 1e308, '0', null, [], {}, true].flatMap((wrong) =>
    Object.keys(open).flatMap((field) => [{ ...open, [field]: wrong }]),
  ),
  ...[[1], [null], [{}], [{ at: 1e308, calls: -1, failures: 5 }], [{ at: '0', calls: 1, failures: 'x' }]].map(
    (recent) => ({ ...open, state: 'closed', recent }),
  ),
]

describe('the snapshot of a pipeline', () => {
  it('keeps an open circuit open in the next process, and nothing else', async () => {
    const scripts = { one: [[failed('server')]], two: [of('two')] }
    const options: Options = { order: ['one', 'two'], breaker: { consecutive: 3 } }
    const before = setup(scripts, options)
    before.read()
    await before.clock.advance(1_000)
    const kept = JSON.parse(JSON.stringify(before.pipeline.snapshot()))
    const after = setup(scripts, options)
    after.pipeline.restore(kept)
    const list = after.read()
    await after.clock.advance(0)
    expect(list).toEqual(['notice', 'start', 'two', 'finish', 'done'])
    expect(after.of('attempt-started')).toMatchObject([{ target: 'two' }])
    expect(after.pipeline.snapshot()).toMatchObject({ targets: { one: { calls: 1, failures: 1 }, two: { calls: 1 } } })
    await after.clock.advance(10_000)
    after.read()
    await after.clock.advance(0)
    expect(after.of('attempt-started')).toMatchObject([{ target: 'two' }, { target: 'one' }])
  })

  it.each([
    undefined,
    null,
    'x',
    5,
    {},
    { targets: 1 },
    { targets: { one: null } },
    { targets: { one: { lanes: [1, {}] } } },
    ...circuits.map((circuit) => ({ targets: { one: { lanes: [{ name: 'one', circuit }] } } })),
    JSON.parse('{"__proto__": {"targets": 1}, "targets": {"__proto__": {"lanes": []}, "constructor": null}}'),
    JSON.parse('{"targets": {"one": {"lanes": [{"name": "__proto__", "circuit": {}}, {"name": {}}, null, [[]]]}}}'),
  ])('is not needed, and nonsense is ignored: %j', async (snapshot) => {
    const { pipeline, read, clock } = setup({ one: [of('one')] })
    pipeline.restore(snapshot)
    expect(() => JSON.stringify(pipeline.snapshot())).not.toThrow()
    // The longest that a circuit is open.
    await clock.advance(60_000)
    const list = read()
    await clock.advance(0)
    expect(list.at(-1)).toBe('done')
  })
})

describe('the options of a pipeline', () => {
  const create = (options: Record<string, unknown>) => () =>
    createPipeline({ targets: { one: target(answer) }, ...options } as PipelineOptions<'one'>)

  it.each<[Record<string, unknown>, string]>([
    [{ order: ['one', 'other'] }, 'createPipeline: order names no target: other'],
    [{ limit: { other: {} } }, 'createPipeline: limit names no target: other'],
    [{ afterContent: 'retry' }, 'createPipeline: afterContent must be reset, continue or stop, got retry'],
    [{ callMs: 0 }, 'createPipeline: callMs must be false or from 1 to'],
    [{ callMs: Number.NaN }, 'got NaN'],
    [{ callMs: Number.POSITIVE_INFINITY }, 'got Infinity'],
    [{ limit: { one: { requestsPerMinute: 0 } } }, 'requestsPerMinute must be an integer of at least 1, got 0'],
    [{ limit: { one: { tokensPerMinute: Number.NaN } } }, 'tokensPerMinute must be an integer of at least 1, got NaN'],
    [{ limit: { one: { concurrency: -1 } } }, 'concurrency must be an integer of at least 1, got -1'],
    [{ limit: { one: { maxQueue: 1e300 } } }, 'maxQueue must be'],
    [{ limit: { one: { maxWaitMs: Number.POSITIVE_INFINITY } } }, 'maxWaitMs must be'],
    [{ quota: [{ per: 'caller', requests: 0, window: '1m' }] }, 'quota[0].requests must be a positive integer, got 0'],
    [{ retry: { attempts: 0 } }, 'attempts must be from 1 to 1000, got 0'],
    [{ retry: { maxDelayMs: -1 } }, 'maxDelayMs must be from'],
    [{ breaker: { openMs: Number.NaN } }, 'openMs must be a number from 1 to 86400000, got NaN'],
    [{ breaker: { ratio: { share: 2 } } }, 'ratio.share must be a number from 0.01 to 1, got 2'],
    [{ clocks: { idleMs: 0 } }, 'clocks: idleMs must be false or from 1 to'],
    [{ clocks: () => ({ firstTokenMs: -1 }) }, 'clocks: firstTokenMs must be'],
  ])('are refused as %j, by name and value', (options, message) => {
    expect(create(options)).toThrow(RangeError)
    expect(create(options)).toThrow(message)
  })

  it('may be left undefined, one by one', async () => {
    const names = ['order', 'afterContent', 'limit', 'quota', 'retry', 'breaker', 'clocks', 'callMs', 'store', 'random']
    const pipeline = create(Object.fromEntries(names.map((name) => [name, undefined])))()
    expect(await generate(pipeline, { prompt: 'hi' })).toMatchObject({ text: 'a' })
  })

  it('say whether it has to know who calls', () => {
    const rule = { requests: 1, window: '1m' }
    const needs = (per?: string) => create(per === undefined ? {} : { quota: [{ per, ...rule }] })().needsCaller
    expect([needs(), needs('all'), needs('model'), needs('caller'), needs('tag:team')]).toEqual([
      ...[false, false, false],
      ...[true, true],
    ])
  })

  it('name a target twice in an order for once', async () => {
    const { read, clock } = setup(
      { one: [[failed('auth')]], two: [[failed('auth')]] },
      { order: ['two', 'one', 'two'] },
    )
    const list = read()
    await clock.advance(0)
    expect(list).toEqual(['notice', 'auth'])
  })
})
