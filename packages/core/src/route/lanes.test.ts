import { describe, expect, it } from 'vitest'
import { collect } from '../chat/collect.ts'
import type { ChatEvent } from '../chat/event.ts'
import { createCallContext } from '../chat/handler.ts'
import { scripted } from '../testing/scripted.ts'
import { createTestClock } from '../testing/test-clock.ts'
import type { Lane } from './lane.ts'
import { createLanes, type LanesOptions } from './lanes.ts'

const request = { messages: [{ role: 'user', content: 'hi' }] } as const
const start: ChatEvent = { type: 'start', provider: 'openai', model: 'gpt-5' }
const finish: ChatEvent = { type: 'finish', reason: 'stop' }

function setup(lanes: readonly Omit<Lane, 'handler'>[], options: LanesOptions = {}) {
  const used: string[] = []
  const all = lanes.map((lane) => ({ ...lane, handler: scripted(() => used.push(lane.name), start, finish) }))
  const { handler, activity } = createLanes(all, { clock: createTestClock(), ...options })
  const ask = () => collect(handler(request, createCallContext()))
  /** Calls that have begun and are not read to their end. */
  const open = async () => {
    const reading = handler(request, createCallContext())[Symbol.asyncIterator]()
    await reading.next()
    return reading
  }
  return { used, ask, open, activity }
}
const countOf = (used: readonly string[], name: string) => used.filter((one) => one === name).length

describe('createLanes', () => {
  it('wants at least one lane', () => {
    expect(() => createLanes([])).toThrow(RangeError)
  })

  it.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])('refuses the weight %d', (weight) => {
    expect(() => setup([{ name: 'a', weight }])).toThrow(RangeError)
    expect(() => setup([{ name: 'a', weight }])).toThrow('weight')
  })

  it.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])('refuses the order %d', (order) => {
    expect(() => setup([{ name: 'a', order }])).toThrow(RangeError)
    expect(() => setup([{ name: 'a', order }])).toThrow('order')
  })

  it('takes an explicit undefined for the default', async () => {
    const { used, ask } = setup(
      [
        { name: 'a', weight: undefined, order: undefined },
        { name: 'b', weight: 1, order: 0 },
      ],
      { choose: undefined },
    )
    for (let call = 0; call < 4; call++) await ask()
    expect(used).toEqual(['a', 'b', 'a', 'b'])
  })

  it('asks nobody before somebody reads', () => {
    const asked = scripted(start, finish)
    const { handler, activity } = createLanes([{ name: 'a', handler: asked }])
    handler(request, createCallContext())[Symbol.asyncIterator]()
    expect(asked.requests).toHaveLength(0)
    expect(activity()).toMatchObject([{ active: 0, calls: 0 }])
  })
})

describe('round robin', () => {
  it('gives every lane its turn, with the request as it is', async () => {
    const asked = [scripted(start, finish), scripted(start, finish), scripted(start, finish)]
    const { handler } = createLanes(asked.map((handler, index) => ({ name: `${index}`, handler })))
    for (let call = 0; call < 6; call++) await collect(handler(request, createCallContext()))
    expect(asked.map(({ requests }) => requests)).toEqual([
      [request, request],
      [request, request],
      [request, request],
    ])
  })

  it('keeps to the weights exactly and without runs of the heaviest', async () => {
    const { used, ask } = setup([
      { name: 'a', weight: 5 },
      { name: 'b', weight: 1 },
      { name: 'c', weight: 1 },
    ])
    for (let call = 0; call < 700; call++) await ask()
    expect(used.slice(0, 7)).toEqual(['a', 'a', 'b', 'a', 'c', 'a', 'a'])
    for (let from = 0; from < 700; from += 7) expect(used.slice(from, from + 7)).toEqual(used.slice(0, 7))
  })

  it('is never off by a whole turn, whatever the weights', async () => {
    const weights = { a: 0.5, b: 2, c: 3.5, d: 1 }
    const { used, ask } = setup(Object.entries(weights).map(([name, weight]) => ({ name, weight })))
    for (let call = 1; call <= 700; call++) {
      await ask()
      for (const [name, weight] of Object.entries(weights)) {
        expect(Math.abs(countOf(used, name) - (call * weight) / 7)).toBeLessThan(2)
      }
    }
    expect(Object.keys(weights).map((name) => countOf(used, name))).toEqual([50, 200, 350, 100])
  })

  it('uses lanes of the lowest order only, while one of them can be used', async () => {
    const { used, ask } = setup([
      { name: 'spare', order: 1, weight: 100 },
      { name: 'a', order: -1 },
      { name: 'b', order: -1 },
    ])
    for (let call = 0; call < 4; call++) await ask()
    expect(used).toEqual(['a', 'b', 'a', 'b'])
  })
})

describe('least used', () => {
  it('takes the lane with the fewest calls in flight', async () => {
    const { used, open } = setup([{ name: 'a' }, { name: 'b' }, { name: 'c' }], { choose: 'least-used' })
    const [, b] = [await open(), await open(), await open()]
    await b?.return?.()
    await open()
    expect(used).toEqual(['a', 'b', 'c', 'b'])
  })

  it('counts a call by the weight of its lane', async () => {
    const { used, open } = setup([{ name: 'a', weight: 3 }, { name: 'b' }], { choose: 'least-used' })
    for (let call = 0; call < 8; call++) await open()
    expect([countOf(used, 'a'), countOf(used, 'b')]).toEqual([6, 2])
  })

  it('takes turns among idle lanes, in proportion to their weights', async () => {
    const { used, ask } = setup([{ name: 'a', weight: 3 }, { name: 'b' }], { choose: 'least-used' })
    for (let call = 0; call < 40; call++) await ask()
    expect([countOf(used, 'a'), countOf(used, 'b')]).toEqual([30, 10])
  })
})

describe('the figures of lanes', () => {
  it('are those of each, in the order in which they were given', async () => {
    const { activity, ask, open } = setup([{ name: 'b' }, { name: 'a' }])
    await ask()
    const reading = await open()
    const idle = { active: 0, calls: 1, failures: 0, benched: undefined }
    expect(activity()).toEqual([
      { name: 'b', ...idle },
      { name: 'a', ...idle, active: 1 },
    ])
    await reading.return?.()
    expect(activity()).toMatchObject([{ active: 0 }, { active: 0, calls: 1, failures: 0 }])
  })
})
