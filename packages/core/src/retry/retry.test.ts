import { describe, expect, it, vi } from 'vitest'
import { ChatError } from '../chat/errors.ts'
import type { ChatEvent } from '../chat/event.ts'
import { type CallContextInit, createCallContext, type Handler } from '../chat/handler.ts'
import type { ChatRequest } from '../chat/request.ts'
import { type ScriptStep, scripted } from '../testing/scripted.ts'
import { createTestClock } from '../testing/test-clock.ts'
import { type EndedAttempt, type RetryPolicyOptions, retry } from './retry.ts'
import { createRetryBudget } from './retry-budget.ts'

const request: ChatRequest = { messages: [{ role: 'user', content: 'hi' }] }
const start = (model: string): ChatEvent => ({ type: 'start', provider: 'p', model })
const usage = (inputTokens: number): ChatEvent => ({ type: 'usage', usage: { inputTokens, outputTokens: 0 } })
const say = (text: string): ChatEvent => ({ type: 'text-delta', text })
const queued: ChatEvent = { type: 'notice', notice: 'queued' }
const finish: ChatEvent = { type: 'finish', reason: 'stop' }
const failed = new ChatError('server', 'Failed.')
const retrying = (attempt: number, delayMs: number, reason = 'server'): ChatEvent => ({
  type: 'notice',
  notice: 'retrying',
  details: { attempt, delayMs, reason },
})

/** A handler that plays one script after the other. */
function inTurn(...scripts: (readonly ScriptStep[])[]) {
  const handlers = scripts.map((steps) => scripted(...steps))
  let calls = 0
  const handler: Handler = (...call) => handlers[calls++]!(...call)
  return { handler, calls: () => calls }
}

function setup(scripts: (readonly ScriptStep[])[], options: RetryPolicyOptions = {}, init: CallContextInit = {}) {
  const clock = createTestClock()
  const { handler, calls } = inTurn(...scripts)
  const ended: EndedAttempt[] = []
  const context = createCallContext(init)
  const policy = retry({ clock, random: () => 0.5, onAttemptEnded: (attempt) => void ended.push(attempt), ...options })
  const iterator = policy(handler)(request, context)[Symbol.asyncIterator]()
  const read: (ChatEvent | unknown)[] = []
  const reading = async () => {
    for (let result = await iterator.next(); !result.done; result = await iterator.next()) read.push(result.value)
  }
  /** What a reader gets, the error it ends with included. */
  const ending = async () => {
    const over = reading().catch((error: unknown) => void read.push({ error }))
    await clock.advance(1e6)
    await over
    return read
  }
  return { clock, iterator, calls, ended, context, read, ending }
}

