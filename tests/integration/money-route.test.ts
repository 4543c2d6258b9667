import {
  type Budget,
  type CallerUsage,
  type Cost,
  costOf,
  createMemoryLedgerStore,
  createMemoryRunLog,
  createPipeline,
  type Target,
  type UsageRecord,
} from '@sluice/core'
import { type Fault, type SimulatedProvider, simulatedProvider } from '@sluice/core/testing'
import type { UIMessageChunk } from '@sluice/core/ui'
import { type ChatRoute, type ChatRouteOptions, createChatRoute, dashscope, openai } from '@sluice/next-adapter'
import { afterEach, describe, expect, it } from 'vitest'
import { asking, only, readParts, textOf, until } from '../support/chat-http.ts'
import { rawClient } from '../support/raw-client.ts'
import { type Served, serve } from '../support/serve.ts'

/*
 * What calls cost, seen from both ends: a client on a real socket, and the ledger behind the route.
 */

const open: Served[] = []
afterEach(async () => {
  for (const served of open.splice(0)) await served.close()
})

const answer = 'One, two, three, four, five, six, seven, eight, nine, ten.'
const rates = { USD: { CNY: '7.10', asOf: '2026-11-01' } }

interface Setting extends Pick<ChatRouteOptions, 'onDisconnect' | 'runLog'> {
  /** Of the first target, which is billed in yuan. The second one, in dollars, always answers. */
  faults?: Fault
  tokensPerSecond?: number
  budget?: readonly Budget[]
  order?: readonly ('qwen' | 'gpt')[]
}

const both = ['qwen', 'gpt'] as const

async function bank({ faults, tokensPerSecond, budget = [], order = both, ...routeOptions }: Setting = {}) {
  const qwen = simulatedProvider({ answer: () => answer, faults, tokensPerSecond })
  const gpt = simulatedProvider({ answer: () => answer })
  const ledger = createMemoryLedgerStore()
  const targets = { qwen: await far(qwen, dashscope, 'qwen-max'), gpt: await far(gpt, openai, 'gpt-5-mini') }
  const options = { retry: false, breaker: false } as const
  const pipeline = createPipeline({ targets, order, budget, rates, ledger, ...options })
  const route = createChatRoute({
    handler: pipeline,
    identify: () => ({ id: 'ada' }),
    prepare: () => ({ maxOutputTokens: 100 }),
    logger: { warn: () => {}, error: () => {} },
    ...routeOptions,
  })
  const app = await serve((request) => route[request.method as keyof Omit<ChatRoute, '~message'>](request))
  open.push(app)
  async function records(): Promise<UsageRecord[]> {
    const kept: UsageRecord[] = []
    for await (const record of ledger.records()) kept.push(record)
    return kept
  }
  const ask = () =>
    fetch(`${app.url}/api/chat`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(asking('Count to ten.')),
    })
  return { app, qwen, gpt, pipeline, records, ask }
}

/** A target whose provider is behind a socket of its own. */
async function far(provider: SimulatedProvider, vendor: typeof dashscope | typeof openai, model: string) {
  const served = await serve(provider)
  open.push(served)
  const target: Target = vendor(model, { apiKey: () => 'no-real-key', baseUrl: `${served.url}/v1` })
  return target
}

/** Reads until a part of the answer has come, and leaves without a word. */
async function leaveEarly(url: string): Promise<void> {
  const client = rawClient(url, asking('Count to ten.'))
  const response = await client.response
  await new Promise((resolve) => response.once('data', resolve))
  client.leave()
}

/** The only record there is, and there stays: nothing comes after it. */
async function onlyRecord(records: () => Promise<UsageRecord[]>): Promise<UsageRecord> {
  await until('a record', async () => (await records()).length > 0)
  await new Promise((resolve) => setTimeout(resolve, 30))
  const found = await records()
  expect(found).toHaveLength(1)
  return found[0]!
}

function costInMetadata(parts: readonly UIMessageChunk[]): unknown {
  const metadata = only(parts, 'finish').messageMetadata as { sluice: { cost?: Cost } }
  return metadata.sluice.cost
}

/** The cost of what an attempt of a record used, reckoned anew. */
function costAgain({ usage, provider, model = '' }: UsageRecord['attempts'][number], at: number): Cost | undefined {
  return costOf(usage, { model, provider, at })?.cost
}

describe('an answer that was read to its end', () => {
  it('costs in its metadata what its record says', async () => {
    const { ask, records, qwen } = await bank()
    const parts = await readParts(await ask())
    const record = await onlyRecord(records)
    expect(textOf(parts)).toBe(answer)
    expect(record).toMatchObject({ caller: 'ada', outcome: 'finished', target: 'qwen', model: 'qwen-max' })
    expect(record.usage.estimated).toBeUndefined()
    expect(record.usage.outputTokens).toBeGreaterThan(10)
    expect(record.cost).toEqual(costAgain(record.attempts[0]!, record.at))
    expect(costInMetadata(parts)).toEqual(record.cost)
    expect(qwen.calls).toHaveLength(1)
  })
})

