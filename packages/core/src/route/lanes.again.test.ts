import { describe, expect, it } from 'vitest'
import { ChatError, type ChatErrorCode } from '../chat/errors.ts'
import type { ChatEvent } from '../chat/event.ts'
import { type CallContext, createCallContext } from '../chat/handler.ts'
import { type ScriptStep, scripted } from '../testing/scripted.ts'
import { createTestClock } from '../testing/test-clock.ts'
import { createLanes } from './lanes.ts'

const request = { messages: [{ role: 'user', content: 'hi' }] } as const
const start: ChatEvent = { type: 'start', provider: 'p', model: 'm' }
const failed = (code: ChatErrorCode) => new ChatError(code, 'No.')

/** Lanes in the order of their classes. */
function setup(...scripts: readonly (readonly ScriptStep[])[]) {
  const handlers = scripts.map((steps) => scripted(...steps))
  const lanes = createLanes(
    handlers.map((handler, order) => ({ name: `${order}`, order, handler })),
    { clock: createTestClock() },
  )
  const ask = async (context: CallContext) => {
    try {
      for await (const event of lanes.handler(request, context)) return event.type
    } catch (error) {
      return error instanceof ChatError ? error.code : error
    }
    return undefined
  }
  return { ask, asked: () => handlers.map(({ requests }) => requests.length) }
}

describe('a call that is repeated', () => {
  it.each(['server', 'network', 'overloaded', 'timeout', 'interrupted'] as const)(
    'goes another way after %s, whatever the order of the lanes',
    async (code) => {
      const { ask, asked } = setup([failed(code)], [start])
      const context = createCallContext()
      expect([await ask(context), await ask(context)]).toEqual([code, 'start'])
      expect(asked()).toEqual([1, 1])
    },
  )

  it('goes every way once before it goes one again', async () => {
    const { ask, asked } = setup([failed('server')], [failed('server')], [failed('server')])
    const context = createCallContext()
    for (let attempt = 0; attempt < 3; attempt++) await ask(context)
    expect(asked()).toEqual([1, 1, 1])
    await ask(context)
    expect(asked()).toEqual([2, 1, 1])
  })

  it('says nothing to other calls of where it failed', async () => {
    const { ask, asked } = setup([failed('server')], [start])
    expect([await ask(createCallContext()), await ask(createCallContext())]).toEqual(['server', 'server'])
    expect(asked()).toEqual([2, 0])
  })

  it('has the only lane asked again', async () => {
    const { ask, asked } = setup([failed('server')])
    const context = createCallContext()
    expect([await ask(context), await ask(context), asked()]).toEqual(['server', 'server', [2]])
  })
})

describe('a lane that is left alone', () => {
  it('is told of once for each time, with why and for how long', async () => {
    const benched: unknown[] = []
    const clock = createTestClock()
    const lanes = createLanes(
      [
        { name: 'a', handler: scripted(failed('auth')) },
        { name: 'b', order: 1, handler: scripted(start) },
      ],
      { clock, onBench: (lane, bench) => void benched.push([lane, bench]) },
    )
    const ask = async () => {
      for await (const _ of lanes.handler(request, createCallContext())) return
    }
    await ask()
    await ask()
    expect(benched).toEqual([['a', { code: 'auth', forMs: 60_000 }]])
    await clock.advance(60_000)
    await ask()
    expect(benched).toEqual([
      ['a', { code: 'auth', forMs: 60_000 }],
      ['a', { code: 'auth', forMs: 120_000 }],
    ])
  })

  it('is not spoken of where it is the only one', async () => {
    const benched: string[] = []
    const onBench = (lane: string) => void benched.push(lane)
    const lanes = createLanes([{ name: 'a', handler: scripted(failed('auth')) }], { clock: createTestClock(), onBench })
    const next = lanes.handler(request, createCallContext())[Symbol.asyncIterator]().next()
    await expect(next).rejects.toMatchObject({ code: 'auth' })
    expect(benched).toEqual([])
  })
})
