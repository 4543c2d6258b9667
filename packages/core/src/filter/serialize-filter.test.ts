import { describe, expect, it } from 'vitest'
import { blocklist } from './blocklist.ts'
import { createFilter } from './create-filter.ts'
import type { FilterOptions } from './filter-types.ts'
import { deserializeFilter, serializeFilter } from './serialize-filter.ts'
import { traditional } from './traditional/traditional.ts'

const options: FilterOptions = {
  rules: [
    blocklist(['放贷', 'c++', 'free money', '假钞机', 'ﬀx'], { id: 'a' }),
    blocklist(['ass'], { id: 'b', wholeWord: false, replaceWith: '…' }),
  ],
  allow: ['发放贷记', 'class'],
  normalize: { variants: [traditional] },
}
const emptied: FilterOptions = { ...options, rules: options.rules.map((rule) => ({ ...rule, terms: [] })), allow: [] }
const filter = createFilter(options)
const bytes = serializeFilter(filter)
const texts = [
  '他放貸，发放贷记',
  'C++ and free   money',
  'first class bass',
  '假-钞-机',
  '🅰🆂🆂',
  'nothing',
  'oﬀxo ffx',
  '',
]

describe('a filter that was kept as bytes', () => {
  it('finds what it found before, without its terms', () => {
    const kept = deserializeFilter(bytes, emptied)
    for (const text of texts) expect(kept.scan(text)).toEqual(filter.scan(text))
    expect(texts.map((text) => kept.scan(text).hits.length)).toEqual([1, 2, 1, 1, 1, 0, 1, 0])
  })

  it('gives the same bytes again, and takes other rules like all others', () => {
    const kept = deserializeFilter(bytes, emptied)
    expect(serializeFilter(kept)).toEqual(bytes)
    kept.update({ rules: [blocklist(['tea'])] })
    expect(kept.scan('tea, 放贷').text).toBe('███, 放贷')
  })

  it('is refused for other terms than it was made of', () => {
    const other = { ...options, rules: [blocklist(['彩票'], { id: 'a' }), options.rules[1]!] }
    expect(() => deserializeFilter(bytes, other)).toThrow('these bytes were made for other rules or options')
    expect(() => deserializeFilter(bytes, { ...emptied, allow: ['赌气'] })).toThrow('made for other rules')
    expect(deserializeFilter(bytes, options).scan('放贷').hits).toHaveLength(1)
  })

  it('may lie anywhere in a buffer, as what is read from files does', () => {
    const padded = Buffer.alloc(bytes.length + 3)
    padded.set(bytes, 3)
    const kept = deserializeFilter(padded.subarray(3), emptied)
    expect(kept.scan('他放貸').text).toBe('他██')
    expect(deserializeFilter(Buffer.from(bytes), emptied).scan('free money').hits).toHaveLength(1)
  })

  it('takes actions and replacements from the options', () => {
    const rules = emptied.rules.map((rule) => ({ ...rule, replaceWith: '[x]' }))
    expect(deserializeFilter(bytes, { ...emptied, rules }).scan('放贷').text).toBe('[x]')
  })

  it('is refused where a byte is changed, missing or too many', () => {
    const damaged = (change: (copy: Uint8Array) => Uint8Array) => () =>
      deserializeFilter(change(bytes.slice()), emptied)
    for (let at = 0; at < bytes.length; at += at < 64 ? 1 : 997) {
      const flip = damaged((copy) => {
        copy[at] = (copy[at] ?? 0) ^ 1
        return copy
      })
      expect(flip, `byte ${at}`).toThrow(RangeError)
    }
    for (const length of [0, 1, 4, 39, 40, bytes.length - 4, bytes.length - 1]) {
      expect(damaged((copy) => copy.subarray(0, length))).toThrow(/hold no filter, or they are damaged/)
    }
    for (const extra of [1, 2, 3, 4]) {
      expect(damaged((copy) => new Uint8Array([...copy, ...new Uint8Array(extra)]))).toThrow(RangeError)
    }
  })

  it.each<[string, FilterOptions]>([
    ['another id', { ...emptied, rules: emptied.rules.map((rule, at) => ({ ...rule, id: `${at}` })) }],
    ['one rule less', { ...emptied, rules: emptied.rules.slice(1) }],
    ['another order', { ...emptied, rules: emptied.rules.toReversed() }],
    ['other borders', { ...emptied, rules: emptied.rules.map((rule) => ({ ...rule, wholeWord: true })) }],
    ['no variants', { ...emptied, normalize: {} }],
    ['leet', { ...emptied, normalize: { ...options.normalize, leet: true } }],
  ])('is refused for other rules or options: %s', (_, changed) => {
    expect(() => deserializeFilter(bytes, changed)).toThrow(/made for other rules or options/)
  })

  it('is refused with options that make no sense, and for what is no filter', () => {
    expect(() => deserializeFilter(bytes, { ...emptied, maxHold: 1 })).toThrow(/maxHold/)
    expect(() => serializeFilter({ ...filter })).toThrow(/no filter of createFilter/)
  })
})
