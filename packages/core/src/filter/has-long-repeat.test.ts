import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hasLongRepeat } from './has-long-repeat.ts'
import { expectInProportion } from './test-support/time.ts'

describe('hasLongRepeat', () => {
  it.each(['a', '啊', '😀', 'poem ', '复读', '🏳️‍🌈', ' ', '\n', 'x'.repeat(30) + 'y'.repeat(34)])(
    'counts %j',
    (pattern) => {
      for (const before of ['', 'b', 'Some words before:\t'.repeat(3)]) {
        expect(hasLongRepeat(`${before}${pattern.repeat(512)}.`, 512)).toBe(false)
        expect(hasLongRepeat(`${before}${pattern.repeat(513)}.`, 512)).toBe(true)
        expect(hasLongRepeat(`${before}${pattern.repeat(513)}`, 512)).toBe(true)
      }
    },
  )

  it('knows no patterns of more than 64 units', () => {
    const line = 'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ._-'
    expect(line).toHaveLength(65)
    expect(hasLongRepeat(line.repeat(600), 512)).toBe(false)
    expect(hasLongRepeat(line.slice(1).repeat(600), 512)).toBe(true)
  })

  it('says what counting says', () => {
    const piece = fc.oneof(
      fc.tuple(fc.string({ unit: fc.constantFrom('a', 'b', '字'), maxLength: 5 }), fc.nat(12)),
      fc.tuple(fc.string({ unit: fc.constantFrom('a', 'b'), minLength: 60, maxLength: 66 }), fc.nat(6)),
    )
    const texts = fc
      .array(piece, { maxLength: 8 })
      .map((pieces) => pieces.map(([text, times]) => text.repeat(times)).join(''))
    let found = 0
    fc.assert(
      fc.property(texts, fc.integer({ min: 1, max: 6 }), (text, maxRepeats) => {
        const expected = counted(text, maxRepeats)
        if (expected) found++
        expect(hasLongRepeat(text, maxRepeats)).toBe(expected)
      }),
      { numRuns: 1_000 },
    )
    expect(found).toBeGreaterThan(100)
    expect(found).toBeLessThan(900)
  })

  it.each([
    ['a row that is almost too long, over and over', `${'a'.repeat(512)}b`],
    ['two letters', `${'ab'.repeat(500)}a`],
    ['a pattern of 64 that breaks off late', `${`${'a'.repeat(63)}b`.repeat(511)}c`],
    ['words', 'The quick brown fox jumps over the lazy dog, again. And it does so without any hurry, day after day. '],
  ])('takes time in proportion to the text: %s', (_, piece) => {
    expectInProportion((text) => expect(hasLongRepeat(text, 512)).toBe(false), piece)
  })
})

function counted(text: string, maxRepeats: number): boolean {
  for (let start = 0; start < text.length; start++) {
    for (let length = 1; length <= 64 && start + length * (maxRepeats + 1) <= text.length; length++) {
      if (text.startsWith(text.slice(start, start + length).repeat(maxRepeats + 1), start)) return true
    }
  }
  return false
}
