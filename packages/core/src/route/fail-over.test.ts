import { describe, expect, it } from 'vitest'
import { ChatError, type ChatErrorCode, chatErrorCodes } from '../chat/errors.ts'
import type { ChatEvent } from '../chat/event.ts'
import { type CallContextInit, createCallContext, type Handler, type Observation } from '../chat/handler.ts'
import type { ChatRequest } from '../chat/request.ts'
import { type ScriptStep, scripted } from '../testing/scripted.ts'
import { createTestClock } from '../testing/test-clock.ts'
import { type FailOverOptions, failOver } from './fail-over.ts'

const request: ChatRequest = { messages: [{ role: 'user', content: 'hi' }] }
const start = (model: string): ChatEvent => ({ type: 'start', provider: 'p', model })
const say = (text: string): ChatEvent => ({ type: 'text-delta', text })
const finish: ChatEvent = { type: 'finish', reason: 'stop' }
const failed = (code: ChatErrorCode = 'server') => new ChatError(code, 'No.')
const fellBack = (from: string, to: string, reason = 'server'): ChatEvent => ({
  type: 'notice',
  notice: 'fell-back',
  details: { from, to, reason },
})

function setup(scripts: Record<string, readonly ScriptStep[]>, options: Partial<FailOverOptions> = {}) {
  const handlers = new Map(Object.entries(scripts).map(([name, steps]) => [name, scripted(...steps)]))
  const names = [...handlers.keys()]
  const observed: Observation[] = []
  const asked = () => names.filter((name) => (handlers.get(name)?.requests.length ?? 0) > 0)
  const clock = createTestClock()
  const route = failOver({ handlers, first: names[0] ?? '', order: names, afterContent: 'reset', clock, ...options })
  const open = (more: Partial<ChatRequest> = {}, init: CallContextInit = {}) => {
    const context = createCallContext({ requestId: 'r', observe: (said) => observed.push(said), ...init })
    return route.handler({ ...request, ...more }, context)
  }
  /** All events, and the error that they end with. */
  const read = async (...call: Parameters<typeof open>) => {
    const events: unknown[] = []
    try {
      for await (const event of open(...call)) events.push(event)
    } catch (error) {
      events.push(error instanceof ChatError ? error.code : error)
    }
    return events
  }
  return { route, open, read, asked, observed, clock, handlers }
}
const whole = (name: string): ChatEvent[] => [start(name), say(name), finish]
const named = (name: string): ChatEvent[] => [{ ...start(name), target: name } as ChatEvent, say(name), finish]

