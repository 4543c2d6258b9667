import { AsyncLocalStorage } from 'node:async_hooks'
import { getEventListeners } from 'node:events'
import { describe, expect, it } from 'vitest'
import { createTestClock } from '../testing/test-clock.ts'
import { createLimiter, type Limiter } from './limiter.ts'

const settle = () => new Promise((resolve) => setTimeout(resolve, 0))

/** Holds the only place until it is told to let go. */
function hold(limiter: Limiter, signal?: AbortSignal) {
  let letGo = () => {}
  const task = () =>
    new Promise<string>((resolve) => {
      letGo = () => resolve('held')
    })
  const running = limiter.run(task, { signal })
  return { running, letGo: () => letGo() }
}

describe('the task of a limiter', () => {
  it('that takes no notice of an abort is not waited for, and keeps its place until it ends', async () => {
    const limiter = createLimiter({ clock: createTestClock(), concurrency: 1 })
    const controller = new AbortController()
    const { running, letGo } = hold(limiter, controller.signal)
    controller.abort('stop')
    await expect(running).rejects.toBe('stop')
    expect([limiter.active, getEventListeners(controller.signal, 'abort').length]).toEqual([1, 0])
    letGo()
    await settle()
    expect(limiter.active).toBe(0)
  })

  it('leaves no listener on a signal that never aborts', async () => {
    const limiter = createLimiter({ clock: createTestClock(), concurrency: 1 })
    const { signal } = new AbortController()
    const { running, letGo } = hold(limiter, signal)
    letGo()
    expect(await running).toBe('held')
    expect(getEventListeners(signal, 'abort')).toHaveLength(0)
  })

  it.each([
    ['at once', false],
    ['after a wait', true],
  ])('may return a plain value, or throw it, when its turn comes %s', async (_, hasToWait) => {
    const limiter = createLimiter({ clock: createTestClock(), concurrency: 1 })
    const plain = (() => 'plain') as unknown as () => Promise<string>
    const thrown = () => {
      throw new Error('thrown')
    }
    const held = hasToWait ? hold(limiter) : undefined
    const running = [limiter.run(plain), limiter.run(thrown)]
    held?.letGo()
    expect(await Promise.allSettled(running)).toMatchObject([{ value: 'plain' }, { reason: { message: 'thrown' } }])
    expect(limiter.active).toBe(0)
  })

  it('finds what its caller stored for it, however long it waited', async () => {
    const caller = new AsyncLocalStorage<string>()
    const limiter = createLimiter({ clock: createTestClock(), concurrency: 1 })
    const { letGo } = hold(limiter)
    const run = () => limiter.run(async () => caller.getStore())
    const acquire = async () => {
      const ticket = await limiter.acquire()
      ticket.release()
      return caller.getStore()
    }
    const seen = [caller.run('ada', run), caller.run('bob', run), caller.run('eve', acquire)]
    caller.run('another', letGo)
    expect(await Promise.all(seen)).toEqual(['ada', 'bob', 'eve'])
  })
})

describe('a call refused because enough wait', () => {
  const full = { code: 'rate-limited', cause: { reason: 'queue-full' } }
  const ask = async (limiter: Limiter) => limiter.acquire()

  it('is told how long the rates need', async () => {
    const limiter = createLimiter({ clock: createTestClock(), requestsPerMinute: 60, burst: 1, maxQueue: 1 })
    await ask(limiter)
    void ask(limiter)
    await expect(ask(limiter)).rejects.toMatchObject({ ...full, retryAfterMs: 2_000 })
  })

  it('is told how long the first one has waited, where only the others’ endings can tell', async () => {
    const clock = createTestClock()
    const limiter = createLimiter({ clock, concurrency: 1, maxQueue: 1 })
    await ask(limiter)
    void ask(limiter)
    await expect(ask(limiter)).rejects.toMatchObject({ ...full, retryAfterMs: undefined })
    await clock.advance(3_000)
    await expect(ask(limiter)).rejects.toMatchObject({ ...full, retryAfterMs: 3_000 })
  })
})

describe('a gate that is closed for a time that is none', () => {
  it.each([
    [Number.NaN, 1_000],
    ['x' as unknown as number, 1_000],
    [undefined as unknown as number, 1_000],
    [-1, 0],
    [Number.POSITIVE_INFINITY, 365 * 86_400_000],
  ])('closes for a second, a year at most: %s', (forMs, closedMs) => {
    const limiter = createLimiter({ clock: createTestClock() })
    limiter.closeGate(forMs)
    expect(limiter.snapshot().gateClosedForMs).toBe(closedMs)
  })
})

describe('the concurrency of a limiter', () => {
  it.each([
    'adaptive',
    null,
    '5',
    true,
    [],
    {},
    { limit: 5 },
    { limit: '5', onSample() {} },
    { limit: 0, onSample() {} },
  ])('cannot be %j', (odd) => {
    const create = () => createLimiter({ concurrency: odd as unknown as number })
    expect(create).toThrow(RangeError)
    expect(create).toThrow('createLimiter: concurrency must be an integer')
  })
})
