import { createPipeline, generate } from '@sluice/core'
import { createTestClock, simulatedProvider } from '@sluice/core/testing'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { moonshot } from './moonshot.ts'
import { openai } from './openai.ts'
import { openaiCompatible } from './openai-compatible.ts'

afterEach(() => {
  vi.unstubAllEnvs()
})

const cn = 'https://api.moonshot.cn/v1/chat/completions'
const intl = 'https://api.moonshot.ai/v1/chat/completions'
type Options = Parameters<typeof moonshot>[1]

/** A target, and where and with which key it asked. */
function setup(options: Options, provider = simulatedProvider()) {
  const clock = createTestClock()
  const target = moonshot('kimi', { fetch: provider, clock, ...options })
  const pipeline = createPipeline({ targets: { kimi: target }, clock })
  return {
    clock,
    pipeline,
    ask: () => generate(pipeline, { prompt: 'Hi' }),
    asked: () => provider.calls.map(({ request }) => [request.url, request.headers.get('authorization')]),
    lanes: () => pipeline.snapshot().targets.kimi?.lanes,
  }
}

describe('several endpoints', () => {
  it('are lanes, called by their region, their host or the name that they were given', () => {
    const endpoints = [
      { region: 'cn' as const },
      { baseUrl: 'http://localhost:4000/v1' },
      { region: 'intl' as const, name: 'abroad' },
    ]
    const { lanes } = setup({ endpoints, apiKey: 'k' })
    expect(lanes()?.map(({ name }) => name)).toEqual(['cn', 'localhost:4000', 'abroad'])
  })

  it('are used in turn by their weights', async () => {
    const endpoints = [
      { region: 'cn' as const, weight: 3 },
      { region: 'intl' as const, weight: 1 },
    ]
    const { ask, asked, lanes } = setup({ endpoints, apiKey: 'k' })
    for (let call = 0; call < 8; call++) await ask()
    expect(
      asked()
        .map(([url]) => (url === cn ? 'c' : 'i'))
        .join(''),
    ).toBe('ccicccic')
    expect(lanes()).toMatchObject([
      { name: 'cn', calls: 6, active: 0 },
      { name: 'intl', calls: 2 },
    ])
  })

  it('are used by their order, the higher only when the lower cannot be', async () => {
    const provider = simulatedProvider({
      faults: ({ url }) => (url.startsWith('https://api.moonshot.ai') ? { type: 'status', status: 429 } : undefined),
    })
    const endpoints = [
      { region: 'cn' as const, order: 2 },
      { region: 'intl' as const, order: 1 },
    ]
    const { clock, ask, asked, lanes } = setup({ endpoints, apiKey: 'k' }, provider)
    await ask()
    await ask()
    expect(asked().map(([url]) => url)).toEqual([intl, cn, cn])
    expect(lanes()).toMatchObject([{ name: 'cn' }, { name: 'intl', limiter: { gateClosedForMs: 1_000 } }])
    await clock.advance(1_000)
    await ask()
    expect(asked().at(-2)?.[0]).toBe(intl)
  })

  it('may have a key each; the others have that of the target', async () => {
    const endpoints = [{ region: 'cn' as const, apiKey: 'cn-key' }, { region: 'intl' as const }]
    const { ask, asked } = setup({ endpoints, apiKey: 'other-key' })
    await ask()
    await ask()
    expect(asked()).toEqual([
      [cn, 'Bearer cn-key'],
      [intl, 'Bearer other-key'],
    ])
  })

  it('say by their names what is missing', async () => {
    vi.stubEnv('MOONSHOT_API_KEY', undefined)
    const endpoints = [{ region: 'cn' as const }, { region: 'intl' as const, apiKey: ' ' }]
    expect(await setup({ endpoints }).pipeline.check()).toEqual([
      'kimi: cn: The environment variable MOONSHOT_API_KEY is not set.',
      'kimi: intl: The key that was given is empty.',
    ])
  })

  it('say by their names which is to name its own key, on a host that is not the vendor’s', async () => {
    const foreign = 'https://elsewhere.example/v1'
    const near = { region: 'cn' as const }
    const both = (apiKey: string | undefined) => ({ apiKey: 'k', endpoints: [near, { baseUrl: foreign, apiKey }] })
    expect(() => moonshot('kimi', { apiKey: 'k', endpoints: [near, { baseUrl: foreign }] })).toThrow(
      /elsewhere\.example is none of its own hosts; say which credential/,
    )
    expect(await moonshot('kimi', both('other')).check?.()).toEqual([])
    const { ask, asked, pipeline } = setup(both(undefined))
    expect(await pipeline.check()).toEqual(['kimi: elsewhere.example: The key that was given is empty.'])
    await ask()
    await ask()
    expect(asked()).toEqual([
      [cn, 'Bearer k'],
      [cn, 'Bearer k'],
    ])
  })

  it('may have the target’s key on any host if that is allowed, the only one, or all are the user’s', async () => {
    const foreign = { baseUrl: 'https://elsewhere.example/v1' }
    const allowed = { endpoints: [{ region: 'cn' as const }, foreign], allowedHosts: ['elsewhere.example'] }
    for (const options of [allowed, { endpoints: [foreign] }, foreign]) {
      expect(await moonshot('kimi', { apiKey: 'k', ...options }).check?.()).toEqual([])
    }
    const endpoints = [foreign, { baseUrl: 'https://other.example/v1' }]
    expect(await openaiCompatible({ model: 'm', apiKey: 'k', endpoints }).check?.()).toEqual([])
  })

  it('take the place of region and baseUrl, and are at least one', () => {
    const endpoints = [{ region: 'us' as const }]
    expect(() => openai('m', { endpoints, region: 'us' })).toThrow(TypeError)
    expect(() => openai('m', { endpoints, baseUrl: 'https://x.example' })).toThrow(/endpoints/)
    expect(() => openai('m', { endpoints: [] })).toThrow(TypeError)
  })

  it('are refused with a weight or order that is none', () => {
    for (const odd of [{ weight: 0 }, { weight: -1 }, { order: Number.NaN }]) {
      expect(() => openai('m', { endpoints: [{ region: 'us', ...odd }, { region: 'us' }], apiKey: 'k' })).toThrow(
        RangeError,
      )
    }
  })

  it('are one lane where there is only one', async () => {
    const { lanes, ask } = setup({ endpoints: [{ region: 'intl' as const }], apiKey: 'k' })
    expect(await ask()).toMatchObject({ text: 'Hi' })
    expect(lanes()).toMatchObject([{ name: 'intl', calls: 1 }])
  })
})
