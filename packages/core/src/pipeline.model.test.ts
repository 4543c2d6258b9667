import { getEventListeners } from 'node:events'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { ChatError, type ChatErrorCode } from './chat/errors.ts'
import { type ChatEvent, isContent } from './chat/event.ts'
import { createCallContext, type Handler, type Observation } from './chat/handler.ts'
import { createPipeline, type Pipeline } from './pipeline.ts'
import { createRandom } from './testing/random.ts'
import { createTestClock, type TestClock } from './testing/test-clock.ts'

/** How a provider fares with one call: how long it takes, how much it says, and how it ends. */
const fate = fc.record({
  delayMs: fc.constantFrom(0, 0, 10, 1_000, 20_000),
  pieces: fc.nat(3),
  ending: fc.constantFrom(
    ...(['finish', 'finish', 'finish', 'server', 'overloaded', 'interrupted', 'auth', 'bad-request'] as const),
    ...(['rate-limited', 'rate-limited', 'tool', 'hang', 'ignore'] as const),
  ),
  retryAfterMs: fc.constantFrom(undefined, 0, 500, 8_000, 100_000),
})
type Fate = typeof fate extends fc.Arbitrary<infer Value> ? Value : never

const call = fc.record({
  atMs: fc.nat(5_000),
  target: fc.nat(2),
  priority: fc.constantFrom(0, 1, 3) as fc.Arbitrary<0 | 1 | 3>,
  /** Its reader stays, aborts, leaves between two events, or leaves while it waits for one. */
  way: fc.constantFrom('stay', 'stay', 'abort', 'leave', 'leave early'),
  afterMs: fc.constantFrom(0, 5, 700, 9_000),
  events: fc.nat(4),
})
type Call = typeof call extends fc.Arbitrary<infer Value> ? Value : never

const options = fc.record({
  order: fc.boolean(),
  afterContent: fc.constantFrom('reset', 'continue', 'stop') as fc.Arbitrary<'reset' | 'continue' | 'stop'>,
  limit: fc.constantFrom<object>(
    {},
    { concurrency: 1 },
    { requestsPerMinute: 10, burst: 2 },
    { concurrency: 'adaptive' },
  ),
  breaker: fc.constantFrom<object | false>({ consecutive: 2 }, { consecutive: 2, whenOpen: 'wait' }, false),
  retry: fc.constantFrom<object | false>({}, { attempts: 5 }, false),
})

/** A provider that fares with its calls as told, one after the other. Each answer has a name of its own. */
function provider(fates: readonly Fate[], clock: TestClock, newRun: () => number): Handler {
  let calls = 0
  return async function* (_, { signal }) {
    const { delayMs, pieces, ending, retryAfterMs } = fates[calls++ % fates.length] ?? { ending: 'finish' as const }
    const run = newRun()
    if (delayMs) await new Promise<void>((resolve) => void clock.after(delayMs, resolve))
    signal.throwIfAborted()
    if (ending === 'rate-limited' || ending === 'auth') throw new ChatError(ending, 'No.', { retryAfterMs })
    yield { type: 'start', provider: 'p', model: 'm' }
    for (let piece = 0; piece < (pieces ?? 0); piece++) yield { type: 'text-delta', text: `${run}.${piece} ` }
    if (ending === 'ignore') await new Promise(() => {})
    if (ending === 'hang') {
      await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason), { once: true }))
    }
    if (ending === 'tool') yield { type: 'tool-call', id: `${run}`, name: 'f', arguments: '{}' }
    if (ending !== 'tool' && ending !== 'finish') throw new ChatError(ending as ChatErrorCode, 'No.')
    yield { type: 'finish', reason: 'stop' }
  }
}

