import { createCallContext, createPipeline, generate } from '@sluice/core'
import { createTestClock, type FaultPlan, simulatedProvider } from '@sluice/core/testing'
import { describe, expect, it } from 'vitest'
import { apiKey } from '../auth/api-key.ts'
import { fromEnv } from '../secrets/from-env.ts'
import { keyPool } from '../secrets/key-pool.ts'
import { everythingIn } from '../test-support/everything-in.ts'
import { anthropic } from './anthropic.ts'
import { openai } from './openai.ts'

const one = 'canary-one-0123'
const two = 'canary-two-0123'

/** A target with two keys at a provider that has its troubles with the first. */
function setup(trouble: Parameters<typeof troubled>[0]) {
  const clock = createTestClock()
  const state = { isHealed: false }
  const provider = simulatedProvider({ faults: troubled(trouble, state), clock })
  const target = openai('gpt', { apiKey: keyPool([one, two]), fetch: provider, clock })
  const pipeline = createPipeline({ targets: { gpt: target }, clock })
  return {
    clock,
    state,
    pipeline,
    ask: () => generate(pipeline, { prompt: 'Hi' }),
    used: () => provider.calls.map(({ request }) => request.headers.get('authorization')?.replace('Bearer ', '')),
    lanes: () => pipeline.snapshot().targets.gpt?.lanes ?? [],
  }
}

function troubled(trouble: { status: number; retryAfterMs?: number; error?: object }, state: { isHealed: boolean }) {
  const faults: FaultPlan = ({ headers }) =>
    headers.get('authorization')?.includes(one) && !state.isHealed
      ? { type: 'status', ...trouble, error: { message: `The key ${one} is refused.`, ...trouble.error } }
      : undefined
  return faults
}

describe('a key that the provider refuses', () => {
  it.each([
    [{ status: 401 }, 'auth', 60_000],
    [{ status: 402 }, 'quota-exceeded', 60_000],
    [{ status: 429, error: { code: 'insufficient_quota' } }, 'quota-exceeded', 60_000],
  ] as const)(
    'is benched with its reason while the next one serves, and comes back: %j',
    async (trouble, code, forMs) => {
      const { clock, state, ask, used, lanes } = setup(trouble)
      for (let call = 0; call < 3; call++) expect(await ask()).toMatchObject({ text: 'Hi' })
      expect(used()).toEqual([one, two, two, two])
      expect(lanes()).toMatchObject([
        { name: 'us/key-1', active: 0, calls: 1, failures: 1, benched: { code, forMs } },
        { name: 'us/key-2', active: 0, calls: 3, failures: 0, benched: undefined },
      ])
      state.isHealed = true
      await clock.advance(forMs)
      await ask()
      await ask()
      expect(new Set(used().slice(4))).toEqual(new Set([one, two]))
      expect(lanes()[0]).toMatchObject({ calls: 2, failures: 1, benched: undefined })
    },
  )

  it.each([
    [{ status: 429 }, 1_000],
    [{ status: 429, retryAfterMs: 7_000 }, 7_000],
  ])('for coming too fast rests for as long as it says, while the next one serves: %j', async (trouble, forMs) => {
    const { clock, state, ask, used, lanes } = setup(trouble)
    for (let call = 0; call < 3; call++) expect(await ask()).toMatchObject({ text: 'Hi' })
    expect(used()).toEqual([one, two, two, two])
    expect(lanes()).toMatchObject([
      { calls: 1, failures: 1, benched: undefined, limiter: { gateClosedForMs: forMs } },
      { calls: 3, failures: 0, benched: undefined, limiter: { gateClosedForMs: 0 } },
    ])
    state.isHealed = true
    await clock.advance(forMs)
    await ask()
    await ask()
    expect(new Set(used().slice(4))).toEqual(new Set([one, two]))
  })

  it('is benched for twice as long when it is refused again', async () => {
    const { clock, ask, lanes } = setup({ status: 401 })
    await ask()
    await clock.advance(60_000)
    await ask()
    await ask()
    expect(lanes()[0]?.benched).toEqual({ code: 'auth', forMs: 120_000 })
  })

  it('shows nowhere, in no error and no snapshot', async () => {
    const provider = simulatedProvider({ apiKey: 'the-right-one' })
    const clock = createTestClock()
    const target = openai('gpt', { apiKey: keyPool([one, two]), fetch: provider, clock })
    const pipeline = createPipeline({ targets: { gpt: target }, clock })
    for (const code of ['auth', 'auth']) {
      const error: unknown = await generate(pipeline, { prompt: 'Hi' }).catch((error) => error)
      expect(error).toMatchObject({ code })
      expect(everythingIn(error)).not.toContain('canary')
    }
    expect(provider.calls).toHaveLength(2)
    expect(everythingIn(pipeline.snapshot())).not.toContain('canary')
  })
})

