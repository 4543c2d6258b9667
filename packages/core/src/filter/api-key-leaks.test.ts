import { describe, expect, it } from 'vitest'
import { apiKeyLeaks } from './api-key-leaks.ts'
import type { KeyFormat } from './key-formats.ts'
import { alphanumeric, fakeKeys, hex, randomText } from './test-support/fake-secrets.ts'
import { findInPieces, findInText } from './test-support/show-runs.ts'

describe('apiKeyLeaks', () => {
  it('finds a key of each known format, whatever stands around it', () => {
    const rule = apiKeyLeaks()
    for (let seed = 1; seed <= 20; seed++) {
      for (const key of fakeKeys(seed)) {
        for (const [before, after] of [
          ['', ''],
          ['Authorization: Bearer ', '\n'],
          ['API_KEY=', ''],
          ['"key":"', '"'],
          ['密钥是', '，请保密'],
          ['{\\"log\\":\\"first\\n', '\\nsecond'],
          ['{"log":"\\\\u5bc6\\\\u94a5', '\\\\u3002'],
          ['?q=key%3A%20', '%20'],
          ['token%3d', ''],
          ['(', ').'],
        ] as const) {
          const span = { start: before.length, end: before.length + key.length }
          expect([key, ...findInText(rule, before + key + after)]).toEqual([key, span])
          expect([key, ...findInPieces(rule, Array.from(before + key + after))]).toEqual([key, span])
        }
      }
    }
  })

  it('finds no key within a word, nor one that is too short or too long', () => {
    const rule = apiKeyLeaks()
    const key = `ghp_${randomText(36, alphanumeric)}`
    expect(findInText(rule, key)).toHaveLength(1)
    for (const text of [`a${key}`, `1${key}`, `_${key}`, key.slice(0, -1), `sk-${randomText(33, hex)}`]) {
      expect(findInText(rule, text)).toEqual([])
    }
    expect(findInText(rule, `ghp_${randomText(256, alphanumeric)}`)).toEqual([])
  })

  it('finds keys in characters of full width', () => {
    const key = `sk-${randomText(32, hex)}`
    const wide = Array.from(key, (character) => String.fromCharCode(character.charCodeAt(0) + 0xfee0)).join('')
    expect(findInText(apiKeyLeaks(), `密钥${wide}`)).toEqual([{ start: 2, end: 37 }])
  })

  it('finds keys of formats of ones own', () => {
    const rule = apiKeyLeaks({ formats: [{ name: 'ours', prefix: 'our~', alphabet: '0123456789+', length: [10, 12] }] })
    const finds = (text: string) => findInText(rule, text).map(({ start, end }) => text.slice(start, end))
    expect(finds('x our~4815162342 y')).toEqual(['our~4815162342'])
    expect(finds('x our~48+15162342+99 y our~481516234 z')).toEqual([])
    expect(finds(`our~0000000000 ghp_${randomText(36, alphanumeric)}`)).toHaveLength(1)
  })

  it.each<[string, unknown]>([
    ['prefix', ''],
    ['prefix', 'a b'],
    ['prefix', '密'],
    ['alphabet', ''],
    ['alphabet', 'ab\n'],
    ['length', 0],
    ['length', 1.5],
    ['length', [5, 4]],
    ['length', [1, 1_025]],
    ['length', Number.NaN],
  ])('refuses a format whose %s is %j', (field, value) => {
    const format = { name: 'ours', prefix: 'our-', alphabet: 'abc', length: 20, [field]: value } as KeyFormat
    const must = 'formats need a prefix and an alphabet of visible ASCII and a length of 1 to 1024'
    expect(() => apiKeyLeaks({ formats: [format] })).toThrow(
      new RangeError(`apiKeyLeaks: ${must}, got ${JSON.stringify(format)}`),
    )
  })

  it('takes the shortest and the longest format', () => {
    for (const length of [1, 1_024]) {
      const rule = apiKeyLeaks({ formats: [{ name: 'ours', prefix: '~', alphabet: alphanumeric, length }] })
      const key = `~${randomText(length, alphanumeric)}`
      expect(findInText(rule, `${key} `)).toEqual([{ start: 0, end: length + 1 }])
      expect(findInPieces(rule, Array.from(`(${key})`))).toEqual([{ start: 1, end: length + 2 }])
    }
  })
})
