import { describe, expect, it } from 'vitest'
import { highlight } from './highlight.ts'

const kinds = (code: string, language: string) =>
  highlight(code, language).flatMap(({ text, kind }) => (kind === undefined ? [] : [`${kind}: ${text}`]))

describe('highlight', () => {
  it.each([
    [
      'ts',
      'const a = call("x", 1) // done',
      ['keyword: const', 'name: call', 'string: "x"', 'number: 1', 'comment: // done'],
    ],
    ['BASH', 'cd app # here', ['keyword: cd', 'comment: # here']],
    ['json', '{"a": true}', ['string: "a"', 'keyword: true']],
    ['py', "if 'x': # y", ['keyword: if', "string: 'x'", 'comment: # y']],
    ['text', 'const a = 1', []],
    ['constructor', 'const a = 1', []],
    ['', 'const a = 1', []],
  ])('colours %s', (language, code, expected) => {
    expect(kinds(code, language)).toEqual(expected)
  })

  it('loses no character, wherever code that arrives is cut', () => {
    const code = "const s = `a$b` /* note */ + 'it\\'s' // 中文 😀\n\"open"
    for (let length = 0; length <= code.length; length += 1) {
      const part = code.slice(0, length)
      expect(
        highlight(part, 'ts')
          .map(({ text }) => text)
          .join(''),
      ).toBe(part)
    }
  })
})
