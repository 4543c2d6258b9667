import { describe, expect, it } from 'vitest'
import { generate } from './chat/collect.ts'
import type { ChatEvent } from './chat/event.ts'
import { createCallContext, type Observation } from './chat/handler.ts'
import { blocklist } from './filter/blocklist.ts'
import { createFilter } from './filter/create-filter.ts'
import type { PipelineOptions } from './pipeline/pipeline-options.ts'
import { createPipeline } from './pipeline.ts'
import { openaiChat } from './providers/openai-chat.ts'
import { createMemoryLedgerStore } from './store/memory-ledger-store.ts'
import { type SimulatedProviderOptions, simulatedProvider } from './testing/simulated-provider.ts'

const model = 'gpt-5'
const prompt = 'hi'

function setup(
  options: SimulatedProviderOptions,
  more: Partial<PipelineOptions<'gpt' | 'other'>>,
  other: SimulatedProviderOptions = {},
) {
  const observed: Observation[] = []
  const providers = { gpt: simulatedProvider(options), other: simulatedProvider(other) }
  const ledger = createMemoryLedgerStore()
  const target = (name: 'gpt' | 'other') => ({
    ...{ provider: 'openai', model },
    handler: openaiChat({ model, fetch: providers[name] }),
  })
  const pipeline = createPipeline({
    targets: { gpt: target('gpt'), other: target('other') },
    onEvent: (said) => void observed.push(said),
    logger: { warn: () => {}, error: () => {} },
    retry: { baseMs: 1 },
    ledger,
    ...more,
  })
  const read = async (prompt = 'hi') => {
    const events: ChatEvent[] = []
    const messages = [{ role: 'user', content: prompt }] as const
    for await (const event of pipeline({ messages }, createCallContext())) events.push(event)
    return events
  }
  return { pipeline, provider: providers.gpt, other: providers.other, observed, ledger, read }
}

const casino = blocklist(['赌场', 'casino'], { id: 'games', replaceWith: '[内容被过滤]' })
const stop = blocklist(['forbidden'], { id: 'stop', category: 'violence', action: 'block' })

