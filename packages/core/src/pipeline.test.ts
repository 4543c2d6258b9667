import { describe, expect, it } from 'vitest'
import { collect, generate } from './chat/collect.ts'
import { createCallContext, type Observation } from './chat/handler.ts'
import type { PipelineOptions } from './pipeline/pipeline-options.ts'
import { createPipeline } from './pipeline.ts'
import { openaiChat } from './providers/openai-chat.ts'
import type { Target } from './route/target.ts'
import { scripted } from './testing/scripted.ts'
import { type SimulatedProviderOptions, simulatedProvider } from './testing/simulated-provider.ts'
import { createTestClock } from './testing/test-clock.ts'

const model = 'gpt-5'
const messages = [{ role: 'user', content: 'hi' }] as const

function simulated(options: SimulatedProviderOptions = {}): Target {
  return { provider: 'openai', model, handler: openaiChat({ model, fetch: simulatedProvider(options) }) }
}
function setup(options: SimulatedProviderOptions = {}, more: Partial<PipelineOptions<'gpt'>> = {}) {
  const observed: Observation[] = []
  const onEvent = (said: Observation) => void observed.push(said)
  const pipeline = createPipeline({ targets: { gpt: simulated(options) }, onEvent, clock: createTestClock(), ...more })
  return { pipeline, observed, ended: () => observed.filter((said) => said.type === 'call-ended') }
}

describe('createPipeline', () => {
  it('wants at least one target', () => {
    expect(() => createPipeline({ targets: {} })).toThrow(RangeError)
    expect(() => createPipeline({ targets: {} })).toThrow(/targets/)
  })

  it('answers, and says in the finish what it took', async () => {
    const { pipeline, observed } = setup({ answer: () => 'Hello there' })
    const result = await generate(pipeline, { prompt: 'hi', requestId: 'r1', caller: { id: 'ada' } })
    expect(result).toMatchObject({ text: 'Hello there', provider: 'openai', model, usage: { outputTokens: 2 } })
    expect(result.usage).not.toHaveProperty('estimated')
    expect(observed).toMatchObject([
      { type: 'call-started', requestId: 'r1', caller: { id: 'ada' } },
      { type: 'attempt-started', requestId: 'r1', target: 'gpt', lane: 'gpt', queuedMs: 0 },
      { type: 'call-ended', requestId: 'r1', outcome: 'finished', target: 'gpt', usage: result.usage, attempts: 1 },
    ])
  })

  it('is answered by the first target where none is named', async () => {
    const pipeline = createPipeline({
      targets: { one: simulated({ answer: () => 'one' }), two: simulated({ answer: () => 'two' }) },
    })
    expect(await generate(pipeline, { prompt: 'hi' })).toMatchObject({ text: 'one' })
    expect(await generate(pipeline, { prompt: 'hi', target: 'two' })).toMatchObject({ text: 'two' })
  })

  it('accounts for every ending exactly once', async () => {
    const { pipeline, ended } = setup({ faults: [undefined, { type: 'cut' }], answer: () => 'a b c' })
    await collect(pipeline({ messages }, createCallContext()))
    await expect(generate(pipeline, { prompt: 'hi' })).rejects.toMatchObject({ code: 'interrupted' })
    await expect(generate(pipeline, { prompt: 'hi', target: 'unknown' })).rejects.toMatchObject({ code: 'not-found' })
    await expect(generate(pipeline, { prompt: 'hi', signal: AbortSignal.abort('stop') })).rejects.toBe('stop')
    for await (const _ of pipeline({ messages }, createCallContext())) break
    await pipeline.close()
    await expect(generate(pipeline, { prompt: 'hi' })).rejects.toMatchObject({ code: 'overloaded' })
    const endings = ended().map((said) => [said.outcome, said.error?.code])
    expect(endings).toEqual([
      ['finished', undefined],
      ['failed', 'interrupted'],
      ['failed', 'not-found'],
      ['aborted', undefined],
      ['abandoned', undefined],
      ['failed', 'overloaded'],
    ])
  })

  it('survives observers that throw, and keeps secrets out of its log', async () => {
    const lines: unknown[] = []
    const logger = { warn: () => {}, error: (...line: unknown[]) => void lines.push(line) }
    const onEvent = () => {
      throw new Error('sk-canary-0123456789')
    }
    const { pipeline } = setup({}, { onEvent, logger })
    expect(await generate(pipeline, { prompt: 'hi' })).toMatchObject({ text: 'hi' })
    expect(lines).toHaveLength(3)
    for (const line of lines) expect(line).toMatchObject([expect.any(String), { error: { message: '***' } }])
  })
})

describe('what can be asked of a pipeline', () => {
  it('is what it is doing', async () => {
    const { pipeline } = setup()
    const reading = pipeline({ messages }, createCallContext())[Symbol.asyncIterator]()
    await reading.next()
    expect(pipeline.snapshot()).toMatchObject({ active: 1, targets: { gpt: { provider: 'openai', model, active: 1 } } })
    await reading.return?.()
    expect(pipeline.snapshot()).toMatchObject({ active: 0, targets: { gpt: { active: 0, calls: 1, failures: 0 } } })
  })

  it('is what its targets lack', async () => {
    const handler = scripted()
    const pipeline = createPipeline({
      targets: {
        one: { provider: 'openai', model, handler, check: async () => ['OPENAI_API_KEY is not set.'] },
        two: { provider: 'openai', model, handler, check: async () => [] },
        three: { provider: 'openai', model, handler },
      },
    })
    expect(await pipeline.check()).toEqual(['one: OPENAI_API_KEY is not set.'])
  })

  it('is to end: calls in flight end by themselves, new ones are refused', async () => {
    const { pipeline } = setup({ answer: () => 'a b' })
    const reading = pipeline({ messages }, createCallContext())[Symbol.asyncIterator]()
    await reading.next()
    let isClosed = false
    const closing = pipeline.close().then(() => {
      isClosed = true
    })
    await expect(generate(pipeline, { prompt: 'hi' })).rejects.toMatchObject({ code: 'overloaded' })
    expect(isClosed).toBe(false)
    let last = await reading.next()
    while (!last.done) last = await reading.next()
    await closing
    expect(pipeline.snapshot().active).toBe(0)
  })
})
