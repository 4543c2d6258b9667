import { describe, expect, it } from 'vitest'
import type { ChatEvent } from '../chat/event.ts'
import { createOpenAIToolCalls } from './openai-tool-calls.ts'

/** The events of pieces, each of which came in a chunk of its own. */
function events(...pieces: object[]): ChatEvent[] {
  const calls = createOpenAIToolCalls()
  return [...pieces.flatMap((piece) => calls.read(piece, 0)), ...calls.end()]
}
const calls = (...pieces: object[]) => events(...pieces).filter(({ type }) => type === 'tool-call')
const piece = (fields: object, args?: unknown, name?: string) => ({ ...fields, function: { name, arguments: args } })

describe('pieces of tool calls', () => {
  it.each([undefined, null])('written in turns go by their ids where the index is %s', (index) => {
    expect(
      calls(
        piece({ index, id: 'a' }, '{"n"', 'one'),
        piece({ index, id: 'b' }, '{"n"', 'two'),
        piece({ index, id: 'a' }, ':1}'),
        piece({ index, id: 'b' }, ':2'),
        piece({ index }, '}'),
      ),
    ).toEqual([
      { type: 'tool-call', id: 'a', name: 'one', arguments: '{"n":1}' },
      { type: 'tool-call', id: 'b', name: 'two', arguments: '{"n":2}' },
    ])
  })

  it('go by their index where there is one, whatever the ids', () => {
    expect(calls(piece({ index: 0, id: 'x' }, '{}', 'one'), piece({ index: 1, id: 'x' }, '{}', 'two'))).toMatchObject([
      { name: 'one', arguments: '{}' },
      { name: 'two', arguments: '{}' },
    ])
  })

  it('belong to the call whose id comes late', () => {
    const [start, delta, more, call, ...rest] = events(
      piece({ index: 0 }, '{"a"', 'one'),
      piece({ index: 0, id: 'late' }, ':1'),
      piece({ index: 0, id: 'late' }, '}'),
    )
    expect(start).toEqual({ type: 'tool-call-start', id: expect.stringMatching(/^call_/), name: 'one' })
    const id = start?.type === 'tool-call-start' ? start.id : ''
    expect([delta, more]).toMatchObject([
      { id, text: '{"a"' },
      { id, text: ':1' },
    ])
    expect([call, ...rest].at(-1)).toEqual({ type: 'tool-call', id, name: 'one', arguments: '{"a":1}' })
    expect(rest).toHaveLength(1)
  })

  it('may have arguments that are an object', () => {
    expect(calls(piece({ id: 'a' }, { city: 'Oslo' }, 'one'))).toMatchObject([{ arguments: '{"city":"Oslo"}' }])
  })

  it('that name no tool are an error, unless there is nothing in them', () => {
    expect(() => events(piece({ index: 0, id: 'a' }, '{}'))).toThrow(expect.objectContaining({ code: 'server' }))
    expect(() => events(piece({ index: 0 }, '{}'))).toThrow('without a name')
    expect(() => events(piece({ index: 0, id: 'a' }), piece({ index: 0, id: 'b' }, '{}', 'one'))).toThrow(
      'without a name',
    )
    expect(events({}, piece({ index: 1 }, ''), piece({ index: 2, id: '' }))).toEqual([])
  })

  it('that repeat the name are one call, or several where arguments begin anew', () => {
    const name = 'one'
    expect(calls(...['{"a":', '{"b":', '1}', '}'].map((text) => piece({}, text, name)))).toMatchObject([
      { arguments: '{"a":{"b":1}}' },
    ])
    expect(calls(...['{"a":', '1}', '{"b":2}', ''].map((text) => piece({}, text, name)))).toHaveLength(3)
  })

  it('take time that grows with their number only', () => {
    const calls = createOpenAIToolCalls()
    const go = () => calls.read(piece({ index: 0 }, '{"a":1},', 'one'), 0)
    calls.read(piece({ index: 0 }, '[', 'one'), 0)
    const began = performance.now()
    for (let count = 0; count < 100_000; count++) go()
    // All at once would take minutes.
    expect(performance.now() - began).toBeLessThan(5_000)
  })

  it('do not fill the memory', () => {
    const calls = createOpenAIToolCalls()
    const go = (index: number) => calls.read(piece({ index, id: `c${index}` }, 'x'.repeat(1_000_000), 'one'), 0)
    for (let index = 0; index < 4; index++) go(index)
    expect(() => go(5)).toThrow(expect.objectContaining({ code: 'server' }))
  })
})
