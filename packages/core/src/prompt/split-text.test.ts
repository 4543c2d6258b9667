import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { estimateTokens } from '../tokens/estimate.ts'
import { splitText } from './split-text.ts'

const textsOf = (text: string, maxTokens: number, overlapTokens?: number) =>
  splitText(text, { maxTokens, overlapTokens }).map((piece) => piece.text)

const tokensOf = (text: string) => estimateTokens(text).tokens + 0.5

describe('the pieces of a text', () => {
  it('are the text where it fits, and none where there is none', () => {
    expect(splitText('One sentence.', { maxTokens: 100 })).toEqual([
      { text: 'One sentence.', start: 0, end: 13, tokens: estimateTokens('One sentence.').tokens },
    ])
    expect(splitText('', { maxTokens: 100 })).toEqual([])
  })

  it('end with paragraphs, if these fill half of one', () => {
    const paragraph = (name: string) => `${name} has words. It has a second sentence.\n\n`
    const text = ['One', 'Two', 'Three', 'Four'].map(paragraph).join('')
    expect(textsOf(text, 26)).toEqual([
      `${paragraph('One')}${paragraph('Two')}`,
      `${paragraph('Three')}${paragraph('Four')}`,
    ])
  })

  it('end with sentences where paragraphs are long', () => {
    const text = '第一句话在这里。第二句话也在这里！第三句话呢？他说：“第四句。”第五句；最后一句。'
    const pieces = textsOf(text, 16)
    expect(pieces.length).toBeGreaterThan(2)
    for (const piece of pieces) expect(piece).toMatch(/[。！？；][”]?$/)
    expect(pieces.join('')).toBe(text)
  })

  it('keep quotation marks with what they close', () => {
    for (const close of ['”', '」', '』', '’', '）']) {
      const text = `他说话了。${close}`.repeat(20)
      for (const piece of textsOf(text, 12)) expect(piece.endsWith(`。${close}`)).toBe(true)
    }
  })

  it('know abbreviations, initials, numbers and versions', () => {
    const sentences = [
      'Dr. J. S. Bach wrote it. ',
      'It costs 3.14 euros, e.g. at St. Ives. ',
      'See Fig. 2 and vol. 3 of it. ',
      'Version 2.0.1 is out! ',
      'Did you ask “why?” at all? ',
    ]
    const text = sentences.join('')
    const maxTokens = Math.ceil(Math.max(...sentences.map(tokensOf)))
    expect(textsOf(text, maxTokens)).toEqual(sentences)
  })

  it('end with Western marks in Chinese, too', () => {
    const text = '你好!今天天气很好.我们去公园,好吗?版本3.5出来了.'.repeat(3)
    for (const piece of textsOf(text, 14)) expect(piece).toMatch(/[!.,?]$/)
  })

  it('end with lines where there are no sentences', () => {
    const text = Array.from({ length: 30 }, (_, index) => `- item number ${index}\n`).join('')
    for (const piece of textsOf(text, 20)) expect(piece).toMatch(/^- item.*\n$/s)
  })

  it('end with clauses where a sentence is too long, else with words', () => {
    for (const piece of textsOf('一个很长的分句在这里，'.repeat(20), 20)) expect(piece.endsWith('，')).toBe(true)
    const words = 'word '.repeat(200)
    for (const piece of textsOf(words, 20)) expect(piece).toMatch(/^(word )+$/)
  })

  it('leave a sentence whole that fits, though the piece before is short', () => {
    const long = `${'很'.repeat(20)}。`
    expect(textsOf(`短。${long}`, Math.ceil(tokensOf(long)))).toEqual(['短。', long])
  })

  it('do not cut through what readers see as one character', () => {
    const family = '👨‍👩‍👧‍👦'
    for (const character of [family, '👍🏽', '🇨🇳', '각'.normalize('NFD'), '𠮷', 'д\u0306\u0301']) {
      const text = character.repeat(60)
      const pieces = textsOf(text, Math.max(8, Math.ceil(tokensOf(text) / 5)))
      expect(pieces.length).toBeGreaterThan(1)
      for (const piece of pieces) expect(piece.length % character.length).toBe(0)
    }
  })

  it('cut through a character only if it is longer than a piece, and never through a pair', () => {
    const monster = `👨${'\u200d👨'.repeat(200)}`
    const pieces = textsOf(monster, 8)
    expect(pieces.length).toBeGreaterThan(1)
    expect(pieces.join('')).toBe(monster)
    for (const piece of pieces) expect(piece.isWellFormed()).toBe(true)
  })
})

