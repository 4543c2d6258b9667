import { getEventListeners } from 'node:events'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { type Clock, systemClock } from '../chat/clock.ts'
import { compose } from '../chat/compose.ts'
import { ChatError } from '../chat/errors.ts'
import type { ChatEvent } from '../chat/event.ts'
import { type CallContext, type CallContextInit, createCallContext, type Handler } from '../chat/handler.ts'
import type { ChatRequest } from '../chat/request.ts'
import { retry } from '../retry/retry.ts'
import { type ScriptStep, scripted } from '../testing/scripted.ts'
import { createTestClock } from '../testing/test-clock.ts'
import { type ClocksOptions, clocks } from './clocks.ts'

const request: ChatRequest = { messages: [{ role: 'user', content: 'hi' }] }
const start: ChatEvent = { type: 'start', provider: 'p', model: 'm' }
const usage: ChatEvent = { type: 'usage', usage: { inputTokens: 1, outputTokens: 0 } }
const notice: ChatEvent = { type: 'notice', notice: 'queued' }
const say = (text: string): ChatEvent => ({ type: 'text-delta', text })
const finish: ChatEvent = { type: 'finish', reason: 'stop' }
const never = () => new Promise<never>(() => {})
/** A provider that is asked over a network and does not answer. */
const unanswered: ScriptStep = ({ context }) => {
  context.progress?.('sent')
  return never()
}
const unansweredFrom = (context: CallContext) => () => {
  context.progress?.('sent')
  return never()
}

const limits = { headersMs: 100, firstTokenMs: 1_000, idleMs: 500, attemptMs: 5_000 }

function setup(
  steps: (wait: (ms: number) => () => Promise<void>) => ScriptStep[],
  init: CallContextInit & ClocksOptions = {},
) {
  const clock = createTestClock()
  const wait = (ms: number) => () => new Promise<void>((resolve) => void clock.after(ms, resolve))
  const context = createCallContext(init)
  let inner: CallContext | undefined
  const handler: Handler = (...call) => {
    inner = call[1]
    return scripted(...steps(wait))(...call)
  }
  const iterator = clocks({ clock, ...limits, ...init })(handler)(request, context)[Symbol.asyncIterator]()
  const read: unknown[] = []
  const atMs = () => clock.monotonic()
  /** What the reader gets and when, with the error it ends with. */
  const ending = async (forMs = 1e5) => {
    const reading = async () => {
      for (let result = await iterator.next(); !result.done; result = await iterator.next())
        read.push(result.value.type)
      read.push(['done', atMs()])
    }
    reading().catch((error) => read.push([error instanceof ChatError ? error.cause : error, atMs()]))
    await clock.advance(forMs)
    return read
  }
  return { clock, iterator, ending, context, signal: () => inner?.signal }
}

afterEach(() => {
  vi.useRealTimers()
})