/** Makes one call, and returns what its reader saw. */
async function make(pipeline: Pipeline, clock: TestClock, id: number, plan: Call, controller: AbortController) {
  await new Promise<void>((resolve) => void clock.after(plan.atMs, resolve))
  const context = createCallContext({ requestId: `${id}`, signal: controller.signal, priority: plan.priority })
  const target = ['a', 'b', undefined][plan.target]
  const iterator = pipeline({ messages: [{ role: 'user', content: 'hi' }], target }, context)[Symbol.asyncIterator]()
  const events: ChatEvent[] = []
  let left: Promise<unknown> | undefined
  if (plan.way === 'abort') clock.after(plan.afterMs, () => controller.abort('stop'))
  if (plan.way === 'leave early') {
    clock.after(plan.afterMs, () => {
      left = iterator.return?.()
    })
  }
  try {
    for (let result = await iterator.next(); !result.done; result = await iterator.next()) {
      events.push(result.value)
      if (plan.way === 'leave' && events.length > plan.events) {
        await iterator.return?.()
        break
      }
    }
  } catch (error) {
    if (!(error instanceof ChatError) && error !== 'stop') throw error
  }
  await left
  expect(await iterator.next()).toEqual({ done: true, value: undefined })
  return events
}

/** What is content stands once, in its order, from one answer; or is taken back. */
function checkContent(events: readonly ChatEvent[], afterContent: string): void {
  let said: string[] = []
  for (const event of events) {
    if (event.type === 'reset') said = []
    else if (isContent(event) && event.type === 'text-delta') said.push(event.text.trim())
  }
  const runs = said.map((text) => text.split('.'))
  for (const [index, [run, piece]] of runs.entries()) {
    const before = runs[index - 1]
    const isFirst = before === undefined || before[0] !== run
    expect(Number(piece)).toBe(isFirst ? 0 : Number(before[1]) + 1)
    if (isFirst && before !== undefined) expect(afterContent).toBe('continue')
  }
  expect(new Set(said).size).toBe(said.length)
}

it('calls at random, with providers that fare at random, end once each and leave nothing behind', async () => {
  const lanes = fc.array(fc.array(fate, { minLength: 1, maxLength: 4 }), { minLength: 4, maxLength: 6 })
  const plans = fc.array(call, { minLength: 1, maxLength: 6 })
  await fc.assert(
    fc.asyncProperty(
      lanes,
      plans,
      options,
      fc.nat(),
      async (fates, calls, { order, afterContent, limit, ...rest }, seed) => {
        const clock = createTestClock()
        const observed: Observation[] = []
        let runs = 0
        const lane = (index: number) => ({
          name: `${index}`,
          handler: provider(fates[index] ?? [], clock, () => ++runs),
        })
        const names = fates.length === 6 ? ['a', 'b', 'c'] : ['a', 'b']
        const targets = names.map((name, index) => {
          const both = [lane(2 * index), lane(2 * index + 1)]
          return [name, { provider: 'p', model: 'm', handler: lane(2 * index).handler, lanes: both }]
        })
        const pipeline: Pipeline = createPipeline<string>({
          ...rest,
          targets: Object.fromEntries(targets),
          order: order ? names : undefined,
          afterContent,
          limit: Object.fromEntries(names.map((name) => [name, limit])),
          callMs: 60_000,
          clocks: { firstTokenMs: 10_000, idleMs: 5_000 },
          onEvent: (said) => void observed.push(said),
          logger: { warn: () => {}, error: (...line) => expect(line).toEqual([]) },
          clock,
          random: createRandom(seed),
        })
        const controllers = calls.map(() => new AbortController())
        let results: ChatEvent[][] | undefined
        const all = Promise.all(
          calls.map((plan, id) => make(pipeline, clock, id, plan, controllers[id] ?? new AbortController())),
        ).then((events) => {
          results = events
        })
        await Promise.race([all, clock.advance(200_000)])
        expect(results).toHaveLength(calls.length)
        await clock.advance(200_000)

        const ended = observed.flatMap((said) => (said.type === 'call-ended' ? [said.requestId] : []))
        expect(ended.toSorted()).toEqual(calls.map((_, id) => `${id}`).toSorted())
        expect(pipeline.snapshot().active).toBe(0)
        for (const target of Object.values(pipeline.snapshot().targets)) {
          expect(target.active).toBe(0)
          for (const { active, limiter } of target.lanes) {
            expect([active, limiter.active, limiter.queued]).toEqual([0, 0, 0])
          }
        }
        expect(clock.pendingTimers).toBe(0)
        for (const { signal } of controllers) expect(getEventListeners(signal, 'abort')).toHaveLength(0)
        for (const events of results ?? []) checkContent(events, afterContent)
      },
    ),
    { numRuns: 60 },
  )
}, 120_000)
