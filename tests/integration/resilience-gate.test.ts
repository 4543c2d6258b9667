import { type ChatErrorCode, createPipeline, generate, type Observation } from '@sluice/core'
import { type Fault, type SimulatedProvider, simulatedProvider } from '@sluice/core/testing'
import { keyPool, openaiCompatible } from '@sluice/next-adapter'
import { describe, expect, it } from 'vitest'
import { simulated } from '../support/chat-http.ts'

/* A provider that is asked too much, and a key that it refuses: nobody who asks gets to know of either. */

const silent = { warn: () => {}, error: () => {} }
const prompts = Array.from({ length: 100 }, (_, index) => `Call ${index}`)

interface Busy {
  concurrency?: number | 'adaptive'
  /** How long after one call the next one comes. */
  gapMs?: number
}

/** A hundred calls to a provider that takes five at once. */
async function askAll({ concurrency, gapMs = 0 }: Busy) {
  let most = 0
  const refuse: Fault = { type: 'status', status: 429, retryAfterMs: 20 }
  const provider: SimulatedProvider = simulatedProvider({
    firstTokenMs: 10,
    faults: () => {
      const inFlight = provider.calls.filter(({ ending }) => ending === 'open').length
      if (inFlight >= 5) return refuse
      most = Math.max(most, inFlight + 1)
      return undefined
    },
  })
  const seen: Observation[] = []
  const pipeline = createPipeline({
    targets: { gpt: simulated(provider) },
    limit: { gpt: { concurrency } },
    // Whatever is refused for its pace alone must not need a repetition.
    retry: { attempts: 1 },
    logger: silent,
    onEvent: (observation) => void seen.push(observation),
  })
  const ask = async (prompt: string, index: number) => {
    if (gapMs > 0) await new Promise((resolve) => setTimeout(resolve, index * gapMs))
    return (await generate(pipeline, { prompt })).text
  }
  const answers = await Promise.all(prompts.map(ask))
  const count = (type: Observation['type']) => seen.filter((observation) => observation.type === type).length
  return { answers, most, refused: provider.calls.length - prompts.length, count, snapshot: pipeline.snapshot() }
}

describe('a provider that takes five calls at once, and is sent a hundred', { timeout: 20_000 }, () => {
  it.each<[string, Busy & { most: number }]>([
    // So many are on their way before the first refusal is back.
    ['at one instant', { most: 120 }],
    ['one after the other', { most: 30, gapMs: 2 }],
    ['at one instant, and looks for its limit', { most: 20, concurrency: 'adaptive' }],
  ])('answers all, and no refusal costs an attempt: %s', async (_, busy) => {
    const { answers, most, refused, count, snapshot } = await askAll(busy)
    expect(answers).toEqual(prompts)
    expect(most).toBe(5)
    expect(refused).toBeGreaterThan(0)
    expect(refused).toBeLessThanOrEqual(busy.most)
    expect([count('gate-closed'), count('retry-scheduled'), count('breaker-changed')]).toEqual([refused, 0, 0])
    expect(snapshot.targets.gpt).toMatchObject({ active: 0, calls: 100, failures: 0 })
    expect(snapshot.targets.gpt.lanes).toMatchObject([{ failures: 0, limiter: { active: 0, queued: 0 } }])
  })

  it('refuses nobody where its limit is known', async () => {
    const { answers, refused } = await askAll({ concurrency: 5 })
    expect([answers, refused]).toEqual([prompts, 0])
  })
})

describe('two keys, of which one is refused', () => {
  const refusals: [string, Fault, ChatErrorCode][] = [
    ['not known', { type: 'status', status: 401 }, 'auth'],
    ['used up', { type: 'status', status: 429, error: { code: 'insufficient_quota' } }, 'quota-exceeded'],
  ]

  it.each(refusals)('serve all calls, also while one of them is %s', async (_, fault, code) => {
    const isBad = (headers: Headers) => headers.get('authorization') === 'Bearer k-bad-0123456789'
    const provider = simulatedProvider({
      firstTokenMs: 1,
      faults: ({ headers }) => (isBad(headers) ? fault : undefined),
    })
    const target = openaiCompatible({
      model: 'sim-1',
      baseUrl: 'http://provider.test/v1',
      apiKey: keyPool(['k-good-0123456789', 'k-bad-0123456789']),
      fetch: provider,
    })
    const pipeline = createPipeline({ targets: { gpt: target }, retry: { attempts: 1 }, logger: silent })
    const ask = async (prompt: string) => (await generate(pipeline, { prompt })).text
    const [first, ...rest] = prompts
    // The second call is the first to learn of it; those after it need not.
    expect([await ask(first!), await ask('again')]).toEqual([first, 'again'])
    expect(await Promise.all(rest.map(ask))).toEqual(rest)
    expect(provider.calls.filter(({ request }) => isBad(request.headers))).toHaveLength(1)
    const [good, bad] = pipeline.snapshot().targets.gpt.lanes
    expect(good).toMatchObject({ calls: 101, failures: 0, benched: undefined })
    expect(bad).toMatchObject({ calls: 1, failures: 1, benched: { code } })
  })
})
