import { describe, expect, it } from 'vitest'
import { collect } from '../chat/collect.ts'
import { ChatError } from '../chat/errors.ts'
import type { ChatEvent } from '../chat/event.ts'
import { createCallContext } from '../chat/handler.ts'
import { scripted } from '../testing/scripted.ts'
import { createTestClock } from '../testing/test-clock.ts'
import { createLanes } from './lanes.ts'

const request = { messages: [{ role: 'user', content: 'hi' }] } as const
const start: ChatEvent = { type: 'start', provider: 'openai', model: 'gpt-5' }
const finish: ChatEvent = { type: 'finish', reason: 'stop' }
const refusal = new ChatError('auth', 'No.')

describe('a single lane', () => {
  it('is never benched: to ask is the only way to learn that it works again', async () => {
    const handler = scripted(refusal)
    const lanes = createLanes([{ name: 'only', handler }], { clock: createTestClock() })
    for (let call = 0; call < 3; call++) {
      await expect(collect(lanes.handler(request, createCallContext()))).rejects.toMatchObject({ code: 'auth' })
    }
    expect(handler.requests).toHaveLength(3)
    expect(lanes.activity()).toEqual([{ name: 'only', active: 0, calls: 3, failures: 3, benched: undefined }])
  })
})

describe('an abort', () => {
  it('before the call is thrown as it is, and asks no second lane', async () => {
    const [a, b] = [scripted(start), scripted(start)]
    const lanes = createLanes([
      { name: 'a', handler: a },
      { name: 'b', handler: b },
    ])
    const context = createCallContext({ signal: AbortSignal.abort('stop') })
    await expect(collect(lanes.handler(request, context))).rejects.toBe('stop')
    expect([a.requests.length, b.requests.length]).toEqual([1, 0])
    expect(lanes.activity()).toMatchObject([{ active: 0, calls: 1, failures: 0 }, { calls: 0 }])
  })

  it('while a lane is being refused is the end of the call', async () => {
    const controller = new AbortController()
    const b = scripted(start, finish)
    const a = scripted(() => controller.abort('stop'), refusal)
    const lanes = createLanes([
      { name: 'a', handler: a },
      { name: 'b', handler: b },
    ])
    const asked = collect(lanes.handler(request, createCallContext({ signal: controller.signal })))
    await expect(asked).rejects.toThrow()
    expect(b.requests).toHaveLength(0)
  })
})

describe('a reader that leaves', () => {
  it('in the middle of an answer ends it', async () => {
    let isEnded = false
    async function* handler() {
      try {
        yield start
        yield finish
      } finally {
        isEnded = true
      }
    }
    const lanes = createLanes([{ name: 'a', handler }])
    for await (const _ of lanes.handler(request, createCallContext())) break
    expect(isEnded).toBe(true)
    expect(lanes.activity()).toMatchObject([{ active: 0, failures: 0 }])
  })

  it('before it read anything has asked nobody, and is given nothing', async () => {
    const handler = scripted(start, finish)
    const lanes = createLanes([{ name: 'a', handler }])
    const reading = lanes.handler(request, createCallContext())[Symbol.asyncIterator]()
    expect(await reading.return?.()).toEqual({ done: true, value: undefined })
    expect(await reading.next()).toEqual({ done: true, value: undefined })
    expect(handler.requests).toHaveLength(0)
  })

  it('while the first lane is asked does not set the second one to work', async () => {
    let refuse = (_: unknown) => {}
    const b = scripted(start, finish)
    const lanes = createLanes([
      {
        name: 'a',
        handler: () => ({
          [Symbol.asyncIterator]: () => ({
            next: () => new Promise((_, reject) => (refuse = reject)),
            return: async () => ({ done: true, value: undefined }),
          }),
        }),
      },
      { name: 'b', handler: b },
    ])
    const reading = lanes.handler(request, createCallContext())[Symbol.asyncIterator]()
    const next = reading.next()
    await reading.return?.()
    refuse(refusal)
    await expect(next).rejects.toMatchObject({ code: 'auth' })
    expect(b.requests).toHaveLength(0)
    expect(lanes.activity()).toMatchObject([{ active: 0 }, { active: 0, calls: 0 }])
  })
})
