import { describe, expect, it } from 'vitest'
import { compileLab } from './compile-lab.ts'
import { defaultRules, type LabRules } from './lab-rules.ts'
import { type SampleName, sampleText } from './samples.ts'

const options = { usualWords: '[filtered]', pinyin: undefined }
const withLines = (lines: Partial<LabRules['lines']>): LabRules => ({
  ...defaultRules,
  lines: { ...defaultRules.lines, ...lines },
})
const scan = (text: string, rules = defaultRules) => compileLab(rules, options).filter.scan(text)
const ruleIds = (name: SampleName, rules = defaultRules) =>
  scan(sampleText(name, 'zh'), rules).hits.map(({ ruleId }) => ruleId)
const switched = (name: keyof LabRules['disguises']): LabRules => ({
  ...defaultRules,
  disguises: { ...defaultRules.disguises, [name]: true },
})

describe('the rules that the page begins with', () => {
  it('have no problems', () => {
    expect(compileLab(defaultRules, options).problems).toEqual({})
  })

  it('find every disguise of the samples that needs no switch', () => {
    expect(ruleIds('chinese')).toEqual(Array(7).fill('terms'))
    expect(ruleIds('english')).toEqual(Array(4).fill('terms'))
  })

  it('find the data, keys and addresses of the samples, and nothing else in them', () => {
    expect(ruleIds('personal').sort()).toEqual(
      ['bank-card', 'email', 'iban', 'ip-address', 'prc-identity', 'prc-mobile'].sort(),
    )
    expect(ruleIds('key')).toEqual(['api-key', 'api-key', 'url-credentials'])
    expect(ruleIds('markdown')).toEqual(['url', 'url'])
  })

  it.each(['zh', 'en'] as const)('leave alone what is to be left alone (%s)', (locale) => {
    const text = sampleText('untouched', locale)
    expect(scan(text)).toEqual({ action: undefined, text, hits: [] })
  })
})

describe('the rules of the page', () => {
  it.each([
    ['inserted', 'chinese', 8],
    ['leet', 'english', 5],
    ['repeats', 'english', 5],
  ] as const)('find more with %s', (name, sample, count) => {
    expect(ruleIds(sample, switched(name))).toHaveLength(count)
  })

  it('find Chinese in Latin letters once the spelling has been loaded', () => {
    const pinyin = (character: string) => ({ 放: 'fang', 贷: 'dai' })[character]
    const find = (spelling: typeof options.pinyin | typeof pinyin) =>
      compileLab(switched('pinyin'), { ...options, pinyin: spelling }).filter.scan('fang贷').hits.length
    expect([find(undefined), find(pinyin)]).toEqual([0, 1])
  })

  it('replace with the usual words, or with others', () => {
    const replacing = { ...defaultRules, action: 'replace' } as const
    expect(scan('a casino', replacing).text).toBe('a [filtered]')
    expect(scan('a casino', { ...replacing, replaceWith: '…' }).text).toBe('a …')
    expect(scan('a casino').text).toBe('a ██████')
  })

  it('say which line is wrong, and go on without that field', () => {
    const tooLong = 'no'.repeat(200)
    const { filter, problems } = compileLab(
      withLines({ terms: `casino\n${tooLong}\nopium`, hosts: 'not a host' }),
      options,
    )
    expect(problems).toEqual({
      terms: { line: tooLong, message: expect.stringContaining('term 1 of terms') },
      hosts: { line: 'not a host', message: expect.stringContaining('not a host') },
    })
    expect(filter.scan('casino, ada@mail.example').hits.map(({ ruleId }) => ruleId)).toEqual(['email'])
  })

  it('need no lines at all', () => {
    const { filter, problems } = compileLab(withLines({ terms: ' \n', allow: '', hosts: '' }), options)
    expect(problems).toEqual({})
    expect(filter.scan('casino https://example.com').hits.map(({ ruleId }) => ruleId)).toEqual(['url'])
  })
})
