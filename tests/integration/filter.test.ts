import {
  apiKeyLeaks,
  blocklist,
  createMemoryLedgerStore,
  createPipeline,
  type PipelineOptions,
  prcIdentity,
  type UsageRecord,
} from '@sluice/core'
import { type SimulatedProviderOptions, simulatedProvider } from '@sluice/core/testing'
import { createChatRoute } from '@sluice/next-adapter'
import { afterEach, describe, expect, it } from 'vitest'
import { asking, only, readParts, simulated, textOf, until } from '../support/chat-http.ts'
import { type Served, serve } from '../support/serve.ts'

/* What a filter does to a conversation, over two real sockets: to the provider, to the browser, and to the books. */

const open: Served[] = []
afterEach(async () => {
  for (const served of open.splice(0)) await served.close()
})

const logger = { warn: () => {}, error: () => {} }

async function app(answer: SimulatedProviderOptions, filter: PipelineOptions<'gpt'>['filter']) {
  const provider = simulatedProvider(answer)
  const behind = await serve(provider)
  const ledger = createMemoryLedgerStore()
  const pipeline = createPipeline({
    targets: { gpt: simulated(provider, { baseUrl: `${behind.url}/v1`, fetch: undefined }) },
    ledger,
    filter,
    logger,
  })
  const route = createChatRoute({ handler: pipeline, identify: () => ({ id: 'ada' }), logger })
  const served = await serve(route.POST)
  open.push(behind, served)
  const post = (text: string) =>
    fetch(`${served.url}/api/chat`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(asking(text)),
    })
  return { provider, behind, post, record: () => firstRecord(ledger) }
}

async function firstRecord(ledger: ReturnType<typeof createMemoryLedgerStore>): Promise<UsageRecord> {
  let first: UsageRecord | undefined
  await until('the record of the call', async () => {
    for await (const record of ledger.records()) first ??= record
    return first !== undefined
  })
  return first!
}

const stop = blocklist(['forbidden'], { id: 'stop', category: 'violence', action: 'block' })
const rant = `Well, to begin with, this is forbidden ${'and goes on '.repeat(500)}`

describe('a prompt that is blocked', () => {
  it('is refused with its status, before the provider hears of it, and leaves a record', async () => {
    const { provider, post, record } = await app({}, { input: [stop] })
    const response = await post('Something for\u200bbidden, please')
    expect(response.status).toBe(422)
    expect(response.headers.get('content-type')).toContain('application/json')
    const { error } = (await response.json()) as { error: unknown }
    expect(error).toEqual({
      code: 'content-filtered',
      message: 'The prompt was refused by the rule "stop" (violence).',
      requestId: expect.any(String),
    })
    expect(provider.calls).toEqual([])
    expect(await record()).toMatchObject({
      outcome: 'failed',
      errorCode: 'content-filtered',
      caller: 'ada',
      attempts: [],
    })
  })
})

describe('an answer that is blocked', () => {
  it('ends in an error after what was fine, closes the connection to the provider, and is paid for', async () => {
    const { provider, behind, post, record } = await app(
      { answer: () => rant, tokensPerSecond: 500 },
      { output: [stop] },
    )
    const response = await post('Go on')
    expect(response.status).toBe(200)
    const parts = await readParts(response)
    expect(textOf(parts)).toBe('Well, to begin with, this is ')
    expect(only(parts, 'error')).toMatchObject({
      code: 'content-filtered',
      errorText: 'The answer was stopped by the rule "stop" (violence).',
    })
    expect(parts.filter(({ type }) => type === 'finish')).toEqual([])
    expect(JSON.stringify(parts)).not.toContain('forbidden')

    await until('the provider is left', () => provider.calls[0]?.ending === 'cancelled')
    await until('no connection to it', async () => (await behind.connections()) === 0)
    expect(provider.calls[0]?.sent).toBeLessThan(100)
    const { usage, outcome, errorCode } = await record()
    expect([outcome, errorCode]).toEqual(['failed', 'content-filtered'])
    expect(usage.inputTokens).toBeGreaterThan(0)
    expect(usage.outputTokens).toBeGreaterThan(4)
    expect(usage.outputTokens).toBeLessThan(100)
  })

  it('is refused with its status where nothing of it was shown', async () => {
    const { post } = await app({ answer: () => rant }, { output: [stop], minPrefix: 60 })
    const response = await post('Go on')
    expect(response.status).toBe(422)
    expect(await response.json()).toMatchObject({ error: { code: 'content-filtered' } })
  })

  it('ends in the words that were chosen for it', async () => {
    const { post } = await app({ answer: () => rant }, { output: [stop], refusal: 'Let us change the subject.' })
    const parts = await readParts(await post('Go on'))
    expect(textOf(parts)).toBe('Well, to begin with, this is \n\nLet us change the subject.')
    expect(only(parts, 'finish')).toMatchObject({ finishReason: 'content-filter' })
  })
})

describe('an answer that is masked', () => {
  it('streams as others do, and the user is told that something is missing', async () => {
    const words = blocklist(['赌场', 'casino'], { id: 'games', category: 'gambling', replaceWith: '[内容被过滤]' })
    const { post, record } = await app(
      { answer: () => ({ reasoning: 'The ca-si-no?', text: '去赌 场吧，那家 Casino 很好。' }) },
      { output: [words] },
    )
    const parts = await readParts(await post('Where to?'))
    expect(textOf(parts)).toBe('去[内容被过滤]吧，那家 [内容被过滤] 很好。')
    expect(parts.filter(({ type }) => type === 'text-delta').length).toBeGreaterThan(3)
    expect(only(parts, 'data-sluice-notice')).toMatchObject({
      data: { notice: 'filtered', direction: 'output', action: 'replace', category: 'gambling' },
      transient: true,
    })
    expect(only(parts, 'finish')).toMatchObject({ finishReason: 'stop' })
    expect(await record()).toMatchObject({ outcome: 'finished', finishReason: 'stop' })
  })

  it('shows the user what the provider has never seen', async () => {
    const { provider, post } = await app(
      { answer: ({ prompt }) => `Noted: ${prompt}` },
      { input: [blocklist(['王小明'], { id: 'name', placeholder: 'NAME' })] },
    )
    const parts = await readParts(await post('我叫王小明。'))
    expect(textOf(parts)).toBe('Noted: 我叫王小明。')
    expect(provider.calls[0]?.request.prompt).toBe('我叫<NAME_1>。')
  })

  it('keeps keys and persons from the provider, whatever the user pastes', async () => {
    const { provider, post } = await app(
      { answer: ({ prompt }) => `${prompt}，走进赌场` },
      {
        input: [apiKeyLeaks(), prcIdentity()],
        output: [blocklist(['赌场'], { replaceWith: '[内容被过滤]' })],
      },
    )
    const key = `sk-ant-api03-${'aB3dE6gH9'.repeat(10)}xyAA`
    const parts = await readParts(await post(`ID 11010519491231002X, key ${key}`))
    const asked = provider.calls[0]?.request.prompt ?? ''
    expect(asked).toMatch(/^ID .+, key .+$/)
    expect(asked).not.toContain('11010519491231002X')
    expect(asked).not.toContain(key.slice(-40))
    expect(textOf(parts)).toMatch(/，走进\[内容被过滤\]$/)
  })
})
