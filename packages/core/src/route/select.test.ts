import { describe, expect, it } from 'vitest'
import { collect } from '../chat/collect.ts'
import { ChatError } from '../chat/errors.ts'
import type { ChatEvent } from '../chat/event.ts'
import { createCallContext } from '../chat/handler.ts'
import { type ScriptStep, scripted } from '../testing/scripted.ts'
import { select } from './select.ts'

const messages = [{ role: 'user', content: 'hi' }] as const
const start: ChatEvent = { type: 'start', provider: 'openai', model: 'gpt-5' }
const finish: ChatEvent = { type: 'finish', reason: 'stop' }
const target = (...steps: ScriptStep[]) => ({ provider: 'openai', model: 'gpt-5', handler: scripted(...steps) })

function setup(...steps: ScriptStep[]) {
  const one = target(start, ...steps, finish)
  const two = target(start, finish)
  const selection = select(new Map(Object.entries({ one, two })), 'one')
  const call = (name?: string) => selection.handler({ messages, target: name }, createCallContext())
  return { one, two, selection, call }
}

describe('select', () => {
  it('asks the target that is named, else the first', async () => {
    const { one, two, call } = setup()
    await collect(call())
    await collect(call('one'))
    await collect(call('two'))
    expect([one.handler.requests.length, two.handler.requests.length]).toEqual([2, 1])
  })

  it('says in start by which name the target is known', async () => {
    const [first] = await iterate(setup().call('two'))
    expect(first).toEqual({ ...start, target: 'two' })
  })

  it.each(['three', '', '__proto__', 'toString', 'x'.repeat(5_000)])(
    'does not find a target named %s',
    async (name) => {
      const { one, two, call } = setup()
      const error = await collect(call(name)).catch((error) => error)
      expect(error).toMatchObject({ code: 'not-found' })
      expect(error.message.length).toBeLessThan(200)
      expect([...one.handler.requests, ...two.handler.requests]).toEqual([])
    },
  )

  it('knows what each target is doing', async () => {
    const { selection, call } = setup()
    const idle = { provider: 'openai', model: 'gpt-5', active: 0, calls: 0, failures: 0 }
    expect(selection.activity()).toEqual({ one: idle, two: idle })
    const reading = call('two')[Symbol.asyncIterator]()
    await reading.next()
    expect(selection.activity()).toEqual({ one: idle, two: { ...idle, active: 1, calls: 1 } })
    await reading.return?.()
    await collect(call('two'))
    expect(selection.activity().two).toEqual({ ...idle, calls: 2 })
  })

  it('counts failures, and neither aborts nor readers that leave', async () => {
    const { selection, call } = setup(new ChatError('server', 'Failed.'))
    await expect(collect(call())).rejects.toMatchObject({ code: 'server' })
    const aborted = selection.handler({ messages }, createCallContext({ signal: AbortSignal.abort('stop') }))
    await expect(collect(aborted)).rejects.toBe('stop')
    for await (const _ of call()) break
    expect(selection.activity().one).toMatchObject({ active: 0, calls: 3, failures: 1 })
  })

  it('hands out figures that nobody can change', async () => {
    const { selection } = setup()
    Object.assign(selection.activity().one!, { calls: 99 })
    expect(selection.activity().one?.calls).toBe(0)
  })
})

async function iterate(events: AsyncIterable<ChatEvent>): Promise<ChatEvent[]> {
  const read: ChatEvent[] = []
  for await (const event of events) read.push(event)
  return read
}
