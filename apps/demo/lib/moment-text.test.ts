import { describe, expect, it } from 'vitest'
import { momentText } from './moment-text.ts'
import { usageStrings } from './usage-strings.ts'

const now = new Date(2026, 10, 23, 22, 30).getTime()
const say = (locale: 'zh' | 'en', time: readonly [day: number, hours: number, minutes: number]) =>
  momentText(new Date(2026, 10, ...time).getTime(), now, locale, usageStrings[locale])

describe('a moment in words', () => {
  it.each([
    ['today at 23:05', '今天 23:05', [23, 23, 5]],
    ['tomorrow at 00:00', '明天 00:00', [24, 0, 0]],
    ['yesterday at 09:07', '昨天 09:07', [22, 9, 7]],
    ['Nov 30 at 00:00', '11月30日 00:00', [30, 0, 0]],
  ] as const)('is “%s”', (en, zh, time) => {
    expect([say('en', time), say('zh', time)]).toEqual([en, zh])
  })
})
