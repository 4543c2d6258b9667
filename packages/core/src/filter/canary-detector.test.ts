import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { canaryDetector } from './canary-detector.ts'
import { createFilter } from './create-filter.ts'
import { pieces } from './test-support/plain-source.ts'

const words = ['abca1', '1acba', 'b2c']
const filter = createFilter({ rules: [{ id: 'canary', detector: canaryDetector(words) }] })

describe('canaryDetector', () => {
  it('finds words among whatever is neither letter nor digit', () => {
    expect(filter.scan('x a-b,c\na 1 y').text).toBe('x █████████ y')
    expect(filter.scan('b 中文。2，c!').text).toBe('████████!')
    expect(filter.scan('b2cb2cabca1').hits.map(({ start, end }) => [start, end])).toEqual([
      [0, 3],
      [3, 6],
      [6, 11],
    ])
    expect(filter.scan('a b x c a 1').hits).toEqual([])
  })

  it('holds back what may become one, and no more', () => {
    const stream = filter.stream()
    expect(stream.push('see a')).toBe('see ')
    expect(stream.push(' b')).toBe('')
    expect(stream.push('x b')).toBe('a bx ')
    expect(stream.push(' '.repeat(16))).toBe('')
    expect(stream.push(' ')).toBe(`b${' '.repeat(17)}`)
    expect(stream.held()).toBe(0)
  })

  it('finds the same however a text is cut', () => {
    const scrap = fc.constantFrom(
      ...'abc12AB',
      ' ',
      '中',
      '𝐚',
      '𝟐',
      '\ud835',
      '\udc1b',
      '\u0301',
      '㎉',
      'ⓒ',
      '-'.repeat(16),
      '\n',
    )
    const sizes = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 4 })
    fc.assert(
      fc.property(fc.array(scrap, { maxLength: 60 }), sizes, (scraps, sizes) => {
        const text = scraps.join('')
        const stream = filter.stream()
        const shown = pieces(text, sizes).map(stream.push).join('') + stream.flush()
        expect(shown).toBe(filter.scan(text).text)
      }),
      { numRuns: 2_000 },
    )
  })

  it('takes time in proportion to the text', () => {
    const time = (times: number) => {
      const text = 'ab-c'.repeat(times)
      const stream = filter.stream()
      const start = process.cpuUsage()
      for (const piece of pieces(text, [1])) stream.push(piece)
      const { user, system } = process.cpuUsage(start)
      return user + system
    }
    time(5_000)
    expect(time(40_000)).toBeLessThan(24 * Math.max(time(10_000), 5_000))
  })
})
