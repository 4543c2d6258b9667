import { describe, expect, it } from 'vitest'
import { blocklist } from './blocklist.ts'
import { createFilter } from './create-filter.ts'
import type { Filter } from './filter-types.ts'
import { chineseDisguises, latinDisguises } from './test-support/disguises.ts'
import { harmlessChinese, harmlessLatin, ordinaryTexts } from './test-support/harmless-texts.ts'
import { traditional } from './traditional/traditional.ts'

const latin = ['opium', 'casino']
const chinese = ['放贷', '假钞机']
const filter = createFilter({ rules: [blocklist([...latin, ...chinese])], normalize: { variants: [traditional] } })

/** What a text becomes, which must be the same in one piece and unit by unit. */
function filtered(by: Filter, text: string): string {
  const stream = by.stream()
  const inPieces =
    text
      .split('')
      .map((unit) => stream.push(unit))
      .join('') + stream.flush()
  expect(inPieces).toBe(by.scan(text).text)
  return inPieces
}

function mask(text: string): string {
  return '█'.repeat(Array.from(text).length)
}

describe('terms in disguise', () => {
  const surroundings = [
    ['', ''],
    ['the ', ' tea'],
    ['他说', '了'],
    ['“', '”.'],
    ['水\n', '\n'],
    ['xyz, ', '!'],
  ]

  describe.each(Object.entries(latinDisguises))('of Latin letters: %s', (_, disguise) => {
    it.each(latin)('are found from end to end: %s', (term) => {
      const texts = disguise(term)
      expect(texts.length).toBeGreaterThan(0)
      for (const text of texts) {
        for (const [before, after] of surroundings) {
          expect(filtered(filter, before + text + after), JSON.stringify(text)).toBe(before + mask(text) + after)
        }
      }
    })
  })

  describe.each(Object.entries(chineseDisguises))('of Chinese characters: %s', (_, disguise) => {
    it.each(chinese)('are found from end to end: %s', (term) => {
      const texts = disguise(term)
      expect(texts.length).toBeGreaterThan(0)
      for (const text of texts) {
        for (const [before, after] of surroundings) {
          expect(filtered(filter, before + text + after), JSON.stringify(text)).toBe(before + mask(text) + after)
        }
      }
    })
  })

  it('are hundreds of different texts', () => {
    const all = [
      ...latin.flatMap((term) => Object.values(latinDisguises).flatMap((disguise) => disguise(term))),
      ...chinese.flatMap((term) => Object.values(chineseDisguises).flatMap((disguise) => disguise(term))),
    ]
    expect(new Set(all).size).toBeGreaterThan(500)
  })

  it.each([
    ['放贷', '放貸'],
    ['放貸', '放贷'],
    ['放貸', '放貸'],
    ['假钞', '假鈔'],
    ['头发', '頭髮'],
    ['头发', '頭发'],
    ['皇后', '皇后'],
    ['台湾', '臺灣'],
  ])('are found in traditional and simplified characters: %s in %s', (term, text) => {
    const variants = createFilter({ rules: [blocklist([term])], normalize: { variants: [traditional] } })
    expect(filtered(variants, `他${text}了`)).toBe('他██了')
  })

  it.each<[term: string, text: string, found: string]>([
    ['free money', 'get FREE   money now', 'FREE   money'],
    ['free money', 'get free\u00a0\u200bmoney now', 'free\u00a0\u200bmoney'],
    ['free money', 'get free-money now', 'free-money'],
    ['free money', 'f r e e  m o n e y', 'f r e e  m o n e y'],
    ['free   money', 'free money', 'free money'],
    ['free-money', 'free money', 'free money'],
    ['a/b testing', 'an A/B testing', 'A/B testing'],
    ['T.M.', 'the T.M. sign', 'T.M.'],
    ['c++', 'in C++, not C', 'C++'],
    ['c++', 'in Ｃ＋＋', 'Ｃ＋＋'],
    ['.net', 'a .NET shop', '.NET'],
    ['.net', 'asp.net', '.net'],
    ['#1', 'we are #1!', '#1'],
    ['yes, no', 'yes, no', 'yes, no'],
    ['《放贷》', '他放贷了', '放贷'],
    ['放贷！', '他放贷！', '放贷'],
    ['放贷，', '他放贷了', '放贷'],
    ['放贷\r', '他放贷了', '放贷'],
    ['"opium"', 'an opium den', 'opium'],
    ['opium;', 'an opium den', 'opium'],
    ['放、贷、款', '放贷、款 放、贷、款', '放、贷、款'],
    ['💰', '他💰了', '💰'],
    ['👩‍💻', 'a 👩‍💻 b', '👩‍💻'],
    ['❤️', 'I ❤ you', '❤'],
    ['第7号opium', '买第７号Opium吧', '第７号Opium'],
    ['ab放贷', 'x ab放贷', 'ab放贷'],
    ['放贷ab', '去放贷ab', '放贷ab'],
    ['kg', 'ten ㎏', '㎏'],
    ['off', 'oﬀ', 'oﬀ'],
    ['office', 'my oﬃce', 'oﬃce'],
    ['café', 'a CAFÉ', 'CAFÉ'],
    ['café', 'a cafe\u0301', 'cafe\u0301'],
    ['cafe', 'a café', 'café'],
    ['istanbul', 'İSTANBUL', 'İSTANBUL'],
    ['привет', 'ПРИВЕТ!', 'ПРИВЕТ'],
    ['λόγος', 'ΛΌΓΟΣ', 'ΛΌΓΟΣ'],
    ['नमस्ते', 'जी नमस्ते।', 'नमस्ते'],
    ['สวัสดี', 'ฉันสวัสดีครับ', 'สวัสดี'],
    ['مرحبا', 'قال مَرْحَبًا له', 'مَرْحَبًا'],
    ['도박', '그는 도박을 했다', '도박'],
    ['カシノ', 'これはｶｼﾉ', 'ｶｼﾉ'],
    ['𠮷野', '在𠮷野家', '𠮷野'],
  ])('are found as they are written: %s in %s', (term, text, found) => {
    const only = createFilter({ rules: [blocklist([term])] })
    expect(filtered(only, text)).toBe(text.replace(found, mask(found)))
  })
})