describe('retry', () => {
  it('lets an answer through as it is', async () => {
    const events = [start('a'), usage(5), say('x'), say(''), usage(9), finish]
    const { ending, ended } = setup([events])
    expect(await ending()).toEqual(events)
    expect(ended).toEqual([])
  })

  it('hands the very events on', async () => {
    const event = say('a')
    expect((await setup([[start('a'), event]]).ending())[1]).toBe(event)
  })

  it('repeats before content, unseen but for the notices', async () => {
    const { ending, calls } = setup([
      [start('a'), usage(5), queued, failed],
      [start('b'), usage(7), say('x'), finish],
    ])
    expect(await ending()).toEqual([queued, retrying(2, 125), start('b'), usage(7), say('x'), finish])
    expect(calls()).toBe(2)
  })

  it('calls nobody before somebody reads', () => {
    expect(setup([[finish]]).calls()).toBe(0)
  })

  it('says so before it waits, and waits when its reader does', async () => {
    const { iterator, clock, calls } = setup([[failed], [say('x')]])
    expect(await iterator.next()).toEqual({ done: false, value: retrying(2, 125) })
    expect(clock.pendingTimers).toBe(0)
    const next = iterator.next()
    await clock.advance(124)
    expect(calls()).toBe(1)
    await clock.advance(1)
    expect(await next).toEqual({ done: false, value: say('x') })
  })

  it('gives notices to its reader at once', async () => {
    const { iterator } = setup([[start('a'), queued, () => new Promise(() => {})]])
    expect(await iterator.next()).toEqual({ done: false, value: queued })
  })

  it('holds the start back until there is content', async () => {
    const { iterator, clock } = setup([[start('a'), usage(1), usage(2), () => new Promise(() => {})]])
    const seen = vi.fn()
    iterator.next().then(seen)
    await clock.advance(1_000)
    expect(seen).not.toHaveBeenCalled()
  })

  it('takes an empty delta for a sign of life, not for content', async () => {
    const empty: ChatEvent[] = [say(''), { type: 'reasoning-delta', text: '' }]
    const { ending } = setup([
      [start('a'), ...empty, failed],
      [start('b'), ...empty, say('x'), finish],
    ])
    expect(await ending()).toEqual([retrying(2, 125), start('b'), say('x'), finish])
  })

  it.each<ChatEvent>([
    say('x'),
    { type: 'reasoning-delta', text: 'x' },
    { type: 'reasoning-delta', text: '', providerMetadata: { anthropic: { signature: 's' } } },
    { type: 'tool-call-start', id: '1', name: 'f' },
    { type: 'tool-call', id: '1', name: 'f', arguments: '{}' },
    { type: 'source', id: '1', url: 'https://example.com' },
    finish,
  ])('repeats nothing after $type', async (event) => {
    const { ending, calls, ended } = setup([[start('a'), event, failed], [finish]])
    expect(await ending()).toEqual([start('a'), event, { error: failed }])
    expect(calls()).toBe(1)
    expect(ended).toEqual([])
  })

  it('lets an answer without content pass', async () => {
    expect(await setup([[start('a'), finish]]).ending()).toEqual([start('a'), finish])
    expect(await setup([[start('a')]]).ending()).toEqual([start('a')])
    expect(await setup([[]]).ending()).toEqual([])
  })

  it('throws the last error when the attempts are used up, and is over then', async () => {
    const last = new ChatError('network', 'Gone.')
    const { ending, iterator, calls } = setup([[failed], [failed], [start('c'), last]])
    expect(await ending()).toEqual([retrying(2, 125), retrying(3, 250), { error: last }])
    expect(await iterator.next()).toEqual({ done: true, value: undefined })
    expect(calls()).toBe(3)
  })

  it.each(['auth', 'bad-request', 'content-filtered', 'circuit-open', 'over-budget', 'internal'] as const)(
    'does not repeat %s',
    async (code) => {
      const error = new ChatError(code, 'No.', { retryAfterMs: 1 })
      expect(await setup([[error]]).ending()).toEqual([{ error }])
    },
  )

  it('does not repeat what is no ChatError: that is a mistake in a handler', async () => {
    const error = new TypeError('x is not a function')
    expect(await setup([[error]]).ending()).toEqual([{ error }])
  })

  it('repeats a handler that throws before it returns anything', async () => {
    const handler = vi.fn<Handler>(() => {
      throw failed
    })
    const clock = createTestClock()
    const iterator = retry({ clock, attempts: 2, random: () => 0 })(handler)(request, createCallContext())[
      Symbol.asyncIterator
    ]()
    expect((await iterator.next()).value).toEqual(retrying(2, 0))
    await expect(iterator.next()).rejects.toBe(failed)
    expect(handler).toHaveBeenCalledTimes(2)
  })

  it('fails at once, with the time to come back, when asked to wait for longer than it may', async () => {
    const error = new ChatError('rate-limited', 'Busy.', { retryAfterMs: 36_000_000 })
    const { iterator, calls } = setup([[error]])
    await expect(iterator.next()).rejects.toBe(error)
    expect(calls()).toBe(1)
  })

  it('does not begin to wait for what would come after the deadline', async () => {
    expect(await setup([[failed]], {}, { deadline: 125 }).ending()).toEqual([{ error: failed }])
    expect(await setup([[failed], [finish]], {}, { deadline: 126 }).ending()).toEqual([retrying(2, 125), finish])
  })

  it('names itself when an option is out of range', () => {
    expect(() => retry({ attempts: 0 })).toThrow('retry: attempts must be from 1 to 1000, got 0')
  })
})

describe('the word of a repetition', () => {
  it('goes to onRetry with the call it is about', async () => {
    const onRetry = vi.fn()
    const { ending, context } = setup([[failed], [finish]], { onRetry })
    await ending()
    expect(onRetry.mock.calls).toEqual([[{ attempt: 2, delayMs: 125, error: failed }, context]])
  })

  it('tells of what attempts had used that nobody has seen', async () => {
    const { ending, ended } = setup([[start('a'), usage(5), usage(7), failed], [failed], [start('c'), failed]])
    await ending()
    expect(ended).toEqual([
      { attempt: 1, error: failed, held: [start('a'), usage(7)] },
      { attempt: 2, error: failed, held: [] },
      { attempt: 3, error: failed, held: [start('c')] },
    ])
  })

  it('may go wrong without harm', async () => {
    const fail = () => {
      throw new Error('observer')
    }
    const { ending } = setup([[failed], [finish]], { onRetry: fail, onAttemptEnded: fail })
    expect(await ending()).toEqual([retrying(2, 125), finish])
  })
})

