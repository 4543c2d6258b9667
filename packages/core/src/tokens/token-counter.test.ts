import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type TokenizerFamily, tokenWeights } from './families.ts'
import { createTokenCounter } from './token-counter.ts'

const families = Object.keys(tokenWeights) as TokenizerFamily[]

// What real text is made of, lone halves of surrogate pairs included.
const character = fc.constantFrom(...'aZ é7這.,{}"\t\n\r 你好、。かカ한👋🏽👨‍👩‍👧→\u200d\ufe0f\ud83d\udc4b\0йไ')
const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: character }),
  fc.array(fc.nat(0xffff)).map((units) => String.fromCharCode(...units)),
)

function count(family: TokenizerFamily, ...pieces: string[]): number {
  const counter = createTokenCounter(family)
  for (const piece of pieces) counter.add(piece)
  return counter.tokens
}

describe.each(families)('the token counter for %s', (family) => {
  it('counts the same in one piece and in any two', () => {
    fc.assert(
      fc.property(text, fc.nat(), (text, place) => {
        const cut = place % (text.length + 1)
        expect(count(family, text.slice(0, cut), text.slice(cut))).toBe(count(family, text))
      }),
      { numRuns: 300 },
    )
  })

  it('counts the same when every unit comes by itself, halves of a character included', () => {
    fc.assert(
      fc.property(text, (text) => {
        expect(count(family, ...text.split(''))).toBe(count(family, text))
      }),
    )
  })

  it('is never negative, never less for more text, and never unbounded', () => {
    fc.assert(
      fc.property(text, text, (one, two) => {
        const tokens = count(family, one)
        expect(tokens).toBeGreaterThanOrEqual(0)
        expect(count(family, one, two)).toBeGreaterThanOrEqual(tokens)
        expect(tokens).toBeLessThanOrEqual(one.length * 6)
      }),
    )
  })

  it('says by feature what makes up the sum', () => {
    fc.assert(
      fc.property(text, (text) => {
        const counter = createTokenCounter(family)
        counter.add(text)
        expect(counter.parts).toHaveLength(17)
        expect(Math.min(...counter.parts)).toBeGreaterThanOrEqual(0)
        expect(counter.parts.reduce((sum, part) => sum + part, 0)).toBeCloseTo(counter.tokens, 6)
      }),
    )
  })

  it('counts nothing for nothing', () => {
    expect(count(family)).toBe(0)
    expect(count(family, '', '')).toBe(0)
  })
})

describe('the token counter', () => {
  it('sees that Chinese costs more a character than English', () => {
    expect(count('o200k', '今天天气很好我们去公园')).toBeGreaterThan(count('o200k', 'good day go') * 2)
  })

  it('counts a word once, wherever it is cut', () => {
    expect(count('o200k', 'in', 'ter', 'nal')).toBe(count('o200k', 'word'))
  })

  it('counts digits in groups of three', () => {
    const [group = 0] = tokenWeights.o200k.map((weight) => weight / 50)
    expect(['123', '1234', '1234567'].map((text) => Math.round(count('o200k', text) / group))).toEqual([1, 2, 3])
  })

  it('makes more of traditional Chinese than of simplified, of long words than of short ones', () => {
    expect(count('o200k', '說話讀書')).toBeGreaterThan(count('o200k', '说话读书'))
    expect(count('o200k', 'internationalisation')).toBeGreaterThan(count('o200k', 'nation'))
    expect(count('o200k', 'camelCase')).toBeGreaterThan(count('o200k', 'camelcase'))
    expect(count('o200k', '    a')).toBe(count('o200k', '  a'))
    expect(count('o200k', '→→→→')).toBe(count('o200k', '→'))
  })

  it('takes time in proportion to the piece alone', () => {
    const counter = createTokenCounter('o200k')
    for (let index = 0; index < 200_000; index++) counter.add('a ')
    expect(counter.tokens).toBeCloseTo(200_000 * count('o200k', 'a'), 3)
  })
})
