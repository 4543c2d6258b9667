import { describe, expect, it } from 'vitest'
import { blocklist } from './blocklist.ts'
import { createFilter } from './create-filter.ts'
import type { Detector } from './detector.ts'
import type { FilterHit } from './filter-hit.ts'
import type { FilterRule } from './filter-rule.ts'
import type { FilterOptions } from './filter-types.ts'

const never: Detector = { chars: '0123456789', minLength: 1, maxLength: 64, find: () => [] }
const masking = (...terms: string[]) => blocklist(terms)

describe('options that make no sense', () => {
  const rule = (fields: object): FilterOptions => ({ rules: [{ id: 'r', terms: ['a'], ...fields } as FilterRule] })
  const detectors = (count: number): FilterOptions => ({
    rules: Array.from({ length: count }, (_, at) => ({
      id: `r${at}`,
      detector: { ...never, chars: String.fromCharCode(0x30 + at) },
    })),
  })

  it.each<[name: string, options: FilterOptions, message: RegExp]>([
    ['a maxHold of 15', { rules: [], maxHold: 15 }, /maxHold must be a whole number from 16 to 65536, got 15/],
    ['a maxHold of 65,537', { rules: [], maxHold: 65_537 }, /maxHold .* got 65537/],
    ['half a maxHold', { rules: [], maxHold: 16.5 }, /maxHold .* got 16.5/],
    ['a maxHold that is no number', { rules: [], maxHold: Number.NaN }, /maxHold .* got NaN/],
    ['a rule without an id', rule({ id: '' }), /rules\[0\] has no id/],
    ['two rules of one id', { rules: [masking('a'), masking('b')] }, /there are two rules blocklist/],
    ['neither terms nor a detector', rule({ terms: undefined }), /r must have terms or a detector, and not both/],
    ['both terms and a detector', rule({ detector: never }), /r must have terms or a detector, and not both/],
    ['an unknown action', rule({ action: 'mask' }), /r: action may not be mask/],
    ['an unknown severity', rule({ severity: 'worst' }), /r: severity may not be worst/],
    ['a word border of no kind', rule({ wholeWord: 'no' as unknown as boolean }), /r: wholeWord may not be no/],
    [
      'a replacement that is no text',
      rule({ replaceWith: 5 as unknown as string }),
      /r: replaceWith may not be number/,
    ],
    [
      'a placeholder that is no name',
      rule({ placeholder: 'A> <B' }),
      /placeholder of r must consist of letters, digits/,
    ],
    ['terms that are one text', rule({ terms: 'opium' as unknown as string[] }), /r: terms must be a list/],
    ['no rules', {} as FilterOptions, /rules must be a list of rules/],
    [
      'variants of unequal length',
      { ...rule({}), normalize: { variants: [{ from: 'ab', to: 'c' }] } },
      /variants must pair characters one by one/,
    ],
    ['an unknown overflow', rule({ overflow: 'block' }), /r: overflow may not be block/],
    ['an overflow of terms', rule({ overflow: 'redact' }), /r: overflow is for detectors/],
    ['an unknown channel', rule({ channels: ['text', 'voice'] }), /r: channels may not be voice/],
    ['an empty term', rule({ terms: ['a', ''] }), /term 1 of r has no letters, digits or signs/],
    ['a term of spaces', rule({ terms: [' \u3000'] }), /term 0 of r has no letters, digits or signs/],
    ['a term of which nothing is seen', rule({ terms: ['\u200b\u0301'] }), /term 0 of r has no letters/],
    [
      'a term longer than maxHold',
      { ...rule({ terms: ['ab'.repeat(9)] }), maxHold: 17 },
      /term 0 of r is longer than 17/,
    ],
    ['a regular expression', rule({ terms: [/a+/] }), /term 0 of r is no text, and a regular expression has no bound/],
    ['a number as a term', rule({ terms: [7] }), /term 0 of r is no text$/],
    ['an empty phrase to allow', { ...rule({}), allow: ['ok', '、'] }, /allow\[1\] has no letters, digits or signs/],
    ['a regular expression to allow', { ...rule({}), allow: [/a/ as unknown as string] }, /allow\[0\] is no text/],
    ['detectors of 31 kinds of characters', detectors(31), /detectors of more than 30 kinds of characters/],
  ])('are refused, and said what of them: %s', (_, options, message) => {
    expect(() => createFilter(options)).toThrow(RangeError)
    expect(() => createFilter(options)).toThrow(message)
  })

  it('are refused at their edges only', () => {
    for (const maxHold of [16, 65_536])
      expect(createFilter({ rules: [masking('a')], maxHold }).scan('a').text).toBe('█')
    expect(createFilter({ ...rule({ terms: ['ab'.repeat(9)] }), maxHold: 18 }).scan('ab'.repeat(9)).hits).toHaveLength(
      1,
    )
    expect(createFilter(detectors(30)).scan('0')).toEqual({ action: undefined, text: '0', hits: [] })
    expect(createFilter({ rules: [] }).scan('anything').text).toBe('anything')
  })

  it.each([-1, 0.5, Number.NaN, 65_537])('are refused for a stream, too: a minPrefix of %d', (minPrefix) => {
    const filter = createFilter({ rules: [masking('a')] })
    expect(() => filter.stream({ minPrefix })).toThrow(
      new RangeError(`filter: minPrefix must be a whole number from 0 to 65536, got ${minPrefix}`),
    )
    expect(() => filter.transform({ minPrefix })).toThrow(RangeError)
  })
})

