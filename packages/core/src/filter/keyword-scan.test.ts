import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createFilter } from './create-filter.ts'
import type { FilterHit } from './filter-hit.ts'
import type { FilterRule } from './filter-rule.ts'
import type { Filter } from './filter-types.ts'
import {
  characters,
  hitsOf,
  liveOf,
  type PlainFilter,
  type PlainHit,
  stretchesOf,
  textOf,
} from './test-support/plain-filter.ts'

const signs = Object.keys(characters)
const words = ['aab', 'abfa', '放贷', '放贷款', 'ffab', 'aaaaaaaa', 'ab放贷', 'bab', 'abab', 'a', 'aab放款']
const separators = ['-', ' ', '、', '\u200b', '\0', '--', '-'.repeat(8), '-'.repeat(9), '💰', '👩\u200d👩', '\u0301']
const moreSeparators = ['  \u3000', ' - ', '\u200d', '\ufe0f', '\u200b'.repeat(64), '\u200b'.repeat(65), '_']

/** Letters that terms have, with something between them that mostly does not help. */
const separator = fc.oneof(fc.constant(''), fc.constantFrom(...separators, ...moreSeparators))
const disguised = fc
  .tuple(fc.constantFrom(...words), separator, separator, fc.constantFrom('a', 'A', '𝐚', 'ａ'))
  .map(([word, first, second, a]) => {
    const letters = Array.from(word, (letter) => (letter === 'a' ? a : letter))
    return letters.slice(0, 3).join(first) + (letters.length > 3 ? second + letters.slice(3).join(second) : '')
  })
const sign = fc.constantFrom(...signs)
const disguisedText = fc.array(fc.oneof(disguised, sign, fc.constantFrom(' ', '。', 'z')), { maxLength: 8 })
const mixedText = fc.array(fc.oneof(fc.constantFrom('a', 'b', 'f', '放', '贷', ' ', '-'), sign), { maxLength: 30 })
const text = fc.oneof(disguisedText, mixedText).map((parts) => parts.join(''))

const letters = fc
  .array(fc.constantFrom('a', 'b', 'f', '放', '贷', 'A', '貸', '款', '𝐚', 'ﬀ'), { minLength: 1, maxLength: 4 })
  .map((parts) => parts.join(''))
const phrase = fc.constantFrom('a b', 'aab 放贷', 'aab  aab', 'ab-a', '放 a', 'b_f', '放、贷')

function filterOf(term: fc.Arbitrary<string>): fc.Arbitrary<PlainFilter> {
  const rule = fc.record({
    terms: fc.array(term, { minLength: 1, maxLength: 4 }),
    action: fc.constantFrom<NonNullable<FilterRule['action']>[]>(
      'redact',
      'redact',
      'block',
      'replace',
      'review',
      'flag',
    ),
    replaceWith: fc.constantFrom(undefined, '[x]'),
    wholeWord: fc.boolean(),
  })
  return fc.record({
    rules: fc.array(rule, { minLength: 1, maxLength: 3 }).map((all) => all.map((one, at) => ({ ...one, id: `${at}` }))),
    allow: fc.array(term, { maxLength: 2 }),
    maxHold: fc.constantFrom(16, 256),
    skip: fc.constantFrom(true, true, true, false),
  })
}

const solid = filterOf(fc.oneof(letters, fc.constantFrom(...words)))
const any = filterOf(fc.oneof(letters, fc.constantFrom(...words), phrase))

function build({ rules, allow, maxHold, skip }: PlainFilter): Filter {
  return createFilter({ rules, allow, maxHold, normalize: { skip, variants: [{ from: '貸', to: '贷' }] } })
}

function filtered(filter: Filter, pieces: readonly string[]): { text: string; action: unknown; hits: PlainHit[] } {
  const hits: FilterHit[] = []
  const stream = filter.stream({ onHit: (hit) => hits.push(hit) })
  const whole = pieces.map((piece) => stream.push(piece)).join('') + stream.flush()
  const found = hits.map(({ ruleId, action, start, end }) => ({ ruleId, action, start, end }))
  return { text: whole, action: stream.action(), hits: found }
}

/** The text cut at some places. */
const cutText = fc.tuple(text, fc.array(fc.nat(30), { maxLength: 6 })).map(([whole, places]) => {
  const sorted = [0, ...places.toSorted((a, b) => a - b), whole.length]
  return { whole, pieces: sorted.slice(1).map((place, at) => whole.slice(sorted[at], place)) }
})

describe('terms in a text', () => {
  it('are those that are found by trying each at every place', () => {
    fc.assert(
      fc.property(any, text, (plain, whole) => {
        const hits = hitsOf(plain, whole)
        const { text, hits: found } = filtered(build(plain), [whole])
        expect(found).toEqual(hits)
        expect(text).toBe(textOf(plain, whole, hits))
      }),
      { numRuns: 2_000 },
    )
  })

  it('are the same however it is cut, and each time that it is scanned', () => {
    fc.assert(
      fc.property(any, cutText, (plain, { whole, pieces }) => {
        const filter = build(plain)
        const first = filtered(filter, [whole])
        expect(filtered(filter, pieces)).toEqual(first)
        expect(filtered(filter, whole.split(''))).toEqual(first)
        expect(filter.scan(whole)).toMatchObject(first)
        if (first.hits.length === 0) expect(first.text).toBe(whole)
      }),
      { numRuns: 1_000 },
    )
  })

  it('are the same at every place where it may be cut, with all that is optional', () => {
    fc.assert(
      fc.property(
        any,
        text,
        fc.record({ leet: fc.boolean(), repeats: fc.boolean(), inserted: fc.boolean() }),
        (plain, whole, options) => {
          const { rules, allow, maxHold, skip } = plain
          const filter = createFilter({ rules, allow, maxHold, normalize: { skip, ...options } })
          const first = filtered(filter, [whole])
          for (let cut = 1; cut < whole.length; cut++) {
            expect(filtered(filter, [whole.slice(0, cut), whole.slice(cut)])).toEqual(first)
          }
          expect(filtered(filter, whole.split(''))).toEqual(first)
        },
      ),
      { numRuns: 300 },
    )
  })
})

