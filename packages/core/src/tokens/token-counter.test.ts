import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createRandom } from '../testing/random.ts'
import { estimateTokens } from './estimate.ts'
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

// What texts can be made of where nothing is written. A tokenizer makes of it about one token every other byte.
const fillings = {
  marks: '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~',
  symbols: '©®°±²³µ¶·¹º»¼½¾¿→∀∃∈∑√∞≈≠≤≥■●★☎♠♥',
  boxes: '─│┌┐└┘├┤┬┴┼═║╔╗╚╝█▓▒░',
  braille: '⠁⠃⠉⠙⠑⠋⠛⠓⠊⠚',
  controls: '\0\x01\x02\x07\x08\x0e\x1b\x1f\x7f',
  blanks: ' \t',
  breaks: '\n\r\v\f',
  invisible: '\u200b\u200c\u200d\u2060\ufe0f',
  accents: '\u0300\u0301\u0308\u0323\u0336',
  halves: '\ud800\udc00\udfff',
  rare: 'ሀለሐᚠᚢ㐀㐁ꀀꀁ\ue000\uf8ff',
  letters: 'qzxjvkwpßøđ',
  digits: '0123456789',
}
const alphabet = fc.oneof(
  fc.constantFrom(...Object.values(fillings)),
  fc.uniqueArray(fc.constantFrom(...Object.values(fillings)), { minLength: 2 }).map((some) => some.join('')),
)
const filling = fc
  .tuple(alphabet, fc.infiniteStream(fc.nat(0xffff)), fc.integer({ min: 40, max: 2_000 }))
  .map(([units, stream, length]) => Array.from(stream.take(length), (at) => units[at % units.length]).join(''))
const anyUnit = fc.nat(0xffff).map((unit) => String.fromCharCode(unit))

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

  it('lets nothing through for nothing: each 25 bytes of any filling are a token at least', () => {
    fc.assert(
      fc.property(filling, fc.nat(), (text, place) => {
        const tokens = estimateTokens(text, { family }).high
        expect(tokens).toBeGreaterThanOrEqual(Buffer.byteLength(text) / 25)
        const cut = place % text.length
        expect(count(family, text.slice(0, cut), text.slice(cut))).toBe(count(family, text))
      }),
    )
  })

  it('lets nothing through for nothing: each 100 bytes of what is repeated without end are a token at least', () => {
    fc.assert(
      fc.property(
        fc.array(anyUnit, { minLength: 1, maxLength: 3 }),
        fc.integer({ min: 100, max: 3_000 }),
        (units, times) => {
          const text = units.join('').repeat(times)
          expect(estimateTokens(text, { family }).high).toBeGreaterThanOrEqual(Buffer.byteLength(text) / 100)
        },
      ),
      { numRuns: 300 },
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
  })

  it('takes a short run of marks for one token, and a long one of one mark for few', () => {
    expect(count('o200k', '});')).toBe(count('o200k', ';'))
    expect(count('o200k', '-'.repeat(64))).toBe(9 * count('o200k', '-'))
    expect(count('o200k', '(*&^%$#@')).toBe(5 * count('o200k', '-'))
  })

  // What o200k makes of 20,000 units each, counted with the tokenizer itself.
  it.each([
    ['marks at random', scattered(fillings.marks), 13_287],
    ['braille at random', scattered('⠁⠃⠉⠙⠑⠋⠛⠓⠊⠚'), 60_000],
    ['boxes at random', scattered('┌─┬┐│├┼┤└┴┘═║╔╗'), 31_720],
    ['signs of mathematics', repeated('∀∃∈∉∑∏√∞≈≠≤≥⊂⊃∪∩→⇒⇔'), 31_578],
    ['signs of Latin-1', repeated('©®°±²³µ¶·¹º»¼½¾¿'), 20_000],
    ['one arrow', repeated('→'), 20_000],
    ['control characters at random', scattered('\0\x01\x02\x03\x04\x05\x06\x07\x08'), 19_783],
    ['zeros', repeated('\0'), 10_000],
    ['line breaks', repeated('\n'), 1_250],
    ['tabs', repeated('\t'), 1_250],
    ['blanks and tabs in turn', repeated(' \t'), 9_999],
    ['blanks, tabs and breaks at random', scattered(' \t\n\r'), 9_339],
    ['accents by themselves', scattered('\u0300\u0301\u0302\u0303\u0304\u0305\u0306\u0307'), 27_402],
  ])('comes near the truth for %s', (_, text, truth) => {
    const ratio = count('o200k', text) / truth
    expect(ratio).toBeGreaterThan(0.4)
    expect(ratio).toBeLessThan(2.1)
  })

  it('takes time in proportion to the piece alone', () => {
    const counter = createTokenCounter('o200k')
    for (let index = 0; index < 200_000; index++) counter.add('a ')
    expect(counter.tokens).toBeCloseTo(200_000 * count('o200k', 'a'), 3)
  })
})

function repeated(units: string): string {
  return units.repeat(Math.ceil(20_000 / units.length)).slice(0, 20_000)
}

function scattered(units: string): string {
  const random = createRandom(1)
  return Array.from({ length: 20_000 }, () => units[Math.floor(random() * units.length)]).join('')
}
