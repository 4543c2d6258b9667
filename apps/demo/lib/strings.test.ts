import { chatErrorCodes } from '@sluice/core'
import { describe, expect, it } from 'vitest'
import { strings } from './strings.ts'

const codes = Object.keys(chatErrorCodes).sort()
const hasChinese = (text: string) => /\p{Script=Han}/u.test(text)

/** Every text of a language by its place; functions are called. */
function textsOf(value: unknown, place = ''): [place: string, text: string][] {
  if (typeof value === 'function') return [[place, String(value('7', '8'))]]
  if (typeof value !== 'object' || value === null) return [[place, String(value)]]
  return Object.entries(value).flatMap(([key, inner]) => textsOf(inner, `${place}.${key}`))
}

describe.each(['zh', 'en'] as const)('the texts in %s', (locale) => {
  it('have a title and a hint for every error code, and for no other', () => {
    const { errors } = strings[locale]
    expect(Object.keys(errors).sort()).toEqual(codes)
    const incomplete = Object.entries(errors).filter(([, { title, hint }]) => title.trim() === '' || hint.trim() === '')
    expect(incomplete).toEqual([])
  })

  it('give no two errors the same title', () => {
    const titles = Object.values(strings[locale].errors).map(({ title }) => title)
    expect(new Set(titles).size).toBe(codes.length)
  })

  it('are in that language', () => {
    const other = ['.otherLanguage', '.switchLanguage']
    const neutral = /^7 (tokens|8)$/
    const wrong = textsOf(strings[locale]).filter(
      ([place, text]) => hasChinese(text) !== ((locale === 'zh') !== other.includes(place)) && !neutral.test(text),
    )
    expect(wrong).toEqual([])
  })
})

describe('the texts of both languages', () => {
  it('have the same places', () => {
    const places = (locale: 'zh' | 'en') => textsOf(strings[locale]).map(([place]) => place)
    expect(places('zh')).toEqual(places('en'))
  })
})
