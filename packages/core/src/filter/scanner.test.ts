import { describe, expect, it } from 'vitest'
import { blocklist } from './blocklist.ts'
import { createFilter } from './create-filter.ts'
import type { Filter, FilterOptions } from './filter-types.ts'
import { personalData } from './personal-data.ts'
import { secrets } from './secrets.ts'
import { leastMs } from './test-support/time.ts'

const inWords = (...terms: string[]) => blocklist(terms, { wholeWord: false })
const upTo = (count: number, term: (length: number) => string) => Array.from({ length: count }, (_, at) => term(at + 1))
const towers = inWords(...upTo(200, (length) => `${'a'.repeat(length)}b`))
const lending = inWords('放贷')
const detectors = [...personalData(), ...secrets()]
const astral = (count: number) =>
  Array.from({ length: count }, (_, at) => String.fromCodePoint(0x1f000 + ((at * 7_919) % 0xb0000))).join('')

// Far from what is measured outside of tests, where imports cost nothing: bounds for what grows with the square of its length.
const floor = 1

/** The text, the rules that it is bad for, and how many megabytes a second it must be read at, in UTF-8. */
const worst: Readonly<
  Record<string, readonly [text: string | ((units: number) => string), options: FilterOptions, floor?: number]>
> = {
  'prefixes that go on for ever': ['a', { rules: [towers] }],
  'the same with joiners': ['a-', { rules: [towers] }],
  'the same with spaces': ['a ', { rules: [towers] }],
  'the same with letters that stand together here and there': ['aa a ', { rules: [towers] }],
  'the same as whole words': ['a', { rules: [blocklist(towers.terms ?? [])] }],
  'phrases that go on for ever': ['a ', { rules: [inWords(...upTo(100, (length) => `${'a '.repeat(length)}b`))] }],
  'a prefix and joiners': ['放--------', { rules: [lending] }],
  'a prefix and what is not seen': [`放${'\u200b'.repeat(64)}`, { rules: [lending] }],
  'a prefix and emoji': [`放${'💰'.repeat(8)}`, { rules: [lending] }],
  'a prefix and emoji of several': ['放👨‍👩‍👧‍👦', { rules: [lending] }],
  'joiners alone': ['-', { rules: [lending] }],
  'spaces alone': [' ', { rules: [lending] }],
  'NUL alone': ['\0', { rules: [lending] }],
  'marks alone': ['\u0301', { rules: [lending] }],
  'one ligature': ['ﬀ', { rules: [inWords('ffffx', 'off')] }],
  'letters of mathematics': ['𝐜𝐚𝐬𝐢𝐧', { rules: [inWords('casino')] }],
  flags: ['🇨🇦🇸🇮🇳', { rules: [inWords('casino', 'abc')] }],
  'rare characters, all of them others': [(units) => astral(units / 2), { rules: [inWords('放贷', '𠮷野')] }],
  'halves of characters': ['\ud83d', { rules: [lending] }],
  'all that is optional': [
    'a1放b7 ',
    { rules: [towers, { ...lending, id: 'lending' }], normalize: { leet: true, repeats: true, inserted: true } },
  ],
  // What is reported takes its time: a hit for each unit.
  'hits that overlap for ever': ['ab', { rules: [inWords('ab', 'ba')] }, 0.2],
  'hits of terms within terms': ['a', { rules: [inWords(...upTo(200, (length) => 'a'.repeat(length)))] }, 0.2],
  'phrases to allow that overlap for ever': [
    'ab',
    { rules: [inWords('ab', 'ba')], allow: upTo(100, (length) => 'ab'.repeat(length)) },
    0.05,
  ],
  'phrases to allow that come to nothing': [
    'ab',
    { rules: [inWords('ab')], allow: upTo(100, (length) => `${'ab'.repeat(length)}c`) },
    0.1,
  ],
  'hits of many rules': ['ab', { rules: upTo(20, String).map((id) => ({ ...inWords('ab', 'ba'), id })) }, 0.01],
  digits: ['1', { rules: detectors }, 0.2],
  'almost a card number': ['4111 1111 1111 111 ', { rules: detectors }, 0.2],
  'almost an address': ['a.a@', { rules: detectors }, 0.2],
  'almost a key': ['sk-', { rules: detectors }, 0.2],
  'almost a private key': ['-----BEGIN RSA PRIVATE KEY-----\n', { rules: detectors }, 0.2],
}

function inDeltas(filter: Filter, text: string): void {
  const stream = filter.stream()
  for (let at = 0; at < text.length; at += 4) stream.push(text.slice(at, at + 4))
  stream.flush()
}

describe.each(Object.entries(worst))('a text as bad as it gets: %s', (_, [pump, options, least = floor]) => {
  const filter = createFilter(options)
  const textOf = (units: number) => {
    const text = typeof pump === 'string' ? pump.repeat(Math.ceil(units / pump.length)) : pump(units)
    return text.slice(0, units)
  }
  // As long as it takes to be measured.
  const units = least < 0.1 ? 3_000 : least < 1 ? 10_000 : 40_000

  it('takes twice as long when it is twice as long', () => {
    const [once, twice] = [textOf(units), textOf(units * 2)]
    filter.scan(once)
    const [short, long] = [leastMs(() => filter.scan(once)), leastMs(() => filter.scan(twice))]
    expect(long).toBeLessThan(3 * short + 20)
    expect(Buffer.byteLength(twice) / 1e3 / Math.max(long, 0.01)).toBeGreaterThan(least)
  })

  it('takes at most some microseconds for a delta', () => {
    const text = textOf(units / 5)
    inDeltas(filter, text)
    const microseconds = (leastMs(() => inDeltas(filter, text)) * 1e3) / (text.length / 4)
    expect(microseconds).toBeLessThan(least < 1 ? 200 : 20)
  })
})

describe('a long text', () => {
  it('is read in pieces, and gives what it gives in any others', () => {
    const filter = createFilter({ rules: [blocklist(['放贷', 'opium']), ...secrets()] })
    for (const shift of [0, 1, 2, 3]) {
      const text = `${'x'.repeat(shift)}${'放 贷。opi\u200bum 👩‍💻 '.repeat(5_000)}`
      const { hits, text: filtered } = filter.scan(text)
      expect(hits).toHaveLength(10_000)
      expect(filtered.match(/█+/g)).toHaveLength(10_000)
      const stream = filter.stream()
      let whole = ''
      for (let at = 0; at < text.length; at += 1_000) whole += stream.push(text.slice(at, at + 1_000))
      expect(whole + stream.flush()).toBe(filtered)
    }
  })

  it('is not read on after a hit that blocks', () => {
    const filter = createFilter({ rules: [blocklist(['放贷'], { action: 'block' })] })
    expect(filter.scan(`放贷${'放贷'.repeat(100_000)}`)).toMatchObject({ text: '', hits: [{ start: 0, end: 2 }] })
    const scanner = filter.scanner()
    expect(scanner.push(`a${'放贷'.repeat(100_000)}`)).toMatchObject({ safe: 1, edits: [], blockedBy: { start: 1 } })
    expect(scanner.flush()).toMatchObject({ safe: 1, blockedBy: { start: 1 } })
    expect(scanner.push('b ')).toEqual({ safe: 2, edits: [], blockedBy: undefined })
  })
})
