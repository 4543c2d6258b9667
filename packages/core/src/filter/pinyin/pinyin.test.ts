import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { anyCharacter } from '../test-support/any-character.ts'
import { pinyin } from './pinyin.ts'

describe('pinyin', () => {
  it('spells simplified and traditional characters without tones', () => {
    const spelt = [...'赌博賭博贷貸〇'].map(pinyin)
    expect(spelt).toEqual(['du', 'bo', 'du', 'bo', 'dai', 'dai', 'ling'])
  })

  it('writes v for ü', () => {
    expect([...'女绿虐略'].map(pinyin)).toEqual(['nv', 'lv', 'nve', 'lve'])
  })

  it('takes the commonest of several readings', () => {
    expect([...'重行长'].map(pinyin)).toEqual(['zhong', 'xing', 'chang'])
  })

  it.each([...'aZ1 é。，あアㄅ한々👍⺀', '', 'Ａ', 'ü', '\ud840', '\udc00', '\0', '__proto__'])(
    'has none for %j',
    (other) => {
      expect(pinyin(other)).toBeUndefined()
    },
  )

  it('has none for more than one character, however many', () => {
    expect(pinyin('赌博')).toBeUndefined()
    expect(pinyin('赌'.repeat(1_000_000))).toBeUndefined()
    expect(pinyin('赌\u0301')).toBeUndefined()
  })

  it('has none for a character that nobody reads', () => {
    expect(pinyin('𠀀')).toBeUndefined()
    expect(pinyin('\u9fff')).toBeUndefined()
  })

  it('gives small letters and nothing else for any text', () => {
    const texts = fc.oneof(
      fc.string({ unit: anyCharacter, maxLength: 3 }),
      fc.integer({ min: 0x3400, max: 0x9fff }).map((code) => String.fromCharCode(code)),
    )
    fc.assert(
      fc.property(texts, (text) => {
        expect(pinyin(text) ?? 'none').toMatch(/^[a-z]{1,6}$/)
      }),
      { numRuns: 2_000 },
    )
  })

  it('knows every character of everyday Chinese', () => {
    const everyday = Array.from({ length: 0x9fa5 - 0x4e00 + 1 }, (_, index) => String.fromCharCode(0x4e00 + index))
    const unknown = everyday.filter((character) => pinyin(character) === undefined)
    expect(everyday.length - unknown.length).toBeGreaterThan(20_700)
  })
})
