import { describe, expect, it } from 'vitest'
import { createTestClock } from '../testing/test-clock.ts'
import { createLimiter } from './limiter.ts'
import type { LimiterEvent } from './limiter-event.ts'
import type { LimiterOptions } from './limiter-options.ts'
import type { AcquireOptions, Ticket } from './ticket.ts'

/** A limiter of one call in flight; one is. */
function setup(options: LimiterOptions = {}) {
  const clock = createTestClock()
  const limiter = createLimiter({ clock, concurrency: 1, ...options })
  const held = limiter.acquire()
  const order: string[] = []
  const onStart = (name: string) => (ticket: Ticket) => {
    order.push(name)
    ticket.release()
  }
  const ask = (name: string, acquire: AcquireOptions) =>
    void (async () => limiter.acquire(acquire))().then(onStart(name), ({ cause }) =>
      order.push(`${name} ${cause.reason}`),
    )
  const drain = async () => {
    if ('release' in held) held.release()
    await clock.advance(0)
    return order
  }
  return { clock, limiter, held, ask, drain, order }
}

describe('a full queue', () => {
  it('takes a higher class, and refuses the newest of the lowest one for it', async () => {
    const { limiter, ask, drain } = setup({ maxQueue: 3 })
    for (const name of ['a', 'b', 'c']) ask(name, { priority: 3 })
    ask('urgent', { priority: 0 })
    ask('same', { priority: 3 })
    expect(limiter.queued).toBe(3)
    const ended = await drain()
    expect(ended.filter((end) => end.endsWith('full')).toSorted()).toEqual(['c queue-full', 'same queue-full'])
    expect(ended.filter((end) => !end.endsWith('full'))).toEqual(['urgent', 'a', 'b'])
  })

  it('refuses nobody who was sent back', async () => {
    const { ask, drain } = setup({ maxQueue: 1 })
    ask('back', { priority: 3, isAtHead: true })
    ask('urgent', { priority: 0 })
    expect(await drain()).toEqual(['urgent queue-full', 'back'])
  })
})

describe('calls that are sent back', () => {
  it('keep the order in which they came back, before the others', async () => {
    const { ask, drain } = setup()
    ask('new', {})
    for (const name of ['a', 'b', 'c']) ask(name, { isAtHead: true })
    expect(await drain()).toEqual(['a', 'b', 'c', 'new'])
  })

  it('keep the order in which they first asked, where that is told', async () => {
    const { clock, ask, drain } = setup()
    await clock.advance(100)
    ask('new', {})
    for (const at of [30, 10, 40, 20]) ask(`${at}`, { isAtHead: true, firstAskedMs: at })
    expect(await drain()).toEqual(['10', '20', '30', '40', 'new'])
  })

  it('stand in a class of their own as well', async () => {
    const { ask, drain } = setup()
    for (const at of [2, 1, 3]) ask(`${at}`, { isAtHead: true, firstAskedMs: -at })
    ask('last', {})
    expect(await drain()).toEqual(['3', '2', '1', 'last'])
  })
})

describe('an observer', () => {
  /** Does something when it hears of that. */
  function watched(type: LimiterEvent['type'], act: () => void) {
    return setup({ onEvent: (event) => event.type === type && act() })
  }

  it('may release when it hears that a call waits: that one gets its ticket', async () => {
    const { held, limiter } = watched('queued', () => {
      if ('release' in held) held.release()
    })
    const ticket = await limiter.acquire()
    ticket.release()
    expect([limiter.active, limiter.queued]).toEqual([0, 0])
  })

  it('may abort when it hears that a call waits', async () => {
    const controller = new AbortController()
    const { limiter, clock } = watched('queued', () => controller.abort('stopped'))
    await expect(limiter.acquire({ signal: controller.signal })).rejects.toBe('stopped')
    expect([limiter.queued, clock.pendingTimers]).toEqual([0, 0])
  })

  it('may abort one call when it hears that another is refused for it', async () => {
    const controller = new AbortController()
    const onEvent = ({ type }: LimiterEvent) => type === 'refused' && controller.abort('stopped')
    const { limiter, ask, clock } = setup({ onEvent, maxQueue: 1 })
    ask('low', { priority: 3 })
    expect(() => limiter.acquire({ signal: controller.signal })).toThrow('stopped')
    expect([limiter.queued, clock.pendingTimers]).toEqual([0, 0])
  })
})