describe('what is found', () => {
  it('is reported with its rule and place, and without what it says', () => {
    const filter = createFilter({
      rules: [blocklist(['opium'], { id: 'drugs', category: 'health', severity: 'high' }), masking('放贷')],
    })
    expect(filter.scan('opium 与放贷')).toEqual({
      action: 'redact',
      text: '█████ 与██',
      hits: [
        { ruleId: 'drugs', category: 'health', severity: 'high', action: 'redact', start: 0, end: 5 },
        { ruleId: 'blocklist', category: 'blocklist', severity: 'medium', action: 'redact', start: 7, end: 9 },
      ],
    })
  })

  it('becomes what the rule says, as often as it is found', () => {
    const filtered = (fields: Partial<FilterRule>, text: string) =>
      createFilter({ rules: [blocklist(['放贷'], fields)] }).scan(text)
    expect(filtered({ replaceWith: '[内容被过滤]' }, '先放贷，再放贷').text).toBe('先[内容被过滤]，再[内容被过滤]')
    expect(filtered({ replaceWith: '' }, '先放贷，')).toMatchObject({ text: '先，', action: 'replace' })
    expect(filtered({ action: 'redact', replaceWith: '[REDACTED]' }, '放贷')).toMatchObject({
      text: '[REDACTED]',
      action: 'redact',
    })
    expect(filtered({ action: 'replace' }, '放贷').text).toBe('██')
    for (const action of ['flag', 'review'] as const) {
      expect(filtered({ action }, '他放贷')).toMatchObject({ text: '他放贷', action, hits: [{ start: 1, end: 3 }] })
    }
    expect(filtered({ action: 'block' }, '先放贷，再放贷')).toMatchObject({
      text: '先',
      action: 'block',
      hits: [{ start: 1 }],
    })
  })

  it('blocks by its category, whatever the rule says', () => {
    const rules = [blocklist(['opium'], { id: 'a', category: 'drugs', action: 'flag' }), masking('tea')]
    expect(createFilter({ rules, blockCategories: ['drugs'] }).scan('tea and opium')).toMatchObject({
      action: 'block',
      text: '███ and ',
    })
  })

  it('is one change where hits overlap, by the strongest action, then by the first hit, then by the first rule', () => {
    const rules = (...fields: [string, Partial<FilterRule>][]) =>
      fields.map(([term, rest], at) => blocklist([term], { id: `${at}`, ...rest }))
    const filtered = (...fields: [string, Partial<FilterRule>][]) =>
      createFilter({ rules: rules(...fields) }).scan('子丑寅卯辰')
    const one = { replaceWith: '1' }
    const two = { replaceWith: '2' }
    expect(filtered(['子丑寅', one], ['寅卯', two]).text).toBe('1辰')
    expect(filtered(['寅卯', one], ['子丑寅', two]).text).toBe('2辰')
    expect(filtered(['子丑寅', one], ['寅卯', { ...two, action: 'redact' }]).text).toBe('2辰')
    expect(filtered(['子丑', one], ['寅卯', two]).text).toBe('12辰')
    expect(filtered(['子丑寅', one], ['子丑', two]).text).toBe('1卯辰')
    expect(filtered(['子丑', one], ['子丑', two]).text).toBe('1寅卯辰')
    expect(filtered(['子丑', { action: 'flag' }], ['丑寅', two])).toMatchObject({ text: '子2卯辰', action: 'replace' })
    expect(filtered(['子丑寅', one], ['丑寅卯', { action: 'block' }])).toMatchObject({ text: '', action: 'block' })
  })

  it('of a detector and a term at the same place is decided by the order of the rules, in pieces, too', () => {
    const digits: Detector = { ...never, find: (run) => [{ start: 0, end: run.length }], live: (run) => run.length }
    const rules: FilterRule[] = [
      { id: 'd', detector: { ...digits, live: () => 0 }, replaceWith: 'd' },
      { id: 't', terms: ['77'], replaceWith: 't' },
    ]
    for (const [order, text] of [
      [rules, 'd'],
      [rules.toReversed(), 't'],
    ] as const) {
      const filter = createFilter({ rules: order })
      expect(filter.scan('77').text).toBe(text)
      const stream = filter.stream()
      expect(stream.push('7') + stream.push('7') + stream.flush()).toBe(text)
    }
  })
})