describe('the clocks of a call', () => {
  it('let an answer in time through as it is', async () => {
    const event = say('a')
    const { ending, clock, iterator } = setup((wait) => [wait(99), start, wait(900), event, wait(499), finish])
    expect(await ending(1_498)).toEqual(['start', 'text-delta', 'finish', ['done', 1_498]])
    expect(clock.pendingTimers).toBe(0)
    expect(await iterator.next()).toEqual({ done: true, value: undefined })
    const same = setup(() => [event])
    expect((await same.iterator.next()).value).toBe(event)
  })

  it('hand failures on as they are', async () => {
    const error = new ChatError('server', 'Failed.')
    const { iterator, clock } = setup(() => [start, error])
    await iterator.next()
    await expect(iterator.next()).rejects.toBe(error)
    expect(clock.pendingTimers).toBe(0)
  })

  it('give up when nothing comes at all', async () => {
    const { ending } = setup(() => [unanswered])
    expect(await ending()).toEqual([[{ clock: 'headers', afterMs: 100 }, 100]])
  })

  it('do not wait for headers of whoever does not tell of them, nor once they have come', async () => {
    expect(await setup(() => [never]).ending()).toEqual([[{ clock: 'first-token', afterMs: 1_000 }, 1_000]])
    const told = setup((wait) => [
      wait(50),
      ({ context }) => context.progress?.('sent'),
      wait(99),
      ({ context }) => context.progress?.('headers'),
      never,
    ])
    expect(await told.ending()).toEqual([[{ clock: 'first-token', afterMs: 1_000 }, 1_000]])
  })

  it('count the time to the headers from the sending, and anew when the request is sent anew', async () => {
    const sent: ScriptStep = ({ context }) => context.progress?.('sent')
    const { ending } = setup((wait) => [wait(300), sent, wait(90), sent, never])
    expect(await ending()).toEqual([[{ clock: 'headers', afterMs: 100 }, 490]])
  })

  it('hand on what is told of the way, also to whoever asked before them', async () => {
    const steps: string[] = []
    const { ending } = setup(() => [({ context }) => context.progress?.('sent'), say('a'), finish], {
      progress: (step) => steps.push(step),
    })
    await ending()
    expect(steps).toEqual(['sent'])
  })

  it('give up on content first where its time is the shorter', async () => {
    const { ending } = setup(() => [never], { firstTokenMs: 50 })
    expect(await ending()).toEqual([[{ clock: 'first-token', afterMs: 50 }, 50]])
  })

  it('take the end of an answer without content for progress', async () => {
    const { ending } = setup((wait) => [start, wait(900), finish, wait(400)])
    expect(await ending()).toEqual(['start', 'finish', ['done', 1_300]])
  })

  it.each([
    ['the start of an answer', start],
    ['a count of tokens', usage],
    ['a notice', notice],
    ['an empty delta', say('')],
    ['an empty thought', { type: 'reasoning-delta', text: '' }],
  ] satisfies [string, ChatEvent][])('do not take %s for the first content', async (_, event) => {
    const steps = (wait: (ms: number) => ScriptStep) => Array.from({ length: 50 }, () => [wait(90), event]).flat()
    const ended = (await setup(steps).ending()).filter(Array.isArray)
    expect(ended).toEqual([[{ clock: 'first-token', afterMs: 1_000 }, 1_000]])
  })

  it('do not take signs of life for content later on', async () => {
    const { ending } = setup((wait) => [say('a'), wait(300), usage, wait(100), say(''), wait(200), say('b')])
    expect(await ending()).toEqual(['text-delta', 'usage', 'text-delta', [{ clock: 'idle', afterMs: 500 }, 500]])
  })

  it('count the time between content anew each time', async () => {
    const { ending } = setup((wait) => [say('a'), wait(499), say('b'), wait(499), say('c'), never])
    expect((await ending()).at(-1)).toEqual([{ clock: 'idle', afterMs: 500 }, 1_498])
  })

  it('give up on an answer that never ends', async () => {
    const { ending } = setup((wait) => Array.from({ length: 100 }, () => [wait(100), say('a')]).flat(), {
      headersMs: false,
    })
    expect((await ending()).at(-1)).toEqual([{ clock: 'attempt', afterMs: 5_000 }, 5_000])
  })

  it('keep the deadline of the context', async () => {
    expect(await setup(() => [never], { deadline: 50 }).ending()).toEqual([[{ clock: 'call', afterMs: 50 }, 50]])
  })

  it.each([
    ['headersMs', () => [never], 1_000],
    ['firstTokenMs', () => [start, never], 5_000],
    ['idleMs', () => [say('a'), never], 5_000],
  ] as const)('do without %s where it is false', async (name, steps, atMs) => {
    expect((await setup(() => [...steps()], { [name]: false }).ending()).at(-1)).toMatchObject([{}, atMs])
  })

  it('can all be switched off', async () => {
    const off = { headersMs: false, firstTokenMs: false, idleMs: false, attemptMs: false } as const
    const { ending, clock } = setup(() => [never], off)
    expect(await ending()).toEqual([])
    expect(clock.pendingTimers).toBe(0)
  })

  it('say what happened in words for a user', async () => {
    const { iterator, clock } = setup(() => [unanswered])
    const next = iterator.next().catch((error: unknown) => error)
    await clock.advance(100)
    const error = await next
    expect(error).toMatchObject({ code: 'timeout', message: 'The provider did not answer in time.', retryable: true })
  })

  it.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY, 1e15, '250', true])('refuse a limit of %s', (value) => {
    for (const name of ['headersMs', 'firstTokenMs', 'idleMs', 'attemptMs']) {
      expect(() => clocks({ [name]: value })).toThrow(RangeError)
      expect(() => clocks({ [name]: value })).toThrow(`clocks: ${name}`)
      expect(() => clocks({ [name]: value })).toThrow(`got ${value}`)
    }
  })

  it('may be set for longer than a timer can run', async () => {
    vi.useFakeTimers()
    const longMs = 2 ** 31 + 1_000
    const options = { headersMs: longMs, firstTokenMs: false, attemptMs: false, clock: systemClock } as const
    const { iterator } = setup(() => [unanswered], options)
    const over = vi.fn()
    iterator.next().catch(over)
    await vi.advanceTimersByTimeAsync(longMs - 1)
    expect(over).not.toHaveBeenCalled()
    await vi.advanceTimersByTimeAsync(2)
    expect(over).toHaveBeenCalledTimes(1)
  })

  it.each([-3_600_000, 3_600_000])('take no notice of a calendar that jumps by %d ms', async (jumpMs) => {
    const { clock } = setup(() => [])
    const jumping: Clock = { ...clock, now: () => clock.now() + jumpMs }
    const { iterator } = setup(() => [unanswered], { clock: jumping })
    const over = vi.fn()
    iterator.next().catch(over)
    await clock.advance(99)
    expect(over).not.toHaveBeenCalled()
    await clock.advance(1)
    expect(over).toHaveBeenCalledTimes(1)
  })

  it('wait on where a timer fires too early', async () => {
    const clock = createTestClock()
    const hasty: Clock = { ...clock, after: (delayMs, callback) => clock.after(delayMs / 2, callback) }
    const { iterator } = setup(() => [unanswered], { clock: hasty })
    const over = vi.fn()
    iterator.next().catch(over)
    await clock.advance(99)
    expect(over).not.toHaveBeenCalled()
    await clock.advance(1)
    expect(over).toHaveBeenCalledTimes(1)
  })
})

