import { describe, expect, it } from 'vitest'
import { ChatError } from '../chat/errors.ts'
import { createTestClock } from '../testing/test-clock.ts'
import { answer, failed, never, oneLane, pause, say, start, used, whole } from './test-support/one-lane.ts'

describe('an attempt that is refused for coming too fast', () => {
  it('waits as long as the provider says, says so, and is made again', async () => {
    const { read, clock, asked, limiter, observed } = oneLane([[failed('rate-limited', 7_000)], answer])
    const list = read()
    await clock.advance(6_999)
    expect([list, asked(), limiter.queued, limiter.active]).toEqual([['notice'], 1, 1, 0])
    await clock.advance(1)
    expect(list).toEqual(['notice', ...whole])
    expect(clock.pendingTimers).toBe(0)
    expect(observed).toMatchObject([
      { type: 'attempt-started' },
      { type: 'attempt-failed', code: 'rate-limited', durationMs: 0, hasAnswered: false },
      { type: 'gate-closed', target: 't', lane: 'l', forMs: 7_000 },
      { type: 'attempt-queued', waitMs: 7_000 },
      { type: 'attempt-started', queuedMs: 7_000 },
    ])
  })

  it('holds back all others, and goes before them', async () => {
    const clock = createTestClock()
    const order: string[] = []
    const note = (name: string) => () => void order.push(name)
    const scripts = [[failed('rate-limited', 1_000)], [note('first again'), ...answer], [note('other'), ...answer]]
    const { read } = oneLane(scripts, { clock })
    read()
    await clock.advance(10)
    const other = read()
    await clock.advance(500)
    expect(other).toEqual(['notice'])
    await clock.advance(500)
    expect(order).toEqual(['first again', 'other'])
    expect(other).toEqual(['notice', ...whole])
  })

  it.each([undefined, 0])('waits twice as long with every refusal in a row if told to wait for %s', async (toldMs) => {
    const { read, clock, observed } = oneLane([...Array(5).fill([failed('rate-limited', toldMs)]), answer])
    const list = read()
    await clock.advance(60_000)
    expect(list).toEqual(['notice', ...whole])
    const gates = observed.flatMap((said) => (said.type === 'gate-closed' ? [said.forMs] : []))
    expect(gates).toEqual([1_000, 2_000, 4_000, 8_000, 16_000])
  })

  it('counts those in flight together as one refusal, and begins anew after an answer', async () => {
    const clock = createTestClock()
    const refusal = [pause(clock, 10), failed('rate-limited')]
    const { read, observed } = oneLane([refusal, refusal, refusal, answer, answer, answer, refusal, answer], { clock })
    const lists = [read(), read(), read()]
    await clock.advance(5_000)
    expect(lists).toEqual(Array(3).fill(['notice', ...whole]))
    read()
    await clock.advance(5_000)
    expect(observed.flatMap((said) => (said.type === 'gate-closed' ? [said.forMs] : []))).toEqual([
      ...[1_000, 1_000, 1_000],
      1_000,
    ])
  })

  it('leaves it to another lane that is free, without waiting', async () => {
    const { open, limiter, clock } = oneLane([[failed('rate-limited', 5_000)]], { hasOther: () => true })
    await expect(open().next()).rejects.toMatchObject({ code: 'rate-limited', retryAfterMs: 5_000 })
    expect([limiter.queued, limiter.active, clock.pendingTimers]).toEqual([0, 0, 0])
    expect(limiter.snapshot().gateClosedForMs).toBe(5_000)
  })

  it('fails at once, with the word of the provider, if it may not wait for so long', async () => {
    const cause = { status: 429 }
    const refusal = new ChatError('rate-limited', 'Slowly.', { retryAfterMs: 70_000, provider: 'p', cause })
    for (const init of [{}, { deadline: 5_000 }]) {
      const { open, limiter, clock } = oneLane([[refusal]])
      const both = { reason: 'wait-too-long', said: cause }
      const expected = { code: 'rate-limited', message: 'Slowly.', provider: 'p', cause: both, retryAfterMs: 70_000 }
      await expect(open(init).next()).rejects.toMatchObject(expected)
      expect([limiter.queued, limiter.active, clock.pendingTimers]).toEqual([0, 0, 0])
    }
  })

  it('says by itself when to come back if the provider does not', async () => {
    const { open } = oneLane([[failed('rate-limited')]])
    await expect(open({ deadline: 500 }).next()).rejects.toMatchObject({ code: 'rate-limited', retryAfterMs: 1_000 })
  })

  it('does not wait for ever for one that always refuses', async () => {
    const { read, clock, limiter } = oneLane([[failed('rate-limited')]], { maxWaitMs: 10_000 })
    const list = read()
    await clock.advance(20_000)
    expect(list).toEqual(['notice', 'rate-limited'])
    expect([limiter.queued, limiter.active, clock.pendingTimers]).toEqual([0, 0, 0])
  })

  it('waits no more when it is aborted or left', async () => {
    const { open, clock, limiter, asked } = oneLane([[failed('rate-limited', 5_000)]])
    const controller = new AbortController()
    const [aborted, left] = [open({ signal: controller.signal }), open()]
    await Promise.all([aborted.next(), left.next()])
    const reads = [aborted.next().catch((error: unknown) => error), left.next()]
    controller.abort('stop')
    await left.return?.()
    await clock.advance(5_000)
    expect(await Promise.all(reads)).toEqual(['stop', { done: true, value: undefined }])
    expect([limiter.queued, limiter.active, clock.pendingTimers]).toEqual([0, 0, 0])
    expect(asked()).toBe(2)
  })

  it('is made again after a beginning, too: nothing has been shown', async () => {
    const scripts = [[start, used(30, 0), failed('rate-limited', 1_000)], answer]
    const { read, clock, limiter, observed } = oneLane(scripts)
    const list = read()
    await clock.advance(0)
    expect([list, limiter.snapshot().gateClosedForMs]).toEqual([['start', 'usage', 'notice'], 1_000])
    await clock.advance(1_000)
    expect(list).toEqual(['start', 'usage', 'notice', ...whole])
    expect(observed.filter(({ type }) => type === 'attempt-failed')).toMatchObject([
      { code: 'rate-limited', hasAnswered: false, usage: { inputTokens: 30 } },
    ])
  })

  it('waits longer each time though each time there is a beginning', async () => {
    const { read, clock, observed } = oneLane([...Array(4).fill([start, failed('rate-limited', 6)]), answer])
    read()
    await clock.advance(60_000)
    const gates = observed.flatMap((said) => (said.type === 'gate-closed' ? [said.forMs] : []))
    expect(gates).toEqual([6, 2_000, 4_000, 8_000])
  })

  it('tells nothing of what the attempt before it took', async () => {
    const scripts = [[start, used(30, 0), failed('rate-limited', 1_000)], [failed('bad-request')]]
    const { read, clock, limiter, observed } = oneLane(scripts, {
      countsTokens: true,
      limit: { tokensPerMinute: 1_000 },
    })
    read({}, { maxOutputTokens: 500 })
    await clock.advance(1_000)
    expect(observed.at(-1)).toMatchObject({ type: 'attempt-failed', code: 'bad-request', usage: undefined })
    // Refused without any work.
    expect(limiter.waitMs({ tokens: 1_000 })).toBe(0)
  })

  it('is not made again after a part of the answer', async () => {
    const { read, clock, limiter } = oneLane([[start, say('a'), failed('rate-limited', 1_000)], answer])
    const list = read()
    await clock.advance(10_000)
    expect(list).toEqual(['start', 'a', 'rate-limited'])
    expect(limiter.snapshot().gateClosedForMs).toBe(0)
  })

  it('is another thing than one that our own limiter refuses', async () => {
    const { open, observed, limiter } = oneLane([[never]], { limit: { requestsPerMinute: 1, maxWaitMs: 1_000 } })
    open().next()
    await expect(open().next()).rejects.toMatchObject({ code: 'rate-limited', cause: { reason: 'wait-too-long' } })
    expect(observed.map(({ type }) => type)).toEqual(['attempt-started', 'attempt-refused'])
    expect(limiter.snapshot().gateClosedForMs).toBe(0)
  })
})