describe('the budget of retry', () => {
  it('is shared by all calls of one policy and filled by those that get content', async () => {
    const budget = createRetryBudget({ capacity: 1 })
    expect(await setup([[failed], [say('x')]], { budget }).ending()).toEqual([retrying(2, 125), say('x')])
    expect(budget.level).toBeCloseTo(0.2)
    expect(await setup([[failed]], { budget }).ending()).toEqual([{ error: failed }])
  })
})

describe('a reader of retry', () => {
  it('that aborts during the wait ends it at once, and nobody is called again', async () => {
    const controller = new AbortController()
    const { iterator, clock, calls } = setup([[failed], [finish]], {}, { signal: controller.signal })
    await iterator.next()
    const next = iterator.next()
    await clock.advance(50)
    controller.abort('stop')
    await expect(next).rejects.toBe('stop')
    expect(clock.pendingTimers).toBe(0)
    await clock.advance(1e6)
    expect(await iterator.next()).toEqual({ done: true, value: undefined })
    expect(calls()).toBe(1)
  })

  it('that aborts between the notice and the wait is not made to wait', async () => {
    const controller = new AbortController()
    const { iterator, clock, calls } = setup([[failed], [finish]], {}, { signal: controller.signal })
    await iterator.next()
    controller.abort('stop')
    await expect(iterator.next()).rejects.toBe('stop')
    expect(clock.pendingTimers).toBe(0)
    expect(calls()).toBe(1)
  })

  it('that aborts during an attempt gets its own reason, whatever the handler throws', async () => {
    const controller = new AbortController()
    const abortAndFail = () => {
      controller.abort('stop')
      throw failed
    }
    const { ending, calls } = setup([[abortAndFail]], {}, { signal: controller.signal })
    expect(await ending()).toEqual([{ error: 'stop' }])
    expect(calls()).toBe(1)
  })

  it('that leaves during the wait ends it', async () => {
    const { iterator, clock, calls } = setup([[failed], [finish]])
    await iterator.next()
    const next = iterator.next()
    await clock.advance(50)
    await iterator.return?.()
    expect(await next).toEqual({ done: true, value: undefined })
    expect(clock.pendingTimers).toBe(0)
    expect(calls()).toBe(1)
  })

  it.each([
    ['before content', [queued, say('x')]],
    ['after content', [say('x'), say('y')]],
  ])('that leaves %s ends the source', async (_, events) => {
    const closed = vi.fn()
    const clock = createTestClock()
    async function* source(): AsyncGenerator<ChatEvent> {
      try {
        yield start('a')
        yield* events
      } finally {
        closed()
      }
    }
    const iterator = retry({ clock })(source)(request, createCallContext())[Symbol.asyncIterator]()
    await iterator.next()
    await iterator.return?.()
    expect(closed).toHaveBeenCalledTimes(1)
    expect(await iterator.next()).toEqual({ done: true, value: undefined })
  })

  it('that leaves while it waits for content gets no more of it', async () => {
    const budget = createRetryBudget()
    budget.take()
    let speak = () => {}
    const silence = new Promise<void>((resolve) => {
      speak = resolve
    })
    const { iterator, clock } = setup([[start('a'), () => silence, say('x')]], { budget })
    const next = iterator.next()
    await clock.advance(0)
    const left = iterator.return?.()
    speak()
    expect(await next).toEqual({ done: true, value: undefined })
    await left
    expect(budget.level).toBe(19)
  })

  it('that leaves after content has seen what there was to account for', async () => {
    const { iterator, ended } = setup([[start('a'), say('x'), say('y')]])
    await iterator.next()
    await iterator.return?.()
    expect(ended).toEqual([])
  })

  it('that leaves before content is told of, for the tokens spent', async () => {
    const { iterator, ended } = setup([[start('a'), usage(3), queued, say('x')]])
    await iterator.next()
    await iterator.return?.()
    expect(ended).toEqual([{ attempt: 1, error: undefined, held: [start('a'), usage(3)] }])
  })
})