describe('an answer whose reader hangs up', () => {
  it('is cancelled, and billed by what had been received', async () => {
    const { app, qwen, records } = await bank({ faults: { type: 'stall', after: 3 } })
    await leaveEarly(app.url)
    const record = await onlyRecord(records)
    await until('the provider sees it', () => qwen.calls[0]?.ending === 'cancelled')
    expect(['aborted', 'abandoned']).toContain(record.outcome)
    expect(record.usage).toMatchObject({ estimated: true })
    expect(record.usage.inputTokens).toBeGreaterThan(0)
    expect(record.usage.outputTokens).toBeGreaterThan(0)
    expect(record.usage.outputTokens).toBeLessThan(10)
    expect(record.cost).toEqual(costAgain(record.attempts[0]!, record.at))
    expect(record.attempts).toMatchObject([{ provider: 'dashscope', model: 'qwen-max', target: 'qwen' }])
  })

  it('books that on its budget, and gives the rest back', async () => {
    const budget: Budget = { per: 'caller', amount: '1', currency: 'CNY', window: '1d' }
    const { app, pipeline, records } = await bank({ faults: { type: 'stall', after: 3 }, budget: [budget] })
    await leaveEarly(app.url)
    const { cost } = await onlyRecord(records)
    expect((await pipeline.usage({ id: 'ada' })).budgets).toMatchObject([{ used: cost?.CNY, reserved: '0' }])
  })

  it('goes on where it may, and is billed by what the provider reports', async () => {
    const onDisconnect = { continueMs: 10_000 }
    const { app, qwen, records } = await bank({ runLog: createMemoryRunLog(), onDisconnect, tokensPerSecond: 40 })
    await leaveEarly(app.url)
    expect(await records()).toEqual([])
    const record = await onlyRecord(records)
    expect(qwen.calls).toMatchObject([{ ending: 'complete' }])
    expect(record).toMatchObject({ outcome: 'finished', finishReason: 'stop' })
    expect(record.usage.estimated).toBeUndefined()
    expect(record.usage.outputTokens).toBeGreaterThan(10)
    expect(record.cost).toEqual(costAgain(record.attempts[0]!, record.at))
  })

  it('goes on no longer than it may', async () => {
    const faults = { type: 'stall', after: 3 } as const
    const onDisconnect = { continueMs: 80 }
    const { app, qwen, records } = await bank({ runLog: createMemoryRunLog(), onDisconnect, faults })
    await leaveEarly(app.url)
    const leftMs = performance.now()
    const record = await onlyRecord(records)
    expect(performance.now() - leftMs).toBeGreaterThan(70)
    expect(record).toMatchObject({ outcome: 'aborted', usage: { estimated: true } })
    expect(qwen.calls).toMatchObject([{ ending: 'cancelled' }])
  })
})

describe('a caller without money', () => {
  it('is refused before anything is sent: 402, with the time to come back', async () => {
    // Room for one answer of 100 tokens. It turns out shorter, but what is left has no room for another.
    const budget: Budget = { per: 'caller', amount: '0.0011', currency: 'CNY', window: '1d' }
    const { ask, records, qwen } = await bank({ budget: [budget], order: [] })
    const first = await ask()
    await first.text()
    expect(first.status).toBe(200)
    const response = await ask()
    expect(response.status).toBe(402)
    expect(await response.json()).toMatchObject({ error: { code: 'over-budget', requestId: expect.any(String) } })
    const waitSeconds = Number(response.headers.get('retry-after'))
    expect(waitSeconds).toBeGreaterThan(0)
    // The day of UTC ends then.
    expect(Math.abs(((Date.now() + waitSeconds * 1_000 + 43_200_000) % 86_400_000) - 43_200_000)).toBeLessThan(5_000)
    expect(qwen.calls).toHaveLength(1)
    // A refusal is a call, too, that cost nothing.
    expect((await records()).at(-1)).toMatchObject({ outcome: 'failed', errorCode: 'over-budget', attempts: [] })
  })
})

describe('an answer of two targets', () => {
  it('costs both, each in its currency', async () => {
    const budget: Budget = { per: 'caller', amount: '1', currency: 'CNY', window: '1d' }
    const { ask, records, pipeline } = await bank({ faults: { type: 'cut', after: 5 }, budget: [budget] })
    const parts = await readParts(await ask())
    const record = await onlyRecord(records)
    expect(record).toMatchObject({
      outcome: 'finished',
      target: 'gpt',
      cost: { CNY: expect.any(String), USD: expect.any(String) },
      attempts: [
        { target: 'qwen', outcome: 'failed', errorCode: 'interrupted', usage: { estimated: true } },
        { target: 'gpt', outcome: 'finished' },
      ],
    })
    const [first, second] = record.attempts
    expect(record.cost).toEqual({ ...costAgain(first!, record.at), ...costAgain(second!, record.at) })
    expect(costInMetadata(parts)).toEqual(record.cost)
    // One budget pays both, the dollars at the rate that was given.
    const [state] = (await pipeline.usage({ id: 'ada' })).budgets
    const { CNY, USD } = record.cost as Required<Cost>
    expect(Number(state?.used)).toBeCloseTo(Number(CNY) + 7.1 * Number(USD), 8)
    expect(state?.reserved).toBe('0')
  })
})

describe('GET of {api}/usage', () => {
  it('says what the pipeline knows of the caller', async () => {
    const budget: Budget = { per: 'caller', amount: '5', currency: 'CNY', window: '1d', rolling: true }
    const { app, ask, pipeline, records } = await bank({ budget: [budget] })
    await (await ask()).text()
    const record = await onlyRecord(records)
    const response = await fetch(`${app.url}/api/chat/usage`)
    const told = (await response.json()) as CallerUsage
    const known = await pipeline.usage({ id: 'ada' })
    expect(response.status).toBe(200)
    expect(untimed(told)).toEqual(untimed(JSON.parse(JSON.stringify(known))))
    expect(told).toMatchObject({ caller: 'ada', total: { calls: 1, cost: record.cost } })
    expect(told.budgets).toMatchObject([{ used: record.cost?.CNY, limit: '5', reserved: '0' }])
  })
})

/** Without the moment in which it was asked. */
function untimed({ at, since, ...usage }: CallerUsage) {
  return { ...usage, days: (at - since) / 86_400_000 }
}
