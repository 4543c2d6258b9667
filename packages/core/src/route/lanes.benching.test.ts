import { describe, expect, it } from 'vitest'
import { collect } from '../chat/collect.ts'
import { ChatError, type ChatErrorCode } from '../chat/errors.ts'
import type { ChatEvent } from '../chat/event.ts'
import { createCallContext, type Handler } from '../chat/handler.ts'
import { type ScriptStep, scripted } from '../testing/scripted.ts'
import { createTestClock } from '../testing/test-clock.ts'
import { createLanes } from './lanes.ts'

const request = { messages: [{ role: 'user', content: 'hi' }] } as const
const start: ChatEvent = { type: 'start', provider: 'openai', model: 'gpt-5' }
const finish: ChatEvent = { type: 'finish', reason: 'stop' }
const text = (text: string): ChatEvent => ({ type: 'text-delta', text })
const refused = (code: ChatErrorCode, retryAfterMs?: number) =>
  new ChatError(code, `No: ${code}.`, { retryAfterMs, cause: { status: 401, body: 'key-canary' } })
const never = () => new Promise(() => {})

/** Lanes, the first preferred, that play one script a call, the last one for all further calls. */
function setup(scripts: Record<string, readonly (readonly ScriptStep[])[]>) {
  const clock = createTestClock()
  const used: string[] = []
  const lanes = Object.entries(scripts).map(([name, steps], order) => {
    const handlers = steps.map((script) => scripted(() => used.push(name), ...script))
    let call = 0
    const handler: Handler = (...all) => handlers[Math.min(call++, handlers.length - 1)]!(...all)
    return { name, order, handler }
  })
  const { handler, activity } = createLanes(lanes, { clock })
  const call = (signal?: AbortSignal) => handler(request, createCallContext({ signal }))
  return { clock, used, activity, call, ask: (signal?: AbortSignal) => collect(call(signal)) }
}
const good = (said: string) => [start, text(said), finish]

describe('a lane that is refused', () => {
  it.each(['auth', 'quota-exceeded', 'rate-limited'] as const)(
    'with %s is benched, and the call goes on with the next one at once',
    async (code) => {
      const { used, ask, activity } = setup({ a: [[refused(code)]], b: [good('b')] })
      expect(await ask()).toMatchObject({ text: 'b' })
      expect(used).toEqual(['a', 'b'])
      expect(activity()).toMatchObject([
        { name: 'a', active: 0, calls: 1, failures: 1, benched: { code } },
        { name: 'b', active: 0, calls: 1, failures: 0, benched: undefined },
      ])
      await ask()
      expect(used).toEqual(['a', 'b', 'b'])
    },
  )

  it.each(['server', 'network', 'forbidden', 'bad-request'] as const)(
    'with %s is none: the call fails, and the lane stays',
    async (code) => {
      const { used, ask, activity } = setup({ a: [[refused(code)]], b: [good('b')] })
      await expect(ask()).rejects.toMatchObject({ code })
      expect(used).toEqual(['a'])
      expect(activity()[0]).toMatchObject({ failures: 1, benched: undefined })
    },
  )

  it('after it has begun to answer fails the call: nothing is asked twice unseen', async () => {
    const { used, ask, activity } = setup({ a: [[start, refused('rate-limited')]], b: [good('b')] })
    await expect(ask()).rejects.toMatchObject({ code: 'rate-limited' })
    expect(used).toEqual(['a'])
    expect(activity()[0]).toMatchObject({ active: 0, failures: 1, benched: undefined })
  })

  it('comes back when its time is up', async () => {
    const { clock, used, ask, activity } = setup({ a: [[refused('auth')], good('a')], b: [good('b')] })
    await ask()
    await clock.advance(59_999)
    expect(activity()[0]?.benched).toEqual({ code: 'auth', forMs: 1 })
    await ask()
    await clock.advance(1)
    expect(activity()[0]?.benched).toBeUndefined()
    for (let call = 0; call < 2; call++) await ask()
    expect(used).toEqual(['a', 'b', 'b', 'a', 'a'])
  })

  it.each(['round-robin', 'least-used'] as const)('has no calls to make up for when it is back: %s', async (choose) => {
    const clock = createTestClock()
    const used: string[] = []
    let isRefused = true
    const lane = (name: string): Handler =>
      async function* () {
        used.push(name)
        if (name === 'a' && isRefused) throw refused('rate-limited')
        yield* good(name)
      }
    const lanes = createLanes(
      ['a', 'b'].map((name) => ({ name, handler: lane(name) })),
      { choose, clock },
    )
    const ask = () => collect(lanes.handler(request, createCallContext()))
    for (let call = 0; call < 20; call++) await ask()
    expect(used.filter((name) => name === 'a')).toHaveLength(1)
    isRefused = false
    await clock.advance(1_000)
    used.length = 0
    for (let call = 0; call < 10; call++) await ask()
    expect(used.filter((name) => name === 'a')).toHaveLength(5)
  })

  it('hands its calls to lanes of a higher order when it was the last of its own', async () => {
    const clock = createTestClock()
    const spare = scripted(...good('spare'))
    const first = scripted(refused('rate-limited', 5_000))
    const lanes = createLanes(
      [
        { name: 'spare', order: 2, handler: spare },
        { name: 'first', handler: first },
      ],
      { clock },
    )
    const ask = () => collect(lanes.handler(request, createCallContext()))
    for (let call = 0; call < 3; call++) expect(await ask()).toMatchObject({ text: 'spare' })
    expect(first.requests).toHaveLength(1)
    await clock.advance(5_000)
    await ask()
    expect(first.requests).toHaveLength(2)
  })
})

