import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createPartialJson } from './partial-json.ts'

function read(...pieces: string[]): unknown {
  const json = createPartialJson()
  for (const piece of pieces) json.push(piece)
  return json.value()
}

describe('JSON in pieces', () => {
  it.each<[string, unknown]>([
    ['', undefined],
    [' ', undefined],
    ['{', {}],
    ['{"ci', {}],
    ['{"city"', {}],
    ['{"city": ', {}],
    ['{"city": "Wi', { city: 'Wi' }],
    ['{"city": "Wien",', { city: 'Wien' }],
    ['{"a": [1, [tr', { a: [1, [true]] }],
    ['[nul', [null]],
    ['n', null],
    ['"a', 'a'],
    ['[1', [1]],
    ['[1.', [1]],
    ['[1.5e', [1.5]],
    ['[1.5e-', [1.5]],
    ['[1.5e-1', [0.15]],
    ['{"a": 1e+2', { a: 100 }],
    ['[-', []],
    ['[-4', [-4]],
    ['["\\', ['']],
    ['["\\"\\\\\\/\\b\\f\\n\\r\\t', ['"\\/\b\f\n\r\t']],
    ['["\\u4f6', ['']],
    ['["\\u4f60\\u597D', ['你好']],
    ['{"a\\"b:\\u0063": {"d": "e', { 'a"b:c': { d: 'e' } }],
    ['{"a": {"b": 1}, "a": [', { a: [] }],
    ['{"a": 1} and more', { a: 1 }],
  ])('is read as if everything were closed: %j', (text, value) => {
    expect(read(text)).toEqual(value)
    expect(read(...text)).toEqual(value)
  })

  it.each<[string, unknown]>([
    ['Sure! {"a": 1}', undefined],
    ['}', undefined],
    ['{"a": 1, "b": hello', { a: 1 }],
    ['{"a": 1, b: 2', { a: 1 }],
    ['["a\\x41", "b"', ['a']],
    ['["a\\u00zz", "b"', ['a']],
    ['["a\\N", "b"', ['a']],
    ['["a\\U0041", "b"', ['a']],
    ['["a\u0000\nb', ['a\u0000\nb']],
  ])('is read as far as it makes sense: %j', (text, value) => {
    expect(read(text)).toEqual(value)
    expect(read(...text, '"more"')).toEqual(value)
  })

  it('is what JSON.parse says once it is whole, wherever it is cut', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 5 }), fc.array(fc.nat(40), { minLength: 1 }), (text, lengths) => {
        const pieces: string[] = []
        for (let from = 0, turn = 0; from < text.length; turn++) {
          const length = 1 + (lengths[turn % lengths.length] ?? 0)
          pieces.push(text.slice(from, from + length))
          from += length
        }
        expect(read(...pieces)).toEqual(JSON.parse(text, (_, value) => withoutPrototype(value)))
      }),
    )
  })
})

/** The value without names that the reader leaves out. */
function withoutPrototype(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).filter(([name]) => name !== '__proto__'))
}

describe('what was given', () => {
  it('does not change when more comes, and what is whole in it is the same object', () => {
    const json = createPartialJson()
    json.push('{"list": [{"a": [1]}, {"b": [2')
    const before = json.value() as { list: object[] }
    json.push('2]}], "more": "text')
    const after = json.value() as { list: object[] }
    expect(before).toEqual({ list: [{ a: [1] }, { b: [2] }] })
    expect(after).toEqual({ list: [{ a: [1] }, { b: [22] }], more: 'text' })
    expect(after.list[0]).toBe(before.list[0])
    json.push('"}')
    expect((json.value() as { list: object[] }).list).toBe(after.list)
  })
})

describe('hostile JSON', () => {
  it.each([
    '{"__proto__": {"polluted": 1}, "a": 1',
    '{"\\u005f_proto__": {"polluted": 1',
    '[{"__proto__": {"polluted": 1}}, {',
  ])('cannot reach a prototype: %j', (text) => {
    const value = read(text) as Record<string, unknown>
    expect(({} as Record<string, unknown>).polluted).toBeUndefined()
    for (const each of [value].flat() as object[]) {
      expect(Object.getPrototypeOf(each)).toBe(Object.prototype)
      expect(each).not.toHaveProperty('polluted')
    }
  })

  it('is not read where it is nested too deeply', () => {
    const json = createPartialJson()
    json.push('['.repeat(256))
    const deepest = JSON.stringify(json.value())
    expect(deepest).toBe('['.repeat(256) + ']'.repeat(256))
    json.push('{"a":'.repeat(100_000))
    expect(JSON.stringify(json.value()).length).toBeLessThan(deepest.length + 10)
  })

  it.each([' ', 'x', '1', '\\', '"', ','])('costs what it is long: %j', (char) => {
    const json = createPartialJson()
    const start = performance.now()
    for (let at = 0; at < 20_000; at++) json.push(char.repeat(20))
    expect(performance.now() - start).toBeLessThan(1_000)
  })
})

it('takes anything, wherever it is cut', () => {
  const piece = fc.oneof(
    fc.string(),
    fc.constantFrom('{', '[', ']', '}', '"', ',', ':', '\\', '\\u', '12', '-', 'tru', 'null', 'e+'),
  )
  fc.assert(
    fc.property(fc.array(piece), (pieces) => {
      const json = createPartialJson()
      for (const each of pieces) {
        json.push(each)
        json.value()
      }
      expect(json.value()).toEqual(read(pieces.join('')))
    }),
    { numRuns: 1_000 },
  )
})
