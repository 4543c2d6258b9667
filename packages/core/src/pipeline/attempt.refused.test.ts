import { describe, expect, it } from 'vitest'
import type { ScriptStep } from '../testing/scripted.ts'
import { answer, failed, never, oneLane, say, start, used } from './test-support/one-lane.ts'

const lane = { requestId: 'r', target: 't', lane: 'l' }
const stop = (controller: AbortController): ScriptStep[] => [() => controller.abort('stop'), start]

describe('a call that is kept from a provider', () => {
  it('is told of when the circuit is open', async () => {
    const { read, clock, observed } = oneLane([[failed('server')]], { breaker: { consecutive: 1, openMs: 1_000 } })
    read()
    await clock.advance(0)
    observed.length = 0
    const refused = read()
    await clock.advance(0)
    expect(refused).toEqual(['circuit-open'])
    expect(observed).toEqual([
      { type: 'attempt-refused', ...lane, code: 'circuit-open', reason: undefined, retryAfterMs: 1_000 },
    ])
  })

  it('is told of when the circuit opens while it waits for its turn', async () => {
    const { read, clock, observed } = oneLane([[failed('server')]], {
      breaker: { consecutive: 1 },
      limit: { concurrency: 1 },
    })
    const lists = [read(), read()]
    await clock.advance(0)
    expect(lists[1]).toEqual(['notice', 'circuit-open'])
    expect(observed.at(-1)).toMatchObject({ type: 'attempt-refused', ...lane, code: 'circuit-open' })
  })

  it('is told of when too many wait', async () => {
    const { open, read, clock, observed } = oneLane([[start, never]], { limit: { concurrency: 1, maxQueue: 0 } })
    await open().next()
    const refused = read()
    await clock.advance(0)
    expect(refused).toEqual(['rate-limited'])
    expect(observed.at(-1)).toMatchObject({
      ...{ type: 'attempt-refused', ...lane },
      ...{ code: 'rate-limited', reason: 'queue-full' },
    })
  })

  it('is told of when it would wait for too long, or does', async () => {
    const limited = oneLane([answer], { limit: { requestsPerMinute: 1, burst: 1 }, maxWaitMs: 1_000 })
    limited.read()
    limited.read()
    await limited.clock.advance(0)
    const refused = { type: 'attempt-refused', ...lane, code: 'rate-limited' }
    expect(limited.observed.at(-1)).toMatchObject({ ...refused, reason: 'wait-too-long', retryAfterMs: 60_000 })
    const full = oneLane([[start, never]], { limit: { concurrency: 1 }, maxWaitMs: 1_000 })
    await full.open().next()
    full.read()
    await full.clock.advance(1_000)
    expect(full.observed.at(-1)).toMatchObject({ ...refused, reason: 'waited-too-long' })
  })

  it('is not told of as refused when it is aborted', async () => {
    const { open, observed } = oneLane([[start, never]], { limit: { concurrency: 1 } })
    await open().next()
    const controller = new AbortController()
    const second = open({ signal: controller.signal })
    await second.next()
    const next = second.next()
    controller.abort('stop')
    await expect(next).rejects.toBe('stop')
    expect(observed.map(({ type }) => type)).toEqual(['attempt-started', 'attempt-queued'])
  })
})

describe('an attempt that is left', () => {
  it.each<[string, ScriptStep[], object]>([
    ['before it began', [], { usage: undefined }],
    ['after it had said what it took', [start, used(30, 1)], { usage: { inputTokens: 30, outputTokens: 1 } }],
  ])('by an abort %s is told of', async (_, events, told) => {
    const controller = new AbortController()
    const { read, clock, observed } = oneLane([[...events, ...stop(controller)]])
    const list = read({ signal: controller.signal })
    await clock.advance(0)
    expect(list.at(-1)).toBe('stop')
    expect(observed.slice(1)).toEqual([{ type: 'attempt-abandoned', ...lane, durationMs: 0, ...told }])
  })

  it('by its reader is told of once, with how long it took', async () => {
    const { open, clock, observed } = oneLane([[start, used(30, 1), say('a'), never]])
    const iterator = open()
    for (let event = 0; event < 3; event++) await iterator.next()
    await clock.advance(25)
    await iterator.return?.()
    await iterator.return?.()
    const usage = { inputTokens: 30, outputTokens: 1 }
    expect(observed.slice(1)).toEqual([{ type: 'attempt-abandoned', ...lane, durationMs: 25, usage }])
  })

  it('is none where nobody was asked, or the answer is over', async () => {
    const { open, observed } = oneLane([answer])
    await open().return?.()
    const iterator = open()
    for (let result = await iterator.next(); !result.done; ) result = await iterator.next()
    await iterator.return?.()
    expect(observed.map(({ type }) => type)).toEqual(['attempt-started'])
  })
})
