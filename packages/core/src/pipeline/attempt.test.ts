import { getEventListeners } from 'node:events'
import { describe, expect, it } from 'vitest'
import { answer, oneLane, start, whole } from './test-support/one-lane.ts'

describe('an attempt that has its turn at once', () => {
  it('hands the very events on, and says that it started', async () => {
    const { open, observed, limiter } = oneLane([answer])
    const iterator = open()
    for (const event of answer) expect((await iterator.next()).value).toBe(event)
    expect(limiter.active).toBe(1)
    expect((await iterator.next()).done).toBe(true)
    expect(limiter.active).toBe(0)
    const asked = { target: 't', lane: 'l', provider: 'p', model: 'm' }
    expect(observed).toEqual([{ type: 'attempt-started', requestId: 'r', ...asked, queuedMs: 0 }])
  })

  it('asks nobody before it is read', () => {
    const { open, asked, limiter } = oneLane([answer])
    open()
    expect([asked(), limiter.active]).toEqual([0, 0])
  })
})

describe('an attempt that has to wait', () => {
  it('says so once, and for how long at least if time alone decides', async () => {
    const { read, open, clock, observed, limiter } = oneLane([answer], { limit: { requestsPerMinute: 60, burst: 1 } })
    read()
    await clock.advance(0)
    const second = open()
    expect((await second.next()).value).toEqual({ type: 'notice', notice: 'queued', details: { waitMs: 1_000 } })
    expect(limiter.queued).toBe(1)
    const next = second.next()
    await clock.advance(1_000)
    expect((await next).value).toBe(start)
    expect(observed.slice(1)).toMatchObject([
      { type: 'attempt-queued', requestId: 'r', target: 't', lane: 'l', waitMs: 1_000 },
      { type: 'attempt-started', queuedMs: 1_000 },
    ])
  })

  it('does not know how long where only the ending of another call can tell', async () => {
    const { open, observed } = oneLane([answer], { limit: { concurrency: 1 } })
    const first = open()
    await first.next()
    const second = open()
    expect((await second.next()).value).toEqual({ type: 'notice', notice: 'queued' })
    expect(observed.at(-1)).toMatchObject({ type: 'attempt-queued', waitMs: undefined })
    await first.return?.()
    expect((await second.next()).value).toBe(start)
  })

  it('goes before those of a later class', async () => {
    const { clock, read } = oneLane([answer], { limit: { requestsPerMinute: 60, burst: 1 } })
    read()
    const later = read({ priority: 2 })
    const sooner = read({ priority: 0 })
    await clock.advance(1_000)
    expect([later, sooner]).toEqual([['notice'], ['notice', ...whole]])
  })

  it.each(['abort', 'deadline', 'leave'] as const)('gives up its place by %s, and asks nobody', async (way) => {
    const { open, clock, limiter, asked } = oneLane([answer], { limit: { requestsPerMinute: 1, burst: 1 } })
    const controller = new AbortController()
    const first = open()
    await first.next()
    await first.return?.()
    const deadline = way === 'deadline' ? 60_000 : undefined
    const second = open({ signal: controller.signal, deadline })
    await second.next()
    const next = second.next().catch((error: unknown) => error)
    if (way === 'abort') controller.abort('stop')
    if (way === 'leave') await second.return?.()
    await clock.advance(60_000)
    if (way === 'abort') expect(await next).toBe('stop')
    if (way === 'leave') expect(await next).toEqual({ done: true, value: undefined })
    if (way === 'deadline') expect(await next).toMatchObject({ value: start })
    await second.return?.()
    expect([limiter.queued, limiter.active, clock.pendingTimers]).toEqual([0, 0, 0])
    expect(asked()).toBe(way === 'deadline' ? 2 : 1)
    expect(getEventListeners(controller.signal, 'abort')).toHaveLength(0)
  })

  it('is refused at once if that is too long, with the time to come back and no attempt', async () => {
    const { open, observed, clock } = oneLane([answer], { limit: { requestsPerMinute: 1, burst: 1 } })
    await open().next()
    await expect(open({ deadline: 30_000 }).next()).rejects.toMatchObject({
      code: 'rate-limited',
      retryAfterMs: 60_000,
      cause: { reason: 'wait-too-long' },
    })
    expect(observed.map(({ type }) => type)).toEqual(['attempt-started', 'attempt-refused'])
    expect(clock.pendingTimers).toBe(0)
  })
})