describe('a slow reader', () => {
  it('trips no clock, however long it takes', async () => {
    const { iterator, clock } = setup((wait) => [wait(90), start, wait(90), say('a'), wait(90), say('b'), finish])
    for (const type of ['start', 'text-delta', 'text-delta', 'finish']) {
      const next = iterator.next()
      await clock.advance(90)
      expect((await next).value).toMatchObject({ type })
      await clock.advance(1e6)
    }
    expect((await iterator.next()).done).toBe(true)
  })

  it('is told in time when it does wait', async () => {
    const { iterator, clock } = setup(() => [say('a'), never])
    await iterator.next()
    await clock.advance(1e6)
    const next = iterator.next().catch((error) => error.cause)
    await clock.advance(500)
    expect(await next).toEqual({ clock: 'idle', afterMs: 500 })
  })
})

describe('a source that is given up', () => {
  it('hears of it by its signal, with the reason, and by return()', async () => {
    const returned = vi.fn(async () => ({ done: true as const, value: undefined }))
    let signal: AbortSignal | undefined
    const clock = createTestClock()
    const handler: Handler = (_, context) => {
      signal = context.signal
      return { [Symbol.asyncIterator]: () => ({ next: unansweredFrom(context), return: returned }) }
    }
    const outer = new AbortController().signal
    const iterator = clocks({ clock, ...limits })(handler)(request, createCallContext({ signal: outer }))[
      Symbol.asyncIterator
    ]()
    const next = iterator.next().catch((error: unknown) => error)
    await clock.advance(100)
    expect(signal?.reason).toBe(await next)
    expect(returned).toHaveBeenCalledTimes(1)
    expect(getEventListeners(outer, 'abort')).toHaveLength(0)
    expect(await iterator.next()).toEqual({ done: true, value: undefined })
    expect(await iterator.return?.()).toEqual({ done: true, value: undefined })
    expect(returned).toHaveBeenCalledTimes(1)
  })

  it('is not waited for when it heeds neither, nor when return() fails', async () => {
    const clock = createTestClock()
    for (const end of [never, () => Promise.reject(new Error('stuck')), undefined]) {
      const handler: Handler = (_, context) => ({
        [Symbol.asyncIterator]: () => ({ next: unansweredFrom(context), ...(end && { return: end }) }),
      })
      const next = clocks({ clock, ...limits })(handler)(request, createCallContext())
        [Symbol.asyncIterator]()
        .next()
      const error = next.catch((thrown: unknown) => thrown)
      await clock.advance(100)
      expect(await error).toMatchObject({ code: 'timeout' })
    }
    expect(clock.pendingTimers).toBe(0)
  })

  it('can say nothing any more', async () => {
    const { iterator, clock } = setup((wait) => [({ context }) => context.progress?.('sent'), wait(200), say('late')])
    const next = iterator.next()
    next.catch(() => undefined)
    await clock.advance(300)
    await expect(next).rejects.toMatchObject({ code: 'timeout' })
    expect(await iterator.next()).toEqual({ done: true, value: undefined })
  })

  it('may be asked again by a retry around it', async () => {
    const clock = createTestClock()
    const handlers = [scripted(start, never), scripted(never), scripted(start, say('x'), finish)]
    let calls = 0
    const handler: Handler = (...call) => handlers[calls++]!(...call)
    const policy = compose(retry({ clock, random: () => 0.5 }), clocks({ clock, ...limits }))
    const read: string[] = []
    const reading = (async () => {
      for await (const event of policy(handler)(request, createCallContext())) read.push(event.type)
    })()
    await clock.advance(1e5)
    await reading
    expect(read).toEqual(['notice', 'notice', 'start', 'text-delta', 'finish'])
    expect(clock.pendingTimers).toBe(0)
  })
})

