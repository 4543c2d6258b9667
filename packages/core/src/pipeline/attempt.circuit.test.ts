import { describe, expect, it } from 'vitest'
import type { ChatErrorCode } from '../chat/errors.ts'
import { createTestClock } from '../testing/test-clock.ts'
import { answer, failed, never, oneLane, pause, say, start, whole } from './test-support/one-lane.ts'

describe('the circuit of an attempt', () => {
  const breaker = { consecutive: 1, openMs: 1_000, successes: 1 }

  it('refuses while it is open, and takes no turn', async () => {
    const { read, clock, limiter, asked } = oneLane([[failed('server')]], { breaker })
    expect([read(), read()]).toEqual([[], []])
    await clock.advance(0)
    const third = read()
    await clock.advance(0)
    expect(third).toEqual(['circuit-open'])
    expect([asked(), limiter.active]).toEqual([2, 0])
  })

  it('is looked at again after the wait, for it may have opened meanwhile', async () => {
    const { read, clock, asked, limiter } = oneLane([[failed('server')]], { breaker, limit: { concurrency: 1 } })
    const lists = [read(), read()]
    await clock.advance(0)
    expect(lists).toEqual([['server'], ['notice', 'circuit-open']])
    expect([asked(), limiter.active, limiter.queued]).toEqual([1, 0, 0])
  })

  it('is closed again by the first content of a probe, however long the answer takes', async () => {
    const { read, clock, breaker: circuit } = oneLane([[failed('server')], [start, say('a'), never]], { breaker })
    read()
    await clock.advance(1_000)
    expect(circuit?.state().state).toBe('half-open')
    const probe = read()
    await clock.advance(0)
    expect(probe).toEqual(['start', 'a'])
    expect(circuit?.state().state).toBe('closed')
  })

  it('is not closed by a probe that only began', async () => {
    const { open, clock, breaker: circuit } = oneLane([[failed('server')], [start, say(''), never]], { breaker })
    await open()
      .next()
      .catch(() => undefined)
    await clock.advance(1_000)
    const probe = open()
    await probe.next()
    await probe.next()
    expect(circuit?.state().state).toBe('half-open')
    await probe.return?.()
    expect(circuit?.check()).toBeUndefined()
  })

  it('is waited for if told so, by one after the other', async () => {
    const scripts = [[failed('server')], answer]
    const { read, clock, asked } = oneLane(scripts, { breaker: { ...breaker, successes: 3 }, whenOpen: 'wait' })
    read()
    await clock.advance(0)
    const lists = [read(), read(), read()]
    await clock.advance(999)
    expect(lists).toEqual([[], [], []])
    await clock.advance(1)
    expect(lists).toEqual([whole, whole, whole])
    expect(asked()).toBe(4)
    expect(clock.pendingTimers).toBe(0)
  })

  it('is waited for together with the turn, and looked at when that comes', async () => {
    const clock = createTestClock()
    const scripts = [[pause(clock, 100), failed('server')], answer]
    const { read, asked } = oneLane(scripts, { breaker, whenOpen: 'wait', limit: { concurrency: 1 }, clock })
    const lists = [read(), read()]
    await clock.advance(100)
    expect(lists).toEqual([['server'], ['notice']])
    await clock.advance(1_000)
    expect(lists[1]).toEqual(['notice', ...whole])
    expect(asked()).toBe(2)
  })

  it('is not waited for beyond the deadline, nor by a reader that has gone', async () => {
    const { open, read, clock, asked, limiter } = oneLane([[failed('server')], answer], { breaker, whenOpen: 'wait' })
    read()
    await clock.advance(0)
    await expect(open({ deadline: 999 }).next()).rejects.toMatchObject({ code: 'circuit-open' })
    const controller = new AbortController()
    const [aborted, left] = [open({ signal: controller.signal }), open()]
    const reads = [aborted.next().catch((error: unknown) => error), left.next()]
    controller.abort('stop')
    await left.return?.()
    await clock.advance(1_000)
    expect(await Promise.all(reads)).toEqual(['stop', { done: true, value: undefined }])
    expect([asked(), limiter.active, clock.pendingTimers]).toEqual([1, 0, 0])
  })

  it.each<[ChatErrorCode, boolean]>([
    ['server', true],
    ['overloaded', true],
    ['network', true],
    ['timeout', true],
    ['interrupted', true],
    ['rate-limited', false],
    ['auth', false],
    ['quota-exceeded', false],
    ['bad-request', false],
    ['content-filtered', false],
    ['context-too-long', false],
    ['internal', false],
  ])('hears of %s: that speaks against the provider: %s', async (code, isOpened) => {
    const { read, clock, breaker: circuit } = oneLane([[failed(code)]], { breaker, hasOther: () => true })
    expect(read()).toEqual([])
    await clock.advance(0)
    expect(circuit?.state().state).toBe(isOpened ? 'open' : 'closed')
  })

  it('may be none', async () => {
    const { read, clock } = oneLane([[failed('server')]], { breaker: false })
    for (let call = 0; call < 10; call++) read()
    const last = read()
    await clock.advance(0)
    expect(last).toEqual(['server'])
  })
})
