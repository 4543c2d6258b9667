import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createFilter } from './create-filter.ts'
import { pieces } from './test-support/plain-source.ts'
import { findInPieces, findInText } from './test-support/show-runs.ts'
import { expectInProportion } from './test-support/time.ts'
import { addressesToKeep, addressesToRefuse } from './test-support/urls.ts'
import { urlPolicy } from './url-policy.ts'

const allow = ['allowed.com', '*.sub.com', 'https://example.com/docs/']
const policies = {
  'the same of links and pictures': urlPolicy({ allow }),
  'all links': urlPolicy({ allow, links: 'all' }),
  'no pictures': urlPolicy({ allow, images: 'none', relative: false }),
  'all pictures': urlPolicy({ allow, images: 'all' }),
  'other pictures': urlPolicy({ allow, allowImages: ['img.com'], dataImages: true }),
}

const bits = [
  ...[
    'http',
    'https',
    'ht',
    's',
    'w',
    'www.',
    'ftp',
    ':',
    '/',
    '//',
    '\\',
    '.',
    '。',
    ',',
    '、',
    '@',
    '%2e',
    '%',
    'a.',
    '.com',
  ],
  ...[
    'allowed.com',
    'sub.com',
    'example.com',
    '/docs/',
    '../',
    'evil',
    'img.com',
    ' ',
    '\n',
    '\t',
    '!',
    '[',
    ']',
    '(',
    ')',
    '](',
  ],
  ...[
    '![',
    '<',
    '>',
    '"',
    "'",
    '=',
    '&',
    '&#',
    '58',
    ';',
    '&colon;',
    '&#x2f;',
    'data:',
    'image/',
    'javascript',
    'java',
    '中',
  ],
  ...[
    '，谢谢',
    '<img',
    '<a',
    '..',
    '#',
    '?',
    '_',
    '-',
    '`',
    '$',
    'mailto:',
    '^@',
    '="',
    ', ',
    'https://^',
    '\u00ad',
    '\\&',
    '[@',
    '|',
    '^',
    'b',
    '1',
    ':8080',
    '::',
    '   ',
    '🙂',
  ],
  ...['a'.repeat(70), '中'.repeat(40), ' '.repeat(300)],
]
const texts = fc.array(fc.constantFrom(...bits), { maxLength: 30 }).map((each) => each.join(''))
const samples = [...addressesToRefuse, ...addressesToKeep].map((text) => text.replaceAll(/[⟦⟧]/g, ''))

describe.each(Object.entries(policies))('urlPolicy that trusts %s', (_, rule) => {
  it('finds the same however a text is cut', () => {
    const anyText = fc.oneof(
      texts,
      fc.tuple(texts, fc.constantFrom(...samples), texts).map((each) => each.join('')),
    )
    fc.assert(
      fc.property(
        anyText,
        fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 20 }),
        (text, sizes) => {
          const found = findInText(rule, text)
          expect(findInPieces(rule, pieces(text, sizes))).toEqual(found)
          expect(findInPieces(rule, text.split(''))).toEqual(found)
        },
      ),
      { numRuns: 300 },
    )
  })

  it('leaves nothing to be found, and nothing changed where nothing is found', () => {
    const filter = createFilter({ rules: [rule] })
    fc.assert(
      fc.property(texts, (text) => {
        const result = filter.scan(text)
        if (result.hits.length === 0) expect(result.text).toBe(text)
        const stream = filter.stream()
        expect(Array.from(text, (unit) => stream.push(unit)).join('') + stream.flush()).toBe(result.text)
      }),
      { numRuns: 300 },
    )
  })
})

describe('urlPolicy on streams', () => {
  const rule = policies['the same of links and pictures']
  const filter = createFilter({ rules: [rule] })

  it.each([
    'The quick brown fox jumps over the lazy dog. It is a nice day, and so on; see what [1] says (or "that").',
    '百度一下，你就知道。今天天气很好（真的），我们去公园吧！数字：3.14，比例1:2。',
    'const x = (a[0] + b) * 2 // what\nif (x != "y") { foo(bar, \'z\') } else { y = <T>x }',
    '- **item**: `code`\n- [ ] todo\n| a | b |\n|---|---|',
  ])('holds back next to nothing of %j', (text) => {
    const stream = filter.stream()
    let most = 0
    let sum = 0
    for (const unit of text) {
      stream.push(unit)
      most = Math.max(most, stream.held())
      sum += stream.held()
    }
    expect(most).toBeLessThanOrEqual(3)
    expect(sum / text.length).toBeLessThan(0.5)
  })

  it('lets trusted addresses go as soon as their host is known', () => {
    const stream = filter.stream()
    expect(stream.push('见https://allowed.com')).toBe('见')
    expect(stream.push('/')).toBe('https://allowed.com/')
    expect(stream.push('a?b=c')).toBe('a?b=c')
    expect(stream.push(' ![a](https://allowed.com')).toBe(' ')
    expect(stream.push('/long')).toBe('![a](https://allowed.com/long')
  })

  it.each([
    ['a picture without an end', '![a', 512],
    ['an address without an end', 'https://evil.com/a', 2_048],
    ['a destination without an end', '[x](https://evil.com/', 2_048],
  ])('bounds what it holds back of %s', (_, beginning, most) => {
    const stream = filter.stream()
    stream.push(beginning)
    let held = 0
    for (let count = 0; count < 3_000; count++) {
      stream.push('a')
      held = Math.max(held, stream.held())
    }
    expect(held).toBeGreaterThan(100)
    expect(held).toBeLessThan(most + 70)
  })

  it.each([
    ...[
      '![',
      '](',
      'http',
      'https://a',
      '[[[[',
      '////',
      'https://a ',
      '![](https://e "',
      '"data:',
      '](//a',
      '&#0',
      '= ',
      'www.',
    ],
    ...[
      '](https://example.com/docs/',
      'https://allowed.com,',
      '<img ',
      '<img>',
      ']: https://allowed.com ',
      'https://a.',
    ],
    ...[
      '=http:^',
      '="//^',
      '=" ',
      ', /',
      '<https:^',
      '="https://allowed.com ',
      'x![a\\',
      ']: //^',
      '="0;',
      '=https://^',
    ],
  ])('takes time in proportion to %j over and over', (bit) => {
    const look = (text: string) => {
      rule.detector?.live?.(text, '')
      for (let at = 0; at < text.length; at += 4_096) rule.detector?.find(text.slice(at, at + 4_096), '', '')
    }
    expectInProportion(look, bit)
  })
})