describe('an abort', () => {
  it('ends the source once, also where its reader then leaves', async () => {
    const controller = new AbortController()
    const returned = vi.fn(async () => ({ done: true as const, value: undefined }))
    const handler: Handler = () => ({
      [Symbol.asyncIterator]: () => ({ next: async () => ({ done: false, value: start }), return: returned }),
    })
    const context = createCallContext({ signal: controller.signal })
    const iterator = clocks({ clock: createTestClock() })(handler)(request, context)[Symbol.asyncIterator]()
    await iterator.next()
    controller.abort('stop')
    await iterator.return?.()
    expect(returned).toHaveBeenCalledTimes(1)
  })

  it('reaches the reader and the source at once, also one that takes no notice', async () => {
    const controller = new AbortController()
    const { iterator, signal, clock } = setup(() => [start, never], { signal: controller.signal })
    await iterator.next()
    const next = iterator.next()
    controller.abort('stop')
    await expect(next).rejects.toBe('stop')
    expect(signal()?.reason).toBe('stop')
    expect(clock.pendingTimers).toBe(0)
    expect(await iterator.return?.()).toEqual({ done: true, value: undefined })
  })

  it('while nobody waits is thrown at the reader when it comes back, once', async () => {
    const controller = new AbortController()
    const { iterator, signal } = setup(() => [start, say('a')], { signal: controller.signal })
    await iterator.next()
    controller.abort('stop')
    expect(signal()?.reason).toBe('stop')
    await expect(iterator.next()).rejects.toBe('stop')
    expect(await iterator.next()).toEqual({ done: true, value: undefined })
  })

  it('before the first read keeps the source from being asked', async () => {
    const { iterator, signal } = setup(() => [finish], { signal: AbortSignal.abort('stop') })
    await expect(iterator.next()).rejects.toBe('stop')
    expect(signal()).toBeUndefined()
  })

  it('after the end changes nothing and finds no listener', async () => {
    const controller = new AbortController()
    const { ending, iterator, signal } = setup(() => [finish], { signal: controller.signal })
    await ending()
    expect(getEventListeners(controller.signal, 'abort')).toHaveLength(0)
    controller.abort('stop')
    expect(signal()?.aborted).toBe(false)
    expect(await iterator.next()).toEqual({ done: true, value: undefined })
  })
})

describe('a reader that leaves', () => {
  it('waits for its source to end, and hands on how that failed', async () => {
    const clock = createTestClock()
    let end = (_: Error) => {}
    const returned = () =>
      new Promise<never>((_, reject) => {
        end = reject
      })
    const handler: Handler = () => ({
      [Symbol.asyncIterator]: () => ({ next: async () => ({ done: false, value: start }), return: returned }),
    })
    const iterator = clocks({ clock, ...limits })(handler)(request, createCallContext())[Symbol.asyncIterator]()
    await iterator.next()
    const left = iterator.return?.()
    end(new Error('stuck'))
    await expect(left).rejects.toThrow('stuck')
    expect(clock.pendingTimers).toBe(0)
  })

  it('does not wait for ever, and its pending read is over', async () => {
    const { iterator, signal, clock } = setup(() => [start, never])
    await iterator.next()
    const next = iterator.next()
    const left = vi.fn()
    iterator.return?.().then(left)
    expect(await next).toEqual({ done: true, value: undefined })
    expect(signal()?.aborted).toBe(true)
    await clock.advance(999)
    expect(left).not.toHaveBeenCalled()
    await clock.advance(1)
    expect(left).toHaveBeenCalledTimes(1)
    expect(clock.pendingTimers).toBe(0)
  })

  it('without having read anything asks nobody', async () => {
    const { iterator, signal, clock } = setup(() => [finish])
    await iterator.return?.()
    expect(await iterator.next()).toEqual({ done: true, value: undefined })
    expect(signal()).toBeUndefined()
    expect(clock.pendingTimers).toBe(0)
  })
})