describe('the overlap of pieces', () => {
  it('is of whole sentences', () => {
    const text = Array.from({ length: 20 }, (_, index) => `这是第${index}句话，不长也不短。`).join('')
    const overlapTokens = Math.ceil(tokensOf('这是第10句话，不长也不短。'))
    const pieces = splitText(text, { maxTokens: 4 * overlapTokens, overlapTokens })
    expect(pieces.length).toBeGreaterThan(3)
    for (const [index, piece] of pieces.entries()) {
      expect(piece.text).toMatch(/^这是第\d+句话.*。$/)
      const before = pieces[index - 1]
      if (before === undefined) continue
      expect(piece.start).toBeLessThan(before.end)
      expect(estimateTokens(text.slice(piece.start, before.end)).tokens).toBeLessThanOrEqual(overlapTokens)
    }
  })

  it('is of clauses or words where sentences are too long, and none where there is nothing', () => {
    const clauses = splitText('一个分句，'.repeat(40), { maxTokens: 20, overlapTokens: 8 })
    expect(
      clauses.slice(1).every(({ start, text }, index) => start < clauses[index]!.end && text.startsWith('一')),
    ).toBe(true)
    const bare = splitText('很'.repeat(100), { maxTokens: 20, overlapTokens: 8 })
    expect(bare.map(({ text }) => text).join('')).toBe('很'.repeat(100))
  })
})

const bits = [
  '你好',
  '。',
  '！”',
  '，',
  ' ',
  '\n',
  '\n\n',
  'word',
  'Mr. X',
  '. ',
  '3.14',
  '👨‍👩‍👧',
  '𠮷',
  'é',
  '```',
  '{"a":1}',
  '\r\n',
  '…',
  '\ud800',
  '　',
]
const anyText = fc.oneof(
  fc.array(fc.constantFrom(...bits), { maxLength: 400 }).map((parts) => parts.join('')),
  fc.string({ unit: 'binary', maxLength: 300 }),
)
const families = fc.constantFrom('o200k', 'qwen', 'claude', 'deepseek' as const)

describe('any text', () => {
  it('is its pieces joined, and none is too long', () => {
    fc.assert(
      fc.property(anyText, fc.integer({ min: 8, max: 60 }), families, (text, maxTokens, family) => {
        const pieces = splitText(text, { maxTokens, family })
        expect(pieces.map((piece) => piece.text).join('')).toBe(text)
        for (const piece of pieces) {
          expect(piece.text).toBe(text.slice(piece.start, piece.end))
          expect(piece.tokens).toBe(estimateTokens(piece.text, { family }).tokens)
          expect(piece.tokens).toBeLessThanOrEqual(maxTokens)
        }
        const inPair = (at: number) =>
          /[\ud800-\udbff]/.test(text[at - 1] ?? '') && /[\udc00-\udfff]/.test(text[at] ?? '')
        expect(pieces.some(({ end }) => inPair(end))).toBe(false)
      }),
      { numRuns: 500 },
    )
  })

  it('is covered by pieces that overlap, each of which goes on', () => {
    fc.assert(
      fc.property(
        anyText,
        fc.integer({ min: 8, max: 60 }),
        fc.double({ min: 0, max: 0.5, noNaN: true }),
        (text, maxTokens, share) => {
          const pieces = splitText(text, { maxTokens, overlapTokens: share * maxTokens })
          let done = 0
          for (const piece of pieces) {
            expect(piece.start).toBeLessThanOrEqual(done)
            expect(piece.end).toBeGreaterThan(done)
            expect(estimateTokens(text.slice(piece.start, done)).tokens).toBeLessThanOrEqual(
              Math.round(share * maxTokens),
            )
            expect(piece.tokens).toBeLessThanOrEqual(maxTokens)
            done = piece.end
          }
          expect(done).toBe(text.length)
        },
      ),
      { numRuns: 500 },
    )
  })
})

describe('a long text', () => {
  const megabyte = 2 ** 20
  it.each([
    ['Chinese without any mark', '水闸是控制水流的闸门'.repeat(megabyte / 30)],
    ['Chinese', '水闸是控制水流的闸门，'.repeat(megabyte / 66) + '它很重要。'.repeat(megabyte / 30)],
    ['English', 'A sluice is a gate that controls the flow of water. '.repeat(megabyte / 52)],
    ['one word', 'a'.repeat(megabyte)],
    ['blanks', ' '.repeat(megabyte)],
    ['line breaks', '\n'.repeat(megabyte)],
    ['points', '.'.repeat(megabyte)],
    ['closing brackets', '。'.repeat(10) + '」'.repeat(megabyte)],
    ['accents', `a${'\u0301'.repeat(100_000)}`],
    ['short and long by turns', `短。${'长'.repeat(150)}，`.repeat(5_000)],
  ])('of %s takes time by its length', (_, text) => {
    const run = () => {
      const before = performance.now()
      const pieces = splitText(text, { maxTokens: 100, overlapTokens: 20 })
      return { pieces, ms: performance.now() - before }
    }
    const { pieces, ms } = run()
    expect(pieces.at(-1)?.end).toBe(text.length)
    // Some 20 MB/s are usual. What grows with the square would take minutes.
    expect(ms).toBeLessThan(3_000)
  })
})

