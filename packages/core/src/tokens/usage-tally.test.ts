import { describe, expect, it } from 'vitest'
import type { ChatEvent, Usage } from '../chat/event.ts'
import { estimateInputTokens, estimateTokens } from '../tokens/estimate.ts'
import { createUsageTally } from './usage-tally.ts'

const request = { messages: [{ role: 'user', content: 'Tell me a story about a fox.' }] } as const
const model = 'gpt-5'
const start: ChatEvent = { type: 'start', provider: 'openai', model }
const finish: ChatEvent = { type: 'finish', reason: 'stop' }
const story = 'Once upon a time there was a fox who lived at the edge of a wood.'
const text = (text: string): ChatEvent => ({ type: 'text-delta', text })
const report = (usage: Usage): ChatEvent => ({ type: 'usage', usage })

function tally(...events: ChatEvent[]): Usage {
  const all = createUsageTally(request)
  for (const event of events) all.add(event)
  return all.usage()
}
const input = estimateInputTokens(request, { model }).tokens
const output = estimateTokens(story, { model }).tokens

describe('the tokens of a call', () => {
  it('are none, and no estimate, before a provider began to answer', () => {
    expect(tally()).toEqual({ inputTokens: 0, outputTokens: 0 })
    expect(tally({ type: 'notice', notice: 'queued' })).toEqual({ inputTokens: 0, outputTokens: 0 })
  })

  it('are what the provider reported last', () => {
    const last = { inputTokens: 9, outputTokens: 3, cachedInputTokens: 0, reasoningTokens: 1 }
    expect(tally(start, report({ inputTokens: 9, outputTokens: 1 }), text('a'), report(last), finish)).toEqual(last)
  })

  it('are the provider’s word for an answer that is complete, however little it says', () => {
    const little = { inputTokens: 9, outputTokens: 1 }
    expect(tally(start, text(story), report(little), finish)).toEqual(little)
  })

  it('are estimated, and marked so, where the provider says nothing', () => {
    expect(tally(start, text(story), finish)).toEqual({ inputTokens: input, outputTokens: output, estimated: true })
  })

  it('are estimated from all that was received: text, thoughts and tool calls', () => {
    const thought: ChatEvent = { type: 'reasoning-delta', text: story }
    const call: ChatEvent[] = [
      { type: 'tool-call-start', id: 'c', name: 'tell' },
      { type: 'tool-call-delta', id: 'c', text: story },
      { type: 'tool-call', id: 'c', name: 'tell', arguments: story },
    ]
    const told = tally(start, thought, text(story), ...call)
    expect(told.outputTokens).toBeGreaterThanOrEqual(3 * output)
    expect(told.outputTokens).toBeLessThan(3 * output + 5)
  })

  it('are, of an answer that broke off, the report or the estimate, whichever is more', () => {
    const early = report({ inputTokens: 9, outputTokens: 1, cachedInputTokens: 4 })
    expect(tally(start, early, text(story))).toEqual({
      inputTokens: 9,
      outputTokens: output,
      cachedInputTokens: 4,
      estimated: true,
    })
    const late = { inputTokens: 9, outputTokens: output + 50 }
    expect(tally(start, text(story), report(late))).toEqual(late)
  })

  it('are summed over the attempts, and an estimate in one marks the sum', () => {
    const other: ChatEvent = { type: 'start', provider: 'deepseek', model: 'deepseek-chat' }
    const sum = tally(
      start,
      text(story),
      { type: 'reset' },
      other,
      text('A'),
      report({ inputTokens: 7, outputTokens: 2 }),
      finish,
    )
    expect(sum).toEqual({ inputTokens: input + 7, outputTokens: output + 2, estimated: true })
  })

  it('sum up known parts, and leave unknown ones unknown', () => {
    const one = report({ inputTokens: 1, outputTokens: 1, cachedInputTokens: 1 })
    const two = report({ inputTokens: 2, outputTokens: 2 })
    const sum = tally(start, one, start, two, start, one, finish)
    expect(sum).toEqual({ inputTokens: 4, outputTokens: 4, cachedInputTokens: 2 })
  })

  it('sum up what was written to the prompt cache, apart from what was read of it', () => {
    const wrote = report({ inputTokens: 5, outputTokens: 1, cacheWriteInputTokens: 4 })
    const read = report({ inputTokens: 5, outputTokens: 1, cachedInputTokens: 4, cacheWriteInputTokens: 0 })
    expect(tally(start, wrote, start, read, finish)).toEqual({
      inputTokens: 10,
      outputTokens: 2,
      cachedInputTokens: 4,
      cacheWriteInputTokens: 4,
    })
    expect(tally(start, wrote, text(story))).toMatchObject({ cacheWriteInputTokens: 4, estimated: true })
    expect(tally(start, report({ inputTokens: 5, outputTokens: 1 }), finish)).not.toHaveProperty(
      'cacheWriteInputTokens',
    )
  })

  it('can be asked for at any time without being changed by it', () => {
    const all = createUsageTally(request)
    for (const event of [start, text(story)]) all.add(event)
    expect(all.usage()).toEqual(all.usage())
  })
})

describe('the tokens of attempts of which no event is to be seen', () => {
  const lane = { requestId: 'r', target: 't', lane: 'l' }
  const started = { type: 'attempt-started', ...lane, queuedMs: 0 } as const
  const usage = { inputTokens: 7, outputTokens: 2 }
  const failed = (usage?: Usage) =>
    ({ type: 'attempt-failed', ...lane, code: 'server', durationMs: 1, hasAnswered: false, usage }) as const
  const abandoned = (usage?: Usage) => ({ type: 'attempt-abandoned', ...lane, durationMs: 1, usage }) as const

  it('are what is said of those that failed, and none where nothing is', () => {
    const all = createUsageTally(request)
    for (const said of [started, failed(usage), started, failed(), started, failed(usage)]) all.observe(said)
    expect(all.usage()).toEqual({ inputTokens: 14, outputTokens: 4 })
  })

  it('are what is said of one that was left, else all of the question', () => {
    const told = createUsageTally(request)
    for (const said of [started, abandoned(usage)]) told.observe(said)
    expect(told.usage()).toEqual(usage)
    const untold = createUsageTally(request)
    for (const said of [started, abandoned()]) untold.observe(said)
    const { tokens } = estimateInputTokens(request)
    expect(untold.usage()).toEqual({ inputTokens: tokens, outputTokens: 0, estimated: true })
  })

  it('are not counted again of an attempt that is seen', () => {
    for (const said of [failed(usage), abandoned(usage)]) {
      const all = createUsageTally(request)
      all.observe(started)
      for (const event of [start, text('a'), report(usage)]) all.add(event)
      all.observe(said)
      expect(all.usage()).toEqual(usage)
    }
  })

  it('come after an attempt that was seen, too', () => {
    const all = createUsageTally(request)
    all.observe(started)
    for (const event of [start, text('a'), report(usage)]) all.add(event)
    for (const said of [failed(usage), started, failed(usage)]) all.observe(said)
    expect(all.usage()).toEqual({ inputTokens: 14, outputTokens: 4 })
  })

  it('are of nobody who was not asked', () => {
    const all = createUsageTally(request)
    expect(all.wasAsked()).toBe(false)
    all.observe({ type: 'attempt-refused', ...lane, code: 'circuit-open' })
    all.add({ type: 'notice', notice: 'queued' })
    expect(all.wasAsked()).toBe(false)
    all.observe(started)
    expect(all.wasAsked()).toBe(true)
    const byEvents = createUsageTally(request)
    byEvents.add(start)
    expect(byEvents.wasAsked()).toBe(true)
  })
})