describe('phrases that are allowed', () => {
  const filtered = (text: string, terms: string[], allow: string[]) => {
    const filter = createFilter({ rules: [masking(...terms)], allow })
    const { text: whole } = filter.scan(text)
    for (let cut = 0; cut <= text.length; cut++) {
      const stream = filter.stream()
      expect(stream.push(text.slice(0, cut)) + stream.push(text.slice(cut)) + stream.flush()).toBe(whole)
    }
    return whole
  }

  it.each([
    ['发放贷记凭证', ['放贷'], ['发放贷记'], '发放贷记凭证'],
    ['放贷', ['放贷'], ['放贷'], '放贷'],
    ['发放贷款', ['放贷'], ['发放贷记'], '发██款'],
    ['先发放贷记，再放贷', ['放贷'], ['发放贷记'], '先发放贷记，再██'],
    ['放贷款项', ['放贷款'], ['贷款项'], '███项'],
    ['放贷款项', ['放贷', '贷款项'], ['放贷款'], '放███'],
    ['放-贷-记', ['放贷'], ['放贷记'], '放-贷-记'],
    ['the class act', ['class'], ['class act'], 'the class act'],
    ['a CLASS  ACT', ['class'], ['class act'], 'a CLASS  ACT'],
    ['class action', ['class'], ['class act'], 'class action'],
    ['class', ['class'], ['class act'], '█████'],
    ['子丑寅卯', ['丑寅'], ['子丑', '寅卯'], '子██卯'],
    ['子丑寅卯', ['丑寅'], ['子丑寅辰', '丑寅卯'], '子丑寅卯'],
  ])('keep what lies within them: %s', (text, terms, allow, expected) => {
    expect(filtered(text, terms, allow)).toBe(expected)
  })

  it('keep what a detector finds, too', () => {
    const detector: Detector = { ...never, find: (run) => [{ start: 0, end: run.length }] }
    const filter = createFilter({ rules: [{ id: 'd', detector }], allow: ['call 110'] })
    expect(filter.scan('call 110 or 112').text).toBe('call 110 or ███')
  })
})

describe('update', () => {
  it('takes other rules for what comes, and leaves what runs as it is', () => {
    const filter = createFilter({ rules: [masking('tea')] })
    const stream = filter.stream()
    const open = filter.scanners()
    expect(stream.push('tea, o')).toBe('███, o')
    filter.update({ rules: [masking('opium')] })
    expect(filter.scan('opium tea').text).toBe('█████ tea')
    expect(stream.push('pium and t') + stream.push('ea') + stream.flush()).toBe('pium and ███')
    expect(filter.stream().push('opium ')).toBe('█████ ')
    const hits: FilterHit[] = []
    const scanner = open((hit) => hits.push(hit))
    scanner.push('opium tea')
    scanner.flush()
    expect(hits).toMatchObject([{ start: 6, end: 9 }])
  })

  it.each<[string, FilterOptions]>([
    ['a bad rule after good ones', { rules: [masking('x'), { id: '' }] }],
    ['an empty term', { rules: [masking('x', '')] }],
    [
      'too many detectors',
      { rules: Array.from({ length: 31 }, (_, at) => ({ id: `${at}`, detector: { ...never, chars: `x${at}` } })) },
    ],
    ['a bad maxHold', { rules: [masking('x')], maxHold: 1 }],
  ])('changes nothing if it is refused: %s', (_, options) => {
    const filter = createFilter({ rules: [masking('tea')] })
    expect(() => filter.update(options)).toThrow(RangeError)
    expect(filter.scan('x tea').text).toBe('x ███')
  })
})

describe('transform', () => {
  const pump = async (filter: ReturnType<typeof createFilter>, pieces: string[]) => {
    const seen: string[] = []
    await new ReadableStream<string>({
      start(controller) {
        for (const piece of pieces) controller.enqueue(piece)
        controller.close()
      },
    })
      .pipeThrough(filter.transform())
      .pipeTo(new WritableStream({ write: (piece) => void seen.push(piece) }))
    return seen
  }

  it('filters a stream of text, and sends nothing empty', async () => {
    const filter = createFilter({ rules: [masking('放贷')] })
    expect(await pump(filter, ['他放', '贷收', '息放'])).toEqual(['他', '██收', '息', '放'])
  })

  it('sends nothing after a hit that blocks, and ends', async () => {
    const filter = createFilter({ rules: [blocklist(['放贷'], { action: 'block' })] })
    expect(await pump(filter, ['他', '放贷', '收', '息'])).toEqual(['他'])
  })
})