describe('when every lane is benched', () => {
  it('the call throws what the last lane was refused with', async () => {
    const { used, ask } = setup({ a: [[refused('auth')]], b: [[refused('quota-exceeded')]] })
    await expect(ask()).rejects.toMatchObject({ code: 'quota-exceeded', message: 'No: quota-exceeded.' })
    expect(used).toEqual(['a', 'b'])
  })

  it('later calls are told why and when to come back, and nothing of the keys', async () => {
    const { clock, used, ask } = setup({ a: [[refused('auth')]], b: [[refused('rate-limited', 9_000)]] })
    await expect(ask()).rejects.toThrow()
    await clock.advance(2_000)
    const error = await ask().catch((error) => error)
    expect(error).toMatchObject({
      code: 'rate-limited',
      retryAfterMs: 7_000,
      message: 'The provider is not available at the moment.',
      cause: {
        benched: [
          { name: 'a', code: 'auth', forMs: 58_000 },
          { name: 'b', code: 'rate-limited', forMs: 7_000 },
        ],
      },
    })
    expect(JSON.stringify([error, error.cause])).not.toContain('canary')
    expect(used).toEqual(['a', 'b'])
  })

  it('but one is being tried by another call, the next one is told to come back', async () => {
    const { clock, call, ask } = setup({ a: [[refused('auth')], [never]], b: [[refused('auth')], [never]] })
    await expect(ask()).rejects.toMatchObject({ code: 'auth' })
    await clock.advance(60_000)
    for (let probe = 0; probe < 2; probe++) void call()[Symbol.asyncIterator]().next()
    await expect(ask()).rejects.toMatchObject({ code: 'overloaded', retryable: true })
  })
})

describe('a call that tries a lane whose time is up', () => {
  const scripts = { a: [[refused('auth')], [never], good('a')], b: [good('b')] }

  it('is the only one until its provider has answered', async () => {
    const { clock, used, call, ask } = setup(scripts)
    await ask()
    await clock.advance(60_000)
    const probe = call()[Symbol.asyncIterator]()
    void probe.next()
    for (let other = 0; other < 3; other++) expect(await ask()).toMatchObject({ text: 'b' })
    expect(used).toEqual(['a', 'b', 'a', 'b', 'b', 'b'])
  })

  it('gives its place back when it is aborted', async () => {
    const stopping = (): ScriptStep[] => [({ context }) => aborted(context.signal)]
    const { clock, used, ask, activity } = setup({ a: [[refused('auth')], stopping(), good('a')], b: [good('b')] })
    await ask()
    await clock.advance(60_000)
    const controller = new AbortController()
    const probe = ask(controller.signal)
    await clock.advance(0)
    controller.abort('stop')
    await expect(probe).rejects.toBe('stop')
    expect(activity()[0]).toMatchObject({ active: 0, calls: 2, failures: 1 })
    expect(await ask()).toMatchObject({ text: 'a' })
    expect(used).toEqual(['a', 'b', 'a', 'a'])
  })

  it('gives its place back when its reader leaves', async () => {
    const waiting: Handler = () => ({
      [Symbol.asyncIterator]: () => ({
        next: () => new Promise(() => {}),
        return: async () => ({ done: true, value: undefined }),
      }),
    })
    const handlers = [scripted(refused('auth')), waiting, scripted(...good('a'))]
    const clock = createTestClock()
    const lanes = createLanes(
      [
        { name: 'a', handler: (...all) => handlers.shift()!(...all) },
        { name: 'b', order: 1, handler: scripted(...good('b')) },
      ],
      { clock },
    )
    const call = () => lanes.handler(request, createCallContext())
    await collect(call())
    await clock.advance(60_000)
    const probe = call()[Symbol.asyncIterator]()
    void probe.next()
    expect(await collect(call())).toMatchObject({ text: 'b' })
    await probe.return?.()
    expect(await collect(call())).toMatchObject({ text: 'a' })
    expect(lanes.activity()[0]).toMatchObject({ active: 0, calls: 3 })
  })
})

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  })
}