describe('a row of what is joined', () => {
  it.each([
    ['flags', '🇨🇳', 200_000],
    ['emoji that wait for another', '👩\u200d', 200_000],
    ['joiners', '\u200d', 400_000],
  ])('of %s is cut as fast as one of what is not', (_, character, count) => {
    const timeOf = (text: string) => {
      const times = [1, 2, 3].map(() => {
        const before = performance.now()
        const pieces = splitText(text, { maxTokens: 100 })
        const ms = performance.now() - before
        expect(pieces.map((piece) => piece.text).join('')).toBe(text)
        return ms
      })
      return Math.min(...times)
    }
    const text = character.repeat(count)
    // Node alone takes some 60 ms for either. Here it is more, as each import is looked up whenever it is used.
    expect(timeOf(text)).toBeLessThan(3 * timeOf('😀'.repeat(text.length / 2)))
  })

  it.each([
    // By the real tokenizer of o200k, 100 tokens are 33 units of this braille and 62 of these borders.
    ['marks', '!@#$%^&*()_+{}|:"<>?[];,./-=~`', 300],
    ['braille', '⠁⠓⢸⣿⡇', 100],
    ['borders', '┌─┬┐│├┼┤└┴┘═║╔╗', 200],
    ['blanks and tabs', ' \t', 400],
  ])('of %s is no single piece, though no word is in it', (_, row, longest) => {
    const text = row.repeat(600_000 / row.length)
    const pieces = splitText(text, { maxTokens: 100 })
    expect(pieces.map((piece) => piece.text).join('')).toBe(text)
    for (const piece of pieces) {
      expect(piece.tokens).toBeLessThanOrEqual(100)
      expect(piece.text.length).toBeLessThanOrEqual(longest)
    }
  })

  it('of flags is cut between flags, however long it is', () => {
    for (const { text } of splitText('🇨🇳'.repeat(5_000), { maxTokens: 100 })) expect(text).toMatch(/^(🇨🇳)+$/u)
  })

  it('is cut like a shorter one: between what the whole text would be cut between', () => {
    const parts = [
      '🇨🇳',
      '👩\u200d',
      '👩',
      '\u200d',
      'д\u0306',
      '\u1112',
      '\u1161',
      '\u11ab',
      '\u0915\u094d',
      '\r',
      '𠮷',
      'a',
    ]
    const joined = fc.array(fc.constantFrom(...parts), { minLength: 20, maxLength: 200 }).map((all) => all.join(''))
    fc.assert(
      fc.property(joined, (text) => {
        const borders = new Set([...new Intl.Segmenter().segment(text)].map(({ index }) => index))
        const pieces = splitText(text, { maxTokens: 40 })
        for (const piece of pieces.slice(1)) {
          const character = new Intl.Segmenter().segment(text).containing(piece.start)
          // No border only in a character that is longer than the piece before it.
          if (!borders.has(piece.start))
            expect(character?.index).toBeLessThanOrEqual(pieces[pieces.indexOf(piece) - 1]!.start)
        }
      }),
      { numRuns: 300 },
    )
  })
})

describe('the options', () => {
  it.each([
    [{ maxTokens: 7 }, /maxTokens must be a whole number of at least 8, got 7/],
    [{ maxTokens: 10.5 }, /maxTokens/],
    [{ maxTokens: Number.NaN }, /maxTokens/],
    [{ maxTokens: 10, overlapTokens: 6 }, /overlapTokens must be from 0 to half of maxTokens, got 6/],
    [{ maxTokens: 10, overlapTokens: -1 }, /overlapTokens/],
  ])('refuse %j', (options, message) => {
    expect(() => splitText('x', options)).toThrow(message)
  })

  it('tell by the model how tokens are counted', () => {
    const text = '很'.repeat(300)
    const claude = splitText(text, { maxTokens: 50, model: 'claude-sonnet-5' })
    const qwen = splitText(text, { maxTokens: 50, model: 'qwen-plus' })
    expect(claude.length).toBeGreaterThan(qwen.length)
  })
})
