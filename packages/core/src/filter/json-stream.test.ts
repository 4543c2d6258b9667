import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createChannel } from './channel.ts'
import { createFilter } from './create-filter.ts'
import type { FilterRule } from './filter-rule.ts'
import { pieces, plainSource } from './test-support/plain-source.ts'

const rules: readonly FilterRule[] = [
  { id: 'word', terms: ['secret', '博彩', 'a"b', '😀!', 'c\nd'] },
  { id: 'number', terms: ['13800138000'], replaceWith: '[number]' },
  { id: 'awkward', terms: ['quote'], replaceWith: 'a "quoted" \\ \n line' },
  { id: 'looked-at', terms: ['flagged'], action: 'flag' },
]

function channel(...others: readonly FilterRule[]) {
  return createChannel([plainSource(...rules, ...others)], () => {}, { isJson: true })
}
function run(text: string, sizes: readonly number[] = [text.length || 1], others: readonly FilterRule[] = []): string {
  const json = channel(...others)
  return pieces(text, sizes).map(json.push).join('') + json.flush()
}

describe('a text that is JSON', () => {
  it.each([
    ['{"a":"the secret is out"}', '{"a":"the ██████ is out"}'],
    ['{"secret":1}', '{"██████":1}'],
    ['["\\u535a\\u5f69"]', '["██"]'],
    ['["\\u0073ecr\\u0065t"]', '["██████"]'],
    ['["x a\\"b y"]', '["x ███ y"]'],
    ['["c\\nd"]', '["███"]'],
    ['["\\nsecret\\n"]', '["\\n██████\\n"]'],
    ['["\\ud83d\\ude00!"]', '["██"]'],
    ['["quote"]', '["a \\"quoted\\" \\\\ \\n line"]'],
    ['{"phone":13800138000}', '{"phone":"[number]"}'],
    ['{"phone": 13800138000 , "b":-1.5e3}', '{"phone": "[number]" , "b":-1.5e3}'],
    ['[13800138000]', '["[number]"]'],
    ['13800138000', '"[number]"'],
    ['["a","b"]', '["a","b"]'],
    ['["se","cret"]', '["se","cret"]'],
    ['["flagged"]', '["flagged"]'],
  ])('%s becomes %s, wherever it is cut', (text, expected) => {
    for (let size = 1; size <= text.length; size++) expect(run(text, [size])).toBe(expected)
    expect(() => JSON.parse(expected)).not.toThrow()
  })

  it.each([
    '{"a": "\\u00e9\\/ \\b\\f\\t", "n": [1, -2.5e10, true, null], "t": "\\ud800"}',
    '"\\u12"',
    '"\\uzzzz \\q"',
    '{"open": "never closed \\',
    '{"open": "never closed \\u00',
    'not json at all, "really" \\u0041',
    `[${'9'.repeat(1_000)}]`,
    '',
    '   ',
    '"\u0000 raw \n line"',
  ])('%j passes as it is, to the byte', (text) => {
    for (const size of [1, 2, 3, 5, 1_000]) expect(run(text, [size])).toBe(text)
  })

  it('finds what is in broken JSON, too', () => {
    expect(run("{name: 'secret'}")).toBe('{name: "\'██████\'"}')
    expect(run(`${'x'.repeat(300)} secret`)).toBe(`${'x'.repeat(300)} ██████`)
  })

  it('ends where something blocks', () => {
    const block: FilterRule = { id: 'no', terms: ['stop here'], action: 'block' }
    expect(run('{"a":"one","b":"and stop here","c":1}', [3], [block])).toBe('{"a":"one","b":"and ')
    expect(run('{"a":1,"b":stop here}', [3], [block])).toBe('{"a":1,"b":')
  })

  it('is the same text where nothing is found, and the same JSON but for what is found', () => {
    const value = fc.jsonValue({ maxDepth: 3 })
    const sizes = fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 5 })
    fc.assert(
      fc.property(value, sizes, fc.boolean(), (value, sizes, isEscaped) => {
        const plain = JSON.stringify(value)
        const text = isEscaped ? plain.replace(/[^\x20-\x7e]/g, unicodeEscape) : plain
        expect(run(text, sizes)).toBe(text)
        const marked = JSON.stringify({ value, word: ['my secret', 13_800_138_000] })
        const expected = JSON.stringify({ value, word: ['my ██████', '[number]'] })
        expect(run(marked, sizes)).toBe(expected)
      }),
    )
  })

  it('says in each string what a filter makes of it as it reads', () => {
    const filter = createFilter({ rules: [...rules, { id: 'mark', terms: ['赌场'], replaceWith: '"' }] })
    const scrap = fc.constantFrom(
      'se',
      'cret',
      '赌',
      '场',
      '博彩',
      '\u200b',
      '"',
      '\\',
      '\n',
      ' ',
      '，',
      '😀!',
      'quote',
      '\ud83d',
    )
    const words = fc.array(scrap, { maxLength: 8 }).map((scraps) => scraps.join(''))
    const value = fc.array(fc.oneof(words, fc.record({ key: words, list: fc.array(words, { maxLength: 3 }) })))
    const sizes = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 5 })
    fc.assert(
      fc.property(value, sizes, fc.boolean(), (value, sizes, isEscaped) => {
        const plain = JSON.stringify(value)
        const text = isEscaped ? plain.replace(/[^\x20-\x7e]/g, unicodeEscape) : plain
        const json = createChannel([filter.scanners()], () => {}, { isJson: true })
        const out = pieces(text, sizes).map(json.push).join('') + json.flush()
        const expected = JSON.parse(plain, (_, item) => (typeof item === 'string' ? filter.scan(item).text : item))
        expect(JSON.parse(out)).toEqual(expected)
      }),
      { numRuns: 300 },
    )
  })

  it('is cut anywhere with the same result, broken or not', () => {
    const scrap = fc.constantFrom(
      '"',
      '\\',
      '\\u',
      '53',
      '5a',
      'secret',
      '13800138000',
      '{',
      ',',
      ':',
      ' ',
      '博',
      '彩',
      'quote',
    )
    const sizes = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 5 })
    fc.assert(
      fc.property(fc.array(scrap, { maxLength: 30 }), sizes, (scraps, sizes) => {
        const text = scraps.join('')
        expect(run(text, sizes)).toBe(run(text))
      }),
      { numRuns: 500 },
    )
  })
})

function unicodeEscape(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
}
