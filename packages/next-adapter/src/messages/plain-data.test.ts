import { describe, expect, it } from 'vitest'
import { isLargerThan, plainData } from './plain-data.ts'

const nested = (levels: number): unknown => JSON.parse(`${'['.repeat(levels)}${']'.repeat(levels)}`)
const read = (json: string) => plainData(JSON.parse(json), 'here')

describe('data as it came', () => {
  it.each(['null', '7', '"text"', '[]', '{"a":[{"b":null}],"constructor":"Ferrari","prototype":1}'])(
    'stays the same object where nothing is wrong with it: %s',
    (json) => {
      const value: unknown = JSON.parse(json)
      expect(plainData(value, 'here')).toBe(value)
    },
  )

  it.each([
    ['{"a":1,"__proto__":{"b":2}}', '{"a":1}'],
    ['[1,{"c":[{"__proto__":null,"d":3}]},4]', '[1,{"c":[{"d":3}]},4]'],
    ['{"constructor":{"prototype":{"b":2}},"a":1}', '{"a":1}'],
    ['{"x":{"constructor":{"name":"n"}}}', '{"x":{"constructor":{"name":"n"}}}'],
  ])('loses the keys that reach a prototype: %s', (json, expected) => {
    expect(JSON.stringify(read(json))).toBe(expected)
  })

  it('is not changed itself, and shares what stays as it is', () => {
    const value = JSON.parse('{"bad":{"__proto__":1},"good":{"a":1}}')
    const clean = plainData(value, 'here')
    expect(clean.good).toBe(value.good)
    expect(Object.keys(value.bad)).toEqual(['__proto__'])
  })

  it('may be nested 256 levels deep and no deeper', () => {
    expect(plainData(nested(256), 'here')).toEqual(nested(256))
    expect(() => plainData(nested(257), 'here')).toThrow('here: is nested deeper than 256 levels.')
    expect(() => plainData(nested(1_000_000), 'here')).toThrow('nested')
  })

  it('keeps what a database puts into it', () => {
    const value = { at: new Date(0), bytes: new Uint8Array(3), list: Object.assign(Object.create(null), { a: 1 }) }
    expect(plainData(value, 'here')).toBe(value)
  })
})

describe('the size of data', () => {
  it.each([
    [1, null],
    [1, []],
    [1, 'a long text'],
    [4, [1, 2, 3]],
    [5, { a: [1, 2], b: null }],
    [3, { at: new Date(0), bytes: new Uint8Array(99) }],
  ])('is its number of values: %d of %j', (values, data) => {
    expect([isLargerThan(values, data), isLargerThan(values - 1, data)]).toEqual([false, true])
  })
})