describe('failing over', () => {
  it('asks the first where none is named, and says by which name it is known', async () => {
    const { read, asked } = setup({ one: whole('one'), two: whole('two') })
    expect(await read()).toEqual(named('one'))
    expect(asked()).toEqual(['one'])
  })

  it('goes on to the next in order, and says so to the reader and to those who watch', async () => {
    const { read, observed } = setup({ one: [failed()], two: [failed('overloaded')], three: whole('three') })
    expect(await read()).toEqual([fellBack('one', 'two'), fellBack('two', 'three', 'overloaded'), ...named('three')])
    expect(observed).toEqual([
      { type: 'fell-back', requestId: 'r', from: 'one', to: 'two', code: 'server', isAfterContent: false },
      { type: 'fell-back', requestId: 'r', from: 'two', to: 'three', code: 'overloaded', isAfterContent: false },
    ])
  })

  it('asks the one that is named first, then the others in order, each once', async () => {
    const { read, asked, handlers } = setup({ one: [failed()], two: [failed()], three: [failed()] })
    expect(await read({ target: 'two' })).toEqual([fellBack('two', 'one'), fellBack('one', 'three'), 'server'])
    expect(asked()).toHaveLength(3)
    for (const handler of handlers.values()) expect(handler.requests).toHaveLength(1)
  })

  it('asks one that is named and stands in no order', async () => {
    const { read } = setup({ one: whole('one'), two: [failed()], three: [failed()] }, { order: ['three', 'one'] })
    const events = await read({ target: 'two' })
    expect(events).toEqual([fellBack('two', 'three'), fellBack('three', 'one'), ...named('one')])
  })

  it('does nothing without an order', async () => {
    const { read, asked } = setup({ one: [failed()], two: whole('two') }, { order: [] })
    expect(await read()).toEqual(['server'])
    expect(asked()).toEqual(['one'])
  })

  it.each(['nobody', '__proto__', 'x'.repeat(1_000)])('knows no target that is not there: %.20s', async (target) => {
    const { open, asked } = setup({ one: whole('one') })
    const error: unknown = await open({ target })
      [Symbol.asyncIterator]()
      .next()
      .catch((error: unknown) => error)
    expect(error).toMatchObject({ code: 'not-found' })
    expect((error as ChatError).message.length).toBeLessThan(150)
    expect(asked()).toEqual([])
  })

  const ours: readonly ChatErrorCode[] = ['bad-request', 'unauthenticated', 'content-filtered', 'internal']
  it.each(Object.keys(chatErrorCodes) as ChatErrorCode[])('goes on after %s if another may do better', async (code) => {
    const { read } = setup({ one: [failed(code)], two: whole('two') })
    expect(await read()).toEqual(ours.includes(code) ? [code] : [fellBack('one', 'two', code), ...named('two')])
  })

  it('does not go on after what is no ChatError, nor after a code that nobody knows', async () => {
    const error = new TypeError('x is not a function')
    expect(await setup({ one: [error], two: whole('two') }).read()).toEqual([error])
    const odd = new ChatError('odd' as ChatErrorCode, 'From another version.')
    expect(await setup({ one: [odd], two: whole('two') }).read()).toEqual(['odd'])
  })

  it('goes on where a handler throws before it returns anything', async () => {
    const throwing: Handler = () => {
      throw failed()
    }
    const handlers = new Map<string, Handler>([
      ['one', throwing],
      ['two', scripted(...whole('two'))],
    ])
    expect(await setup({ one: [], two: [] }, { handlers }).read()).toEqual([fellBack('one', 'two'), ...named('two')])
  })

  it('does not go on when its time is over', async () => {
    const { read, clock } = setup({ one: [() => clock.advance(100), failed('timeout')], two: whole('two') })
    expect(await read({}, { deadline: 100 })).toEqual(['timeout'])
  })

  it('does not go on after an abort, and hands on its reason', async () => {
    const controller = new AbortController()
    const { read, route, asked } = setup({ one: [() => controller.abort('stop'), say('x')], two: whole('two') })
    expect(await read({}, { signal: controller.signal })).toEqual(['stop'])
    expect(asked()).toEqual(['one'])
    expect(route.counts('one')).toEqual({ active: 0, calls: 1, failures: 0 })
  })
})

