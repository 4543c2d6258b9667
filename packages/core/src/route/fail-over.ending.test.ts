import { describe, expect, it } from 'vitest'
import { ChatError } from '../chat/errors.ts'
import type { ChatEvent } from '../chat/event.ts'
import { type CallContextInit, createCallContext, type Handler, type Observation } from '../chat/handler.ts'
import { type ScriptStep, scripted } from '../testing/scripted.ts'
import { createTestClock } from '../testing/test-clock.ts'
import { type AfterContent, failOver } from './fail-over.ts'

const request = { messages: [{ role: 'user', content: 'hi' }] } as const
const start: ChatEvent = { type: 'start', provider: 'p', model: 'm' }
const say: ChatEvent = { type: 'text-delta', text: 'a' }
const finish: ChatEvent = { type: 'finish', reason: 'stop' }

function setup(handlers: Record<string, Handler>, afterContent: AfterContent = 'reset') {
  const observed: Observation[] = []
  const names = Object.keys(handlers)
  const { handler, counts } = failOver({
    handlers: new Map(Object.entries(handlers)),
    first: names[0] ?? '',
    order: names,
    afterContent,
    clock: createTestClock(),
  })
  const open = (init: CallContextInit = {}) =>
    handler(request, createCallContext({ observe: (said) => observed.push(said), ...init }))[Symbol.asyncIterator]()
  return { open, counts, observed }
}

describe('an answer that is whole', () => {
  const broken = new ChatError('interrupted', 'The line is cut.')
  const late: ScriptStep[] = [start, say, finish, broken]

  it.each(['reset', 'continue', 'stop'] as const)(
    'is not begun again when its line is cut: %s',
    async (afterContent) => {
      const two = scripted(start, say, finish)
      const { open, counts, observed } = setup({ one: scripted(...late), two }, afterContent)
      const iterator = open()
      const types: string[] = []
      for (let result = await iterator.next(); !result.done; result = await iterator.next())
        types.push(result.value.type)
      expect(types).toEqual(['start', 'text-delta', 'finish'])
      expect([observed, two.requests]).toEqual([[], []])
      expect(counts('one')).toEqual({ active: 0, calls: 1, failures: 0 })
      expect(await iterator.next()).toEqual({ done: true, value: undefined })
    },
  )

  it('ends well also where there is no other target, and after any error', async () => {
    const { open } = setup({ one: scripted(start, finish, new TypeError('x is not a function')) })
    const iterator = open()
    await iterator.next()
    await iterator.next()
    expect(await iterator.next()).toEqual({ done: true, value: undefined })
  })

  it('is aborted all the same', async () => {
    const controller = new AbortController()
    const { open } = setup({ one: scripted(start, finish, () => controller.abort('stop'), say) })
    const iterator = open({ signal: controller.signal })
    await iterator.next()
    await iterator.next()
    await expect(iterator.next()).rejects.toBe('stop')
  })
})

describe('a target', () => {
  it('is told whether another one follows', async () => {
    const told: unknown[] = []
    const failing: Handler = (asked, context) => {
      told.push(context.canFallBack)
      return scripted(new ChatError('server', 'No.'))(asked, context)
    }
    const next = setup({ one: failing, two: failing, three: failing }).open()
    for (let fallBack = 0; fallBack < 2; fallBack++) await next.next()
    await expect(next.next()).rejects.toMatchObject({ code: 'server' })
    expect(told).toEqual([true, true, undefined])
  })

  it('that throws at once is no longer active, and the next one is asked', async () => {
    const thrown: Handler = () => {
      throw new ChatError('server', 'No.')
    }
    const { open, counts } = setup({ one: thrown, two: scripted(start, say, finish) })
    const iterator = open()
    expect((await iterator.next()).value).toMatchObject({ notice: 'fell-back' })
    expect((await iterator.next()).value).toMatchObject({ type: 'start', target: 'two' })
    expect(counts('one')).toEqual({ active: 0, calls: 1, failures: 1 })
    await iterator.return?.()
  })
})