describe('what means nothing', () => {
  it.each(["He'll say she'll come, I’ll wait, they'd rather", "won't can't shan't it's"])(
    'is hidden in no elision: %j',
    (text) => {
      const { hits } = createFilter({
        rules: [blocklist(['hell', 'shell', 'ill', 'wont', 'cant', 'its', 'theyd'])],
      }).scan(text)
      expect(hits).toEqual([])
    },
  )

  it.each(['m.s.ex', 'as.s()', 's=ex', 't.it', 'C:\\as\\s'])(
    'is no short word put together from pieces: %j',
    (text) => {
      expect(createFilter({ rules: [blocklist(['sex', 'ass', 'tit'])] }).scan(text).hits).toEqual([])
    },
  )

  it.each(harmlessLatin)('is no term of Latin letters: %j', (text) => {
    expect(filtered(filter, text)).toBe(text)
  })

  it.each(harmlessChinese)('is no term of Chinese characters: %j', (text) => {
    expect(filtered(filter, text)).toBe(text)
  })

  it('is there often enough', () => {
    expect(new Set([...harmlessLatin, ...harmlessChinese]).size).toBeGreaterThan(150)
  })

  it.each(Object.entries(ordinaryTexts))('comes out as it was, with all that is optional, too: %s', (_, text) => {
    const terms = [
      ...latin,
      ...chinese,
      'ass',
      'free money',
      'c++',
      '.net',
      '赌博',
      '💣',
      'nazi',
      'スパム',
      '도박',
      'قمار',
    ]
    for (const options of [{}, { repeats: true, inserted: true }]) {
      const wide = createFilter({ rules: [blocklist(terms)], normalize: { variants: [traditional], ...options } })
      expect(filtered(wide, text)).toBe(text)
    }
  })
})
