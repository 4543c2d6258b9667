import { describe, expect, it } from 'vitest'
import { createBreaker } from '../breaker/breaker.ts'
import { ChatError } from '../chat/errors.ts'
import type { ChatEvent } from '../chat/event.ts'
import { createCallContext, type Handler } from '../chat/handler.ts'
import { createAimdLimit } from '../limit/aimd-limit.ts'
import { createLimiter } from '../limit/limiter.ts'
import { createTestClock } from '../testing/test-clock.ts'
import { attempt } from './attempt.ts'
import { failed, oneLane, say, start } from './test-support/one-lane.ts'

const timeout = (clock: string) => new ChatError('timeout', 'Too long.', { cause: { clock, afterMs: 1 } })

describe('a deadline', () => {
  it.each([
    ['call', 'closed', 10],
    ['headers', 'open', 8],
    ['first-token', 'open', 8],
    ['attempt', 'open', 10],
  ])('of the %s leaves the circuit %s, and so many calls at once: %d', async (name, state, expected) => {
    const concurrency = createAimdLimit({ initial: 10 })
    const { read, clock, breaker } = oneLane([[timeout(name)]], { limit: { concurrency }, breaker: { consecutive: 1 } })
    const list = read()
    await clock.advance(0)
    expect(list).toEqual(['timeout'])
    expect([breaker?.state().state, concurrency.limit]).toEqual([state, expected])
  })

  it('of the call does not keep the permit of a probe', async () => {
    const options = { breaker: { consecutive: 1, openMs: 1_000 } }
    const { read, clock, breaker } = oneLane([[failed('server')], [timeout('call')]], options)
    read()
    await clock.advance(1_000)
    read()
    await clock.advance(0)
    expect(breaker?.state().state).toBe('half-open')
    expect(breaker?.check()).toBeUndefined()
  })
})

describe('a refusal for coming too fast', () => {
  it.each([
    [true, 8],
    [false, 10],
  ])('tells how many calls may be in flight where no rates are known: %s', async (learnsFromRefusals, expected) => {
    const concurrency = createAimdLimit({ initial: 10 })
    const { read, clock } = oneLane([[failed('rate-limited', 500)], [start, say('a')]], {
      limit: { concurrency },
      learnsFromRefusals,
    })
    read()
    await clock.advance(1_000)
    expect(concurrency.limit).toBe(expected)
  })
})

describe('a handler that throws at once', () => {
  const thrown = new ChatError('server', 'No.')
  const ways: [string, Handler][] = [
    [
      'when it is called',
      () => {
        throw thrown
      },
    ],
    [
      'when it is to be read',
      () => ({
        [Symbol.asyncIterator]: () => {
          throw thrown
        },
      }),
    ],
    [
      'when it is read',
      () => ({
        [Symbol.asyncIterator]: (): AsyncIterator<ChatEvent> => ({
          next: () => {
            throw thrown
          },
        }),
      }),
    ],
  ]

  it.each(ways)('%s keeps neither its turn nor the permit', async (_, handler) => {
    const clock = createTestClock()
    const limiter = createLimiter({ clock, concurrency: 1 })
    const breaker = createBreaker({ clock, consecutive: 2, probes: 1 })
    const names = { target: 't', lane: 'l', provider: 'p', model: 'm', whenOpen: 'fail' } as const
    const more = { countsTokens: false, maxWaitMs: 100, learnsFromRefusals: false, hasOther: () => false }
    const guarded = attempt({ ...names, ...more, breaker, limiter, clock })(handler)
    const open = () => guarded({ messages: [] }, createCallContext())[Symbol.asyncIterator]()
    const first = open()
    await expect(first.next()).rejects.toBe(thrown)
    expect([limiter.active, breaker.state().calls]).toEqual([0, 1])
    await first.return?.()
    await expect(open().next()).rejects.toBe(thrown)
    expect([limiter.active, limiter.queued, breaker.state().state]).toEqual([0, 0, 'open'])
    expect(clock.pendingTimers).toBe(0)
  })
})
