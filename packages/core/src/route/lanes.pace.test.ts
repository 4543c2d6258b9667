import { describe, expect, it } from 'vitest'
import { ChatError } from '../chat/errors.ts'
import type { ChatEvent } from '../chat/event.ts'
import { createCallContext } from '../chat/handler.ts'
import { type ScriptStep, scripted } from '../testing/scripted.ts'
import { createTestClock } from '../testing/test-clock.ts'
import { createLanes } from './lanes.ts'

const request = { messages: [{ role: 'user', content: 'hi' }] } as const
const queued: ChatEvent = { type: 'notice', notice: 'queued' }
const start: ChatEvent = { type: 'start', provider: 'p', model: 'm' }
const tooFast = new ChatError('rate-limited', 'Slowly.', { retryAfterMs: 5_000 })
const refused = new ChatError('auth', 'No.')

/** Lanes that keep their own pace: the ones that are not free are in `busy`, with the wait where it is known. */
function setup(scripts: Record<string, readonly ScriptStep[]>, busy = new Map<string, number | undefined>()) {
  const clock = createTestClock()
  const handlers = Object.entries(scripts).map(([name, steps]) => ({ name, handler: scripted(...steps) }))
  const lanes = createLanes(
    handlers.map((lane) => ({ ...lane, waitMs: () => (busy.has(lane.name) ? busy.get(lane.name) : 0) })),
    { clock },
  )
  const read = async () => {
    const events: unknown[] = []
    try {
      for await (const event of lanes.handler(request, createCallContext())) events.push(event.type)
    } catch (error) {
      events.push(error instanceof ChatError ? error.code : error)
    }
    return events
  }
  const asked = () => handlers.map(({ handler }) => handler.requests.length)
  return { clock, lanes, read, asked, busy }
}

describe('lanes that keep their own pace', () => {
  it('are passed over while they are not free', async () => {
    const { read, asked, busy } = setup({ a: [start], b: [start] }, new Map([['a', 1_000]]))
    for (let call = 0; call < 3; call++) await read()
    expect(asked()).toEqual([0, 3])
    busy.clear()
    for (let call = 0; call < 4; call++) await read()
    expect(asked()[0]).toBeGreaterThanOrEqual(2)
  })

  it('are used though none is free: there the call waits', async () => {
    for (const waitMs of [1_000, undefined]) {
      const busy = new Map(['a', 'b'].map((name) => [name, waitMs] as const))
      const { read, asked } = setup({ a: [queued, start], b: [queued, start] }, busy)
      expect(await read()).toEqual(['notice', 'start'])
      expect(await read()).toEqual(['notice', 'start'])
      expect(asked()).toEqual([1, 1])
    }
  })

  it('have the call wait in the one that opens first, or in one of which nobody can tell', async () => {
    const scripts = { a: [queued, start], b: [queued, start], c: [queued, start] }
    const busy = new Map<string, number | undefined>([
      ['a', 60_000],
      ['b', 1_000],
      ['c', undefined],
    ])
    const { read, asked } = setup(scripts, busy)
    for (let call = 0; call < 4; call++) await read()
    expect(asked()).toEqual([0, 2, 2])
    busy.set('c', Number.POSITIVE_INFINITY)
    for (let call = 0; call < 4; call++) await read()
    expect(asked()).toEqual([0, 6, 2])
  })

  it('are not benched for a call that came too fast; the next one is asked at once', async () => {
    const { read, lanes, asked } = setup({ a: [tooFast], b: [start] })
    expect(await read()).toEqual(['start'])
    expect(lanes.activity()).toMatchObject([
      { name: 'a', calls: 1, failures: 1, benched: undefined },
      { name: 'b', calls: 1, failures: 0 },
    ])
    await read()
    await read()
    expect(asked()).toEqual([2, 3])
  })

  it('hand on what they were refused with when all of them refuse', async () => {
    expect(await setup({ a: [tooFast], b: [tooFast] }).read()).toEqual(['rate-limited'])
    const open = new ChatError('circuit-open', 'Later.')
    const { read, lanes } = setup({ a: [open], b: [open] })
    expect(await read()).toEqual(['circuit-open'])
    expect(lanes.activity()).toMatchObject([{ benched: undefined }, { benched: undefined }])
  })

  it('are benched when their credential is refused, also after a wait', async () => {
    const { read, lanes } = setup({ a: [queued, refused], b: [queued, start] })
    expect(await read()).toEqual(['notice', 'notice', 'start'])
    expect(lanes.activity()).toMatchObject([{ benched: { code: 'auth', forMs: 60_000 } }, { benched: undefined }])
  })

  it('are not trusted again for having a call wait', async () => {
    const { read, lanes, clock } = setup({ a: [queued, refused], b: [start] })
    await read()
    await clock.advance(60_000)
    await read()
    await read()
    expect(lanes.activity()[0]?.benched).toEqual({ code: 'auth', forMs: 120_000 })
  })

  it('end the call that waits when its reader leaves', async () => {
    const { lanes } = setup({ a: [queued, () => new Promise(() => {})], b: [start] })
    const iterator = lanes.handler(request, createCallContext())[Symbol.asyncIterator]()
    await iterator.next()
    expect(lanes.activity()[0]).toMatchObject({ active: 1 })
    await iterator.return?.()
    expect(lanes.activity()[0]).toMatchObject({ active: 0, calls: 1, failures: 0 })
    expect(await iterator.next()).toEqual({ done: true, value: undefined })
  })
})
