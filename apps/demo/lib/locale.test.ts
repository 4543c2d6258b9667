import { describe, expect, it } from 'vitest'
import { preferredLocale } from './locale.ts'

describe('preferredLocale', () => {
  it.each([
    ['zh-CN,zh;q=0.9,en;q=0.8', 'zh'],
    ['zh-Hant-TW', 'zh'],
    ['ZH', 'zh'],
    ['en-US,en;q=0.9,zh-CN;q=0.8', 'en'],
    ['en;q=0.5, zh;q=0.9', 'zh'],
    ['fr-FR,fr;q=0.9,zh;q=0.3', 'zh'],
    ['zh;q=0,en;q=0.1', 'en'],
    ['zh; q=0.2, en; q=0.8', 'en'],
    ['fr,de', 'en'],
    ['zho', 'en'],
    ['*', 'en'],
    [';;q=,,', 'en'],
    ['', 'en'],
    [null, 'en'],
  ])('takes Accept-Language %j for %s', (header, locale) => {
    expect(preferredLocale(undefined, header)).toBe(locale)
  })

  it('prefers what was chosen before', () => {
    expect(preferredLocale('en', 'zh-CN')).toBe('en')
    expect(preferredLocale('zh', 'en')).toBe('zh')
  })

  it('ignores a cookie that is no language of ours', () => {
    expect(preferredLocale('fr', 'zh-CN')).toBe('zh')
    expect(preferredLocale('', 'zh-CN')).toBe('zh')
  })
})