describe('failing over in the middle of an answer', () => {
  const half = [start('one'), say('a'), say('b'), failed('interrupted')]
  const notice = fellBack('one', 'two', 'interrupted')

  it('begins again, and takes back what was shown', async () => {
    const { read, observed, handlers } = setup({ one: half, two: whole('two') })
    expect((await read()).slice(3)).toEqual([notice, { type: 'reset' }, ...named('two')])
    expect(observed).toMatchObject([{ type: 'fell-back', isAfterContent: true }])
    expect(handlers.get('two')?.requests[0]).toEqual(request)
  })

  it('goes on from there if told so, with all that was shown', async () => {
    const three = [start('three'), say('d'), finish]
    const scripts = { one: half, two: [start('two'), say('c'), failed('interrupted')], three }
    const { read, handlers } = setup(scripts, { afterContent: 'continue' })
    const events = (await read()) as ChatEvent[]
    expect(events.flatMap((event) => (event.type === 'text-delta' ? [event.text] : []))).toEqual(['a', 'b', 'c', 'd'])
    expect(events.map(({ type }) => type)).not.toContain('reset')
    const sent = ['two', 'three'].map((name) => handlers.get(name)?.requests[0]?.messages.slice(1, -1))
    expect(sent).toEqual([[{ role: 'assistant', content: 'ab' }], [{ role: 'assistant', content: 'abc' }]])
    expect(handlers.get('three')?.requests[0]?.messages.at(-1)).toMatchObject({ role: 'user' })
  })

  it.each<[string, ChatEvent[]]>([
    ['thoughts', [{ type: 'reasoning-delta', text: 'hm' }]],
    ['half a call of a tool', [say('a'), { type: 'tool-call-start', id: '1', name: 'f' }]],
  ])('begins again where only %s had come, for there is nothing to go on from', async (_, events) => {
    const scripts = { one: [start('one'), ...events, failed('interrupted')], two: whole('two') }
    const { read, handlers } = setup(scripts, { afterContent: 'continue' })
    expect((await read()).slice(-5)).toEqual([notice, { type: 'reset' }, ...named('two')])
    expect(handlers.get('two')?.requests[0]).toEqual(request)
  })

  it('goes on from what was shown since it began again', async () => {
    const one: ScriptStep[] = [say('lost'), { type: 'tool-call-start', id: '1', name: 'f' }, failed()]
    const scripts = { one, two: [say('kept'), failed()], three: whole('three') }
    const { read, handlers } = setup(scripts, { afterContent: 'continue' })
    await read()
    expect(handlers.get('three')?.requests[0]?.messages[1]).toEqual({ role: 'assistant', content: 'kept' })
  })

  it('fails if told so, but not before there was content', async () => {
    expect((await setup({ one: half, two: whole('two') }, { afterContent: 'stop' }).read()).slice(3)).toEqual([
      'interrupted',
    ])
    const { read } = setup({ one: [start('one'), failed()], two: whole('two') }, { afterContent: 'stop' })
    expect((await read()).slice(1)).toEqual([fellBack('one', 'two'), ...named('two')])
  })

  it.each(['reset', 'continue', 'stop'] as const)(
    'never takes back a tool that was called: %s',
    async (afterContent) => {
      const call: ChatEvent = { type: 'tool-call', id: '1', name: 'pay', arguments: '{}' }
      const { read } = setup({ one: [start('one'), call, failed()], two: whole('two') }, { afterContent })
      expect((await read()).slice(1)).toEqual([call, 'server'])
    },
  )
})

describe('the counts of a target', () => {
  it('tell what is being answered, what was, and what failed', async () => {
    const { open, read, route } = setup({ one: [failed()], two: whole('two') })
    await read()
    expect([route.counts('one'), route.counts('two')]).toEqual([
      { active: 0, calls: 1, failures: 1 },
      { active: 0, calls: 1, failures: 0 },
    ])
    const iterator = open({ target: 'two' })[Symbol.asyncIterator]()
    expect(route.counts('two').calls).toBe(1)
    await iterator.next()
    expect(route.counts('two')).toEqual({ active: 1, calls: 2, failures: 0 })
    await iterator.return?.()
    expect(route.counts('two')).toEqual({ active: 0, calls: 2, failures: 0 })
    expect(await iterator.next()).toEqual({ done: true, value: undefined })
    expect(route.counts('nobody')).toEqual({ active: 0, calls: 0, failures: 0 })
  })

  it('are of all calls, also of one whose reader leaves between two targets', async () => {
    const { open, route, asked, observed } = setup({ one: [failed()], two: whole('two') })
    const iterator = open()[Symbol.asyncIterator]()
    expect((await iterator.next()).value).toEqual(fellBack('one', 'two'))
    await iterator.return?.()
    expect(await iterator.next()).toEqual({ done: true, value: undefined })
    expect(asked()).toEqual(['one'])
    expect([route.counts('one').active, route.counts('two').calls]).toEqual([0, 0])
    expect(observed).toHaveLength(1)
  })

  it('do not count a source twice that fails when its reader leaves', async () => {
    let fail = (_: Error) => {}
    const failing: Handler = () => ({
      [Symbol.asyncIterator]: () => ({
        next: () =>
          new Promise((_, reject) => {
            fail = reject
          }),
        return: async () => {
          fail(failed())
          return { done: true, value: undefined }
        },
      }),
    })
    const handlers = new Map([
      ['one', failing],
      ['two', failing],
    ])
    const { open, route, observed } = setup({ one: [], two: [] }, { handlers })
    const iterator = open()[Symbol.asyncIterator]()
    const next = iterator.next().catch((error: unknown) => error)
    await iterator.return?.()
    expect(await next).toMatchObject({ code: 'server' })
    expect(route.counts('one')).toMatchObject({ active: 0, calls: 1 })
    expect(observed).toEqual([])
  })
})