describe('a key that may not do this', () => {
  it('is not benched: another one of the account may not either', async () => {
    const { ask, used, lanes } = setup({ status: 403 })
    await expect(ask()).rejects.toMatchObject({ code: 'forbidden' })
    expect(used()).toEqual([one])
    expect(lanes()[0]).toMatchObject({ failures: 1, benched: undefined })
  })
})

describe('keyPool', () => {
  it('wants at least one key', () => {
    expect(() => keyPool([])).toThrow(RangeError)
  })

  it('has no other way to choose than it says', () => {
    expect(() => keyPool(['k'], { choose: 'random' as never })).toThrow(TypeError)
  })

  it('takes keys from anywhere, each by itself', async () => {
    const provider = simulatedProvider()
    const own = apiKey('third', { header: 'x-own' })
    const target = openai('gpt', {
      apiKey: keyPool([() => 'first', fromEnv('SLUICE_NO_SUCH_KEY'), own]),
      fetch: provider,
    })
    expect(await target.check?.()).toEqual(['us/key-2: The environment variable SLUICE_NO_SUCH_KEY is not set.'])
    for (let call = 0; call < 3; call++) await generate(target.handler, { prompt: 'Hi' })
    const keys = provider.calls.map(
      ({ request }) => request.headers.get('authorization') ?? request.headers.get('x-own'),
    )
    expect(keys).toContain('Bearer first')
    expect(keys).toContain('third')
  })

  it('puts its keys where the vendor wants them, at every endpoint', async () => {
    const provider = simulatedProvider()
    const endpoints = [{ region: 'us' as const }, { baseUrl: 'http://localhost:4000/v1', name: 'near' }]
    const target = anthropic('claude', { endpoints, apiKey: keyPool([one, two]), fetch: provider })
    expect(target.lanes?.map(({ name }) => name)).toEqual(['us/key-1', 'us/key-2', 'near/key-1', 'near/key-2'])
    for (let call = 0; call < 4; call++) await generate(target.handler, { prompt: 'Hi' })
    const asked = provider.calls.map(({ request }) => [new URL(request.url).host, request.headers.get('x-api-key')])
    expect(asked).toEqual([
      ['api.anthropic.com', one],
      ['api.anthropic.com', two],
      ['localhost:4000', one],
      ['localhost:4000', two],
    ])
  })

  it.each(['by itself', 'in a pipeline'])('takes the least used key if told so, %s', async (where) => {
    const provider = simulatedProvider({ answer: () => 'a b c' })
    const target = openai('gpt', { apiKey: keyPool([one, two], { choose: 'least-used' }), fetch: provider })
    const handler = where === 'by itself' ? target.handler : createPipeline({ targets: { gpt: target } })
    const open = async () => {
      const messages = [{ role: 'user', content: 'Hi' }] as const
      const reading = handler({ messages }, createCallContext())[Symbol.asyncIterator]()
      await reading.next()
      return reading
    }
    await open()
    const second = await open()
    await second.return?.()
    await open()
    const used = provider.calls.map(({ request }) => request.headers.get('authorization'))
    expect(used).toEqual([`Bearer ${one}`, `Bearer ${two}`, `Bearer ${two}`])
  })

  it('must choose alike at all endpoints', () => {
    const pool = (choose?: 'least-used') => keyPool([one, two], { choose })
    const endpoints = (...pools: readonly ReturnType<typeof pool>[]) =>
      pools.map((apiKey) => ({ region: 'us' as const, apiKey }))
    expect(() => openai('gpt', { endpoints: endpoints(pool(), pool('least-used')) })).toThrow(TypeError)
    expect(() => openai('gpt', { endpoints: endpoints(pool('least-used'), pool('least-used')) })).not.toThrow()
  })

  it('with one key is one lane, called by its endpoint', () => {
    expect(openai('gpt', { apiKey: keyPool([one]) }).lanes?.map(({ name }) => name)).toEqual(['us'])
  })

  it('is not changed by a list that changes', () => {
    const keys = [one]
    const pool = keyPool(keys)
    keys.push(two)
    expect(pool.entries).toHaveLength(1)
  })
})