describe('a pipeline with a filter', () => {
  it('masks prompts and answers, and says so', async () => {
    const { pipeline, provider, observed } = setup(
      { answer: ({ prompt }) => `You said "${prompt}". 去赌\u200b场吧。` },
      { filter: { input: [blocklist(['hunter2'], { id: 'password' })], output: [casino] } },
    )
    const { text } = await generate(pipeline, { prompt: 'My password is hunter2', requestId: 'r1' })
    expect(text).toBe('You said "My password is ███████". 去[内容被过滤]吧。')
    expect(provider.calls[0]?.request.prompt).toBe('My password is ███████')
    const found = observed.filter(({ type }) => type === 'content-filtered')
    expect(found).toMatchObject([
      { requestId: 'r1', direction: 'input', channel: 'user', ruleId: 'password', action: 'redact', count: 1 },
      { requestId: 'r1', direction: 'output', channel: 'text', ruleId: 'games', action: 'replace', count: 1 },
    ])
    expect(observed.at(-1)?.type).toBe('call-ended')
  })

  it('keeps from the model what it puts into the answer again', async () => {
    const { pipeline, provider } = setup(
      { answer: ({ prompt }) => ({ text: prompt, toolCalls: [{ name: 'send', arguments: { to: prompt, n: 1 } }] }) },
      { filter: { input: [blocklist(['Ada "Countess" Lovelace'], { placeholder: 'NAME' })], output: [casino] } },
    )
    const said = 'I am Ada "Countess" Lovelace.'
    const { text, toolCalls } = await generate(pipeline, { prompt: said })
    expect(provider.calls[0]?.request.prompt).toBe('I am <NAME_1>.')
    expect(text).toBe(said)
    expect(JSON.parse(toolCalls[0]?.arguments ?? '')).toEqual({ to: said, n: 1 })
  })

  it('refuses a blocked prompt before anybody is asked, and accounts for it', async () => {
    const { pipeline, provider, observed, ledger } = setup({}, { filter: { input: [stop] } })
    const asking = generate(pipeline, { prompt: 'a forbidden thing' })
    await expect(asking).rejects.toMatchObject({ code: 'content-filtered', status: 422 })
    await expect(asking).rejects.toThrow('The prompt was refused by the rule "stop" (violence).')
    expect(provider.calls).toEqual([])
    expect(observed.map(({ type }) => type)).toEqual(['call-started', 'content-filtered', 'call-ended'])
    const [record] = await recordsOf(ledger)
    expect(record).toMatchObject({ outcome: 'failed', errorCode: 'content-filtered', attempts: [] })
    expect(record?.usage).toMatchObject({ inputTokens: 0, outputTokens: 0 })
  })

  it('counts a blocked prompt as a request of its caller', async () => {
    const quota = [{ per: 'caller', requests: 1, window: '1h' }] as const
    const { pipeline } = setup({}, { quota, filter: { input: [stop] } })
    const ask = (prompt: string) => generate(pipeline, { prompt, caller: { id: 'ada' } })
    await expect(ask('forbidden')).rejects.toMatchObject({ code: 'content-filtered' })
    await expect(ask('fine')).rejects.toMatchObject({ code: 'rate-limited' })
  })

  it('stops the provider of a blocked answer, turns to no other, and records what was used', async () => {
    const { pipeline, provider, other, observed, ledger } = setup(
      { answer: () => `Well, this is forbidden ${'and more '.repeat(200)}`, tokensPerSecond: 2_000 },
      { filter: { output: [stop] }, order: ['gpt', 'other'] },
    )
    const error = await generate(pipeline, { prompt }).catch((error: unknown) => error)
    expect(error).toMatchObject({ code: 'content-filtered', partial: { text: 'Well, this is ' } })
    expect(provider.calls).toMatchObject([{ ending: 'cancelled' }])
    expect(provider.calls[0]?.sent).toBeLessThan(30)
    expect(other.calls).toEqual([])
    expect(observed.map(({ type }) => type)).toEqual([
      ...['call-started', 'attempt-started', 'attempt-abandoned', 'content-filtered', 'call-ended'],
    ])
    const [record] = await recordsOf(ledger)
    expect(record).toMatchObject({ outcome: 'failed', errorCode: 'content-filtered', usage: { estimated: true } })
    expect(record?.attempts).toMatchObject([{ outcome: 'abandoned' }])
    expect(record?.usage.outputTokens).toBeGreaterThan(2)
  })

  it('does not hold what its rules block against the provider', async () => {
    const { pipeline, provider } = setup(
      { answer: () => 'forbidden' },
      { filter: { output: [stop] }, breaker: { consecutive: 1, openMs: 60_000 } },
    )
    for (let call = 1; call <= 3; call++) {
      await expect(generate(pipeline, { prompt })).rejects.toMatchObject({ code: 'content-filtered' })
      expect(provider.calls).toHaveLength(call)
    }
    expect(pipeline.snapshot().targets.gpt.failures).toBe(0)
    expect(pipeline.snapshot().active).toBe(0)
  })

  it('ends a blocked answer with a refusal, which is an answer like others', async () => {
    const { pipeline, provider, ledger } = setup(
      { answer: () => `This is forbidden ${'and more '.repeat(200)}`, tokensPerSecond: 2_000 },
      { filter: { output: [stop], refusal: 'Let us talk of something else.', minPrefix: 12 } },
    )
    const result = await generate(pipeline, { prompt })
    expect(result).toMatchObject({ text: 'Let us talk of something else.', finishReason: 'content-filter' })
    expect(result.usage).toMatchObject({ estimated: true })
    expect(provider.calls).toMatchObject([{ ending: 'cancelled' }])
    const [record] = await recordsOf(ledger)
    expect(record).toMatchObject({ outcome: 'finished', finishReason: 'content-filter', usage: result.usage })
  })

  it('begins anew where another target does', async () => {
    const { read } = setup(
      { answer: () => 'the casi no', faults: { type: 'cut', after: 2 } },
      { filter: { output: [casino] }, order: ['gpt', 'other'], retry: false },
      { answer: () => 'a casino' },
    )
    const events = await read()
    const reset = events.findIndex(({ type }) => type === 'reset')
    expect(reset).toBeGreaterThan(0)
    const textOf = (some: readonly ChatEvent[]) =>
      some.map((event) => (event.type === 'text-delta' ? event.text : '')).join('')
    expect(textOf(events.slice(0, reset))).toMatch(/^the/)
    expect(textOf(events.slice(reset))).toBe('a [内容被过滤]')
  })

  it('meets the list of today in every answer', async () => {
    const output = createFilter({ rules: [casino] })
    const { pipeline } = setup({ answer: () => 'casino royale' }, { filter: { output } })
    expect((await generate(pipeline, { prompt })).text).toBe('[内容被过滤] royale')
    output.update({ rules: [blocklist(['royale'])] })
    expect((await generate(pipeline, { prompt })).text).toBe('casino ██████')
  })

  it('refuses options that make no sense when it is made', () => {
    expect(() => setup({}, { filter: { output: [{ id: 'x' }] } })).toThrow(RangeError)
    expect(() => setup({}, { filter: { minPrefix: -1 } })).toThrow(/filter: minPrefix/)
  })
})

async function recordsOf(ledger: ReturnType<typeof createMemoryLedgerStore>) {
  const found = []
  for await (const record of ledger.records({})) found.push(record)
  return found
}