describe('what a stream shows', () => {
  it('begins what it will have shown at the end, and lacks what may yet become a hit, no more', () => {
    fc.assert(
      fc.property(solid, text, (plain, whole) => {
        const all = hitsOf(plain, whole)
        const final = textOf(plain, whole, all)
        const stream = build(plain).stream()
        let shown = ''
        for (let at = 1; at <= whole.length; at++) {
          shown += stream.push(whole.charAt(at - 1))
          expect(final.startsWith(shown)).toBe(true)
          if (stream.action() === 'block') return
          const live = liveOf(plain, whole.slice(0, at))
          const known = all.filter(({ start }) => start < live)
          // What overlaps with something undecided waits with it.
          const stretch = stretchesOf(known, plain.maxHold).find(({ start, end }) => start < live && end > live)
          expect(stream.held()).toBeLessThanOrEqual(at - (stretch?.start ?? live))
        }
        expect(shown + stream.flush()).toBe(final)
      }),
      { numRuns: 600 },
    )
  })

  it('lacks no more than what is merged with what waits, and what is not seen at the end of a word', () => {
    fc.assert(
      fc.property(any, text, (plain, whole) => {
        const stream = build(plain).stream()
        for (const unit of whole.split('')) {
          stream.push(unit)
          if (stream.action() === undefined) expect(stream.held()).toBeLessThanOrEqual(2 * plain.maxHold + 66)
        }
      }),
      { numRuns: 1_000 },
    )
  })

  it('is a text without hits at once, unit by unit', () => {
    const stream = build({
      rules: [{ id: 'r', terms: ['放贷', 'abc', 'free money'] }],
      allow: [],
      maxHold: 256,
      skip: true,
    }).stream()
    const text = '水在流。ok 👩‍💻 می‌خواهم हिन्दी'
    for (const character of text) expect(stream.push(character) + stream.held()).toBe(`${character}0`)
  })
})

describe('what grows without end', () => {
  const overlapping = createFilter({ rules: [{ id: 'r', terms: ['ab', 'ba'], wholeWord: false }], maxHold: 16 })

  it('is masked in stretches of at most maxHold where hits overlap for ever', () => {
    const whole = 'ab'.repeat(200)
    const stream = overlapping.stream()
    let shown = ''
    for (const unit of whole) {
      shown += stream.push(unit)
      expect(stream.held()).toBeLessThanOrEqual(18)
    }
    expect(shown + stream.flush()).toBe('█'.repeat(400))
    expect(overlapping.scan(whole)).toMatchObject({ text: '█'.repeat(400), action: 'redact' })
  })

  it.each([
    ['signs that are seen', '-', 8],
    ['spaces and signs', ' -', 4],
    ['emoji', '💰', 8],
    ['what is not seen', '\u200b', 64],
    ['NUL', '\0', 64],
    ['marks', '\u0301', 64],
    ['tags', '\u{e0041}', 64],
  ])('is passed over up to a bound: %s', (_, sign, most) => {
    const filter = createFilter({ rules: [{ id: 'r', terms: ['放贷'] }], maxHold: 1_024 })
    expect(filter.scan(`放${sign.repeat(most)}贷`).hits).toHaveLength(1)
    expect(filter.scan(`放${sign.repeat(most + 1)}贷`).hits).toHaveLength(0)
    // What stood in other places does not count.
    expect(filter.scan(`${`水${sign}`.repeat(100)}放${sign.repeat(most)}贷`).hits).toHaveLength(1)
    expect(filter.scan(`${sign.repeat(200)}放${sign}贷`).hits).toHaveLength(1)
  })

  it('is let go where it gets longer than maxHold before its last letter', () => {
    const filter = createFilter({ rules: [{ id: 'r', terms: ['放贷款'] }], maxHold: 16 })
    const gap = '-'.repeat(7)
    expect(filter.scan(`放${gap}贷${gap}款`).hits).toEqual([expect.objectContaining({ start: 0, end: 17 })])
    expect(filter.scan(`放${gap}-贷${gap}款`).hits).toEqual([])
  })
})

describe('signs that are letters, too', () => {
  const filter = createFilter({ rules: [{ id: 'r', terms: ['casino', 'abc', 'c++', '.net', '放贷'] }] })

  it.each([
    ['a 🇨🇦🇸🇮🇳🇴', 'a ██████'],
    ['放🇨🇳贷', '████'],
    ['c .net', 'c ████'],
    ['use .NET, please', 'use ████, please'],
    ['c.a.s.i.n.o', '███████████'],
    ['C++ or c+c++', '███ or c+███'],
    ['c+ and net', 'c+ and net'],
  ])('are taken for what makes a term: %s', (text, expected) => {
    expect(filter.scan(text).text).toBe(expected)
    expect(filtered(filter, text.split('')).text).toBe(expected)
  })

  it('are taken for the same the second time', () => {
    const rules = [
      { id: 'a', terms: ['abc'] },
      { id: 'b', terms: ['casino'], wholeWord: false },
    ]
    const fresh = createFilter({ rules })
    expect(fresh.scan('xa🇨🇦🇸🇮🇳🇴')).toEqual(fresh.scan('xa🇨🇦🇸🇮🇳🇴'))
  })
})
