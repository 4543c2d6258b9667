import { describe, expect, it } from 'vitest'
import { compose } from '../chat/compose.ts'
import { ChatError } from '../chat/errors.ts'
import type { ChatEvent } from '../chat/event.ts'
import { type CallContextInit, createCallContext, type Handler } from '../chat/handler.ts'
import { retry } from '../retry/retry.ts'
import { scripted } from '../testing/scripted.ts'
import { createTestClock } from '../testing/test-clock.ts'
import { clocks } from './clocks.ts'
import { type DeadlineOptions, deadline } from './deadline.ts'

const request = { messages: [{ role: 'user', content: 'hi' }] } as const
const say = (text: string): ChatEvent => ({ type: 'text-delta', text })
const never = () => new Promise<never>(() => {})

function setup(handler: Handler, options: DeadlineOptions = { callMs: 1_000 }, init: CallContextInit = {}) {
  const clock = createTestClock()
  const seen: (number | undefined)[] = []
  const seeing: Handler = (asked, context) => {
    seen.push(context.deadline)
    return handler(asked, context)
  }
  const open = () => deadline({ clock, ...options })(seeing)(request, createCallContext(init))[Symbol.asyncIterator]()
  return { clock, seen, open }
}

describe('deadline', () => {
  it('tells the layers inside and ends the call when the time has come', async () => {
    const { clock, seen, open } = setup(scripted(never))
    await clock.advance(500)
    const next = open()
      .next()
      .catch((error: unknown) => error)
    await clock.advance(999)
    expect(clock.pendingTimers).toBe(1)
    await clock.advance(1)
    expect(await next).toMatchObject({ code: 'timeout', cause: { clock: 'call', afterMs: 1_000 } })
    expect(seen).toEqual([1_500])
    expect(clock.pendingTimers).toBe(0)
  })

  it('keeps an earlier one that the context has, and its own where that is earlier', async () => {
    const early = setup(scripted(say('a')), { callMs: 1_000 }, { deadline: 300 })
    await early.open().next()
    const late = setup(scripted(say('a')), { callMs: 1_000 }, { deadline: 3_000 })
    await late.open().next()
    expect([...early.seen, ...late.seen]).toEqual([300, 1_000])
  })

  it('asks nobody when the time is over already', async () => {
    const { clock, seen, open } = setup(scripted(say('a')), {}, { deadline: 10 })
    await clock.advance(10)
    await expect(open().next()).rejects.toMatchObject({ code: 'timeout' })
    expect(seen).toEqual([])
  })

  it('sets none where it is false', async () => {
    const { clock, seen, open } = setup(scripted(never), { callMs: false })
    open().next()
    await clock.advance(1e9)
    expect(seen).toEqual([undefined])
    expect(clock.pendingTimers).toBe(0)
  })

  it('is ten minutes by default', async () => {
    const { seen, open } = setup(scripted(say('a')), {})
    await open().next()
    expect(seen).toEqual([600_000])
  })

  it('hands a slow reader what has arrived, and ends the call where more is waited for', async () => {
    const { clock, open } = setup(scripted(say('a'), say('b'), never))
    const iterator = open()
    await iterator.next()
    await clock.advance(5_000)
    expect((await iterator.next()).value).toEqual(say('b'))
    const next = iterator.next().catch((error: unknown) => error)
    await clock.advance(0)
    expect(await next).toMatchObject({ code: 'timeout' })
  })

  it('bounds attempts and waits together', async () => {
    const failed = new ChatError('server', 'Failed.')
    const { clock, open, seen } = setup((asked, context) =>
      compose(
        retry({ clock, attempts: 100, budget: false, baseMs: 100, maxDelayMs: 100, random: () => 1 }),
        clocks({ clock }),
      )(scripted(() => new Promise<void>((resolve) => void clock.after(200, resolve)), failed))(asked, context),
    )
    const iterator = open()
    const reading = (async () => {
      for (;;) await iterator.next()
    })().catch((error: unknown) => [error, clock.monotonic()])
    await clock.advance(1e5)
    expect(await reading).toMatchObject([{ cause: { clock: 'call', afterMs: 1_000 } }, 1_000])
    expect(seen).toEqual([1_000])
    expect(clock.pendingTimers).toBe(0)
  })

  it.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY, 1e15, '250'])('refuses %s', (odd) => {
    const callMs = odd as number
    expect(() => deadline({ callMs })).toThrow(RangeError)
    expect(() => deadline({ callMs })).toThrow('deadline: callMs must be false or from 1 to')
    expect(() => deadline({ callMs })).toThrow(`got ${callMs}`)
  })
})
