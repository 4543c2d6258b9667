import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createFilter } from './create-filter.ts'
import type { Detector, Span } from './detector.ts'
import type { FilterHit } from './filter-hit.ts'
import type { FilterRule } from './filter-rule.ts'
import type { Filter } from './filter-types.ts'

const isDigit = (unit: string) => unit >= '0' && unit <= '9'

/** Three to five digits that stand alone. */
const numbers: Detector = {
  chars: '0123456789',
  minLength: 3,
  maxLength: 16,
  find: (run, before, after) =>
    isDigit(before) || isDigit(after) || run.length > 5 ? [] : [{ start: 0, end: run.length }],
  live: (run, before) => (isDigit(before) || run.length > 5 ? run.length : 0),
}

/** `a-b`, with any hyphen. */
const hyphened: Detector = {
  chars: 'ab-',
  minLength: 3,
  maxLength: 16,
  trigger: '-',
  find: (run) => Array.from(run.matchAll(/a-b/g), ({ index }) => ({ start: index, end: index + 3 })),
  live: (run) => run.length - (run.endsWith('a-') ? 2 : run.endsWith('a') ? 1 : 0),
}

/** Something not ASCII between two signs. */
function quotedIn(run: string): { spans: Span[]; open: number } {
  const spans: Span[] = []
  let open = run.indexOf('@')
  for (let next = run.indexOf('@', open + 1); open >= 0 && next >= 0; next = run.indexOf('@', open + 1)) {
    if (next === open + 1) open = next
    else {
      spans.push({ start: open, end: next + 1 })
      open = run.indexOf('@', next + 1)
    }
    if (open < 0) break
  }
  return { spans, open: open < 0 ? run.length : open }
}
const quoted: Detector = {
  chars: ['@', 'non-ascii'],
  minLength: 3,
  maxLength: 1_024,
  find: (run) => quotedIn(run).spans,
  live: (run) => quotedIn(run).open,
}

/** What stands in angle brackets, of which it is not known how long they get. */
const tags: Detector = {
  chars: '<>ab ',
  minLength: 2,
  maxLength: 16,
  find: (run) =>
    Array.from(run.matchAll(/<[^<>]*>/g), ({ index, 0: { length } }) => ({ start: index, end: index + length })),
  live: (run) => (run.lastIndexOf('<') > run.lastIndexOf('>') ? run.lastIndexOf('<') : run.length),
}

const rule = (id: string, detector: Detector, rest: Partial<FilterRule> = {}): FilterRule => ({ id, detector, ...rest })
const bounded = [rule('numbers', numbers), rule('hyphened', hyphened), rule('quoted', quoted)]

function filtered(filter: Filter, pieces: readonly string[]): { text: string; hits: FilterHit[]; most: number } {
  const hits: FilterHit[] = []
  const stream = filter.stream({ onHit: (hit) => hits.push(hit) })
  let most = 0
  const parts = pieces.map((piece) => {
    const shown = stream.push(piece)
    most = Math.max(most, stream.held())
    return shown
  })
  return { text: parts.join('') + stream.flush(), hits, most }
}

const sign = fc.constantFrom(...'0１29ab-‐−a-b@＠é放😀<><> \u3000\u00a0x.ａ')
const text = fc.array(sign, { maxLength: 60 }).map((parts) => parts.join(''))
const cut = fc.tuple(text, fc.array(fc.nat(60), { maxLength: 8 })).map(([whole, places]) => {
  const sorted = [0, ...places.toSorted((a, b) => a - b), whole.length]
  return { whole, pieces: sorted.slice(1).map((place, at) => whole.slice(sorted[at], place)) }
})

/** One unit for one unit. */
function toAscii(whole: string): string {
  return whole
    .replaceAll(/[\uff01-\uff5e]/g, (unit) => String.fromCharCode(unit.charCodeAt(0) - 0xfee0))
    .replaceAll(/[\u2010-\u2015\u2212]/g, '-')
    .replaceAll(/[\u3000\u00a0]/g, ' ')
}

describe('what detectors find', () => {
  it('is what they find in the whole text', () => {
    const filter = createFilter({ rules: bounded })
    fc.assert(
      fc.property(text, (whole) => {
        const plain = toAscii(whole)
        const found = (id: string, pattern: RegExp) =>
          Array.from(plain.matchAll(pattern), ({ index, 0: { length } }) => `${id} ${index} ${index + length}`)
        // biome-ignore lint/suspicious/noControlCharactersInRegex: all that is ASCII.
        const notAscii = /@[^\x00-\x7f]+@/g
        const expected = [
          ...found('numbers', /(?<!\d)\d{3,5}(?!\d)/g),
          ...found('hyphened', /a-b/g),
          ...found('quoted', notAscii),
        ]
        const hits = filter.scan(whole).hits.map(({ ruleId, start, end }) => `${ruleId} ${start} ${end}`)
        expect(hits.toSorted()).toEqual(expected.toSorted())
      }),
      { numRuns: 2_000 },
    )
  })

  it('is the same however the text is cut, with terms among it and with what grows too long', () => {
    const rules = [
      ...bounded,
      rule('tags', tags),
      rule('released', { ...tags, chars: '<> ba' }, { overflow: 'release' }),
      rule('also numbers', { ...numbers, minLength: 4, maxLength: 9 }, { replaceWith: '#' }),
      { id: 'terms', terms: ['ab', '放', '029', 'a-b'], replaceWith: '[x]' },
    ]
    for (const order of [rules, rules.toReversed()]) {
      const filter = createFilter({ rules: order, allow: ['a-b-a', 'ba'], maxHold: 16 })
      fc.assert(
        fc.property(cut, ({ whole, pieces }) => {
          const { text, hits } = filtered(filter, [whole])
          expect(filtered(filter, pieces)).toMatchObject({ text, hits })
          expect(filtered(filter, whole.split(''))).toMatchObject({ text, hits })
        }),
        { numRuns: 1_500 },
      )
    }
  })

  it('is shown with what stands around it, as ASCII where it counts as that', () => {
    const seen: string[] = []
    const spy: Detector = {
      ...{ chars: 'ab', minLength: 1, maxLength: 16 },
      find: (run, before, after) => {
        seen.push(`${before}|${run}|${after}`)
        return []
      },
    }
    createFilter({ rules: [rule('spy', spy)] }).scan('ab放ａb＠a\u3000b')
    expect(seen).toEqual(['|ab|放', '放|ab|@', '@|a| ', ' |b|'])
  })

  it('is shown with as much before it as it asks for, however the text is cut', () => {
    const seen: string[] = []
    const spy: Detector = {
      ...{ chars: 'ab', minLength: 1, maxLength: 16, context: 4 },
      find: (run, before) => {
        seen.push(`${before}|${run}`)
        return []
      },
      live: (run) => run.length,
    }
    const filter = createFilter({ rules: [rule('spy', spy)] })
    filter.scan('a放ｘ\u3000a, b')
    expect(seen.splice(0)).toEqual(['|a', 'a放x |a', ' a, |b'])
    filtered(filter, ['a', 'b', '放1', '23a', 'b'])
    expect(seen).toEqual(['|a', 'a|b', '放123|a', '123a|b'])
  })

  it('is not asked for in runs that are too short, or that lack the trigger', () => {
    const seen: string[] = []
    const find = (run: string) => {
      seen.push(run)
      return []
    }
    const spy: Detector = { ...hyphened, find, live: () => 0 }
    createFilter({ rules: [rule('spy', spy)] }).scan('ab aab a- a-b b−－ ---')
    expect(seen).toEqual(['a-b', 'b--', '---'])
  })
})

describe('what detectors hold back', () => {
  it('is what may yet be found, and no more', () => {
    const stream = createFilter({ rules: bounded }).stream()
    const held = (piece: string) => [stream.push(piece), stream.held()]
    expect(held('x12')).toEqual(['x', 2])
    expect(held('3')).toEqual(['', 3])
    expect(held('456')).toEqual(['123456', 0])
    expect(held('7')).toEqual(['7', 0])
    expect(held(' bba')).toEqual([' bb', 1])
    expect(held('‐')).toEqual(['', 2])
    expect(held('b')).toEqual(['███', 0])
    expect(held('放＠')).toEqual(['放', 1])
    expect(held('放😀')).toEqual(['', 4])
    expect(held('@.')).toEqual(['████.', 0])
    expect(stream.flush()).toBe('')
  })

  it('is bounded by their maxLength', () => {
    const filter = createFilter({ rules: [rule('tags', tags), ...bounded] })
    fc.assert(
      fc.property(
        text.map((whole) => whole.replaceAll(/[@＠]/g, '')),
        (whole) => {
          expect(filtered(filter, whole.split('')).most).toBeLessThanOrEqual(2 * 16)
        },
      ),
      { numRuns: 500 },
    )
    const { most } = filtered(filter, `<${'a '.repeat(500)}`.split(''))
    expect(most).toBeLessThanOrEqual(16)
  })
})

describe('what grows too long to be held back', () => {
  const long = `x<${'a'.repeat(99)}>b.<a>`
  const masked = (overflow?: 'redact' | 'release') => createFilter({ rules: [rule('tags', tags, { overflow })] })

  it('is masked until its run ends, and reported as not proved', () => {
    const { text, hits } = masked().scan(long)
    expect(text).toBe(`x${'█'.repeat(102)}.███`)
    expect(hits.slice(0, -1).every(({ isOverflow }) => isOverflow === true)).toBe(true)
    expect(hits[0]?.start).toBe(1)
    expect(hits.at(-2)?.end).toBe(103)
    expect(hits.at(-1)).toEqual(expect.not.objectContaining({ isOverflow: true }))
    expect(filtered(masked(), long.split(''))).toMatchObject({ text, hits })
  })

  it('ends where its detector says, however the text is cut', () => {
    const ending: Detector = { ...tags, overflowEnd: (run) => run.indexOf('>') }
    const filter = createFilter({ rules: [rule('tags', ending)] })
    const { text, hits } = filter.scan(`x<${'a'.repeat(50)}>bb <a>`)
    expect(text).toBe(`x${'█'.repeat(51)}>bb ███`)
    expect(hits.at(-2)).toMatchObject({ end: 52, isOverflow: true })
    const parts = fc.array(fc.constantFrom('<', '>', 'a', 'bb ', 'a'.repeat(20), '.'), { maxLength: 20 })
    fc.assert(
      fc.property(parts, fc.nat(30), (signs, size) => {
        const whole = signs.join('')
        const pieces = whole.split('').map((_, at) => whole.slice(at * (size + 1), (at + 1) * (size + 1)))
        const { text, hits } = filtered(filter, [whole])
        expect(filtered(filter, pieces)).toMatchObject({ text, hits })
        expect(filtered(filter, whole.split(''))).toMatchObject({ text, hits })
      }),
    )
  })

  it('is let go if the rule says so', () => {
    const { text, hits } = masked('release').scan(long)
    expect(text).toBe(`${long.slice(0, -3)}███`)
    expect(hits).toHaveLength(1)
    expect(filtered(masked('release'), long.split(''))).toMatchObject({ text, hits })
  })

  it('is masked at the end of the text, too, and no longer in the next', () => {
    const stream = masked().stream()
    expect(stream.push(`<${'b'.repeat(40)}`) + stream.flush()).toBe('█'.repeat(41))
    expect(stream.push('bb <b>') + stream.flush()).toBe('bb ███')
  })
})

describe("a detector of one's own", () => {
  const shape = { chars: 'abS', minLength: 1, maxLength: 64 }
  const scan =
    (detector: Detector, text = 'abab') =>
    () =>
      createFilter({ rules: [{ id: 'own', detector, replaceWith: '[own]' }] }).scan(text).text

  it.each([
    ['the wrong way round', { start: 3, end: 1 }],
    ['beyond its run', { start: 0, end: 999 }],
    ['before its run', { start: -1, end: 2 }],
    ['at no place', { start: Number.NaN, end: Number.NaN }],
  ])('is refused where it finds something %s', (_, span) => {
    expect(scan({ ...shape, find: () => [span] })).toThrow(/^filter: the detector of own found .* in a run of 4$/)
  })

  it('is refused where it finds the same twice, or holds from nowhere', () => {
    const span = { start: 0, end: 2 }
    expect(scan({ ...shape, find: () => [span, span] })).toThrow('the detector of own found 0 to 2')
    expect(scan({ ...shape, find: () => [], live: () => Number.NaN })).toThrow('the detector of own holds from NaN')
  })

  it.each([
    [{ chars: '赌' }, 'chars must list ASCII characters'],
    [{ chars: '' }, 'chars must list ASCII characters'],
    [{ trigger: '' }, 'trigger must list ASCII characters'],
    [{ maxLength: 0 }, 'minLength and maxLength must be whole numbers'],
    [{ maxLength: 1e9 }, 'minLength and maxLength must be whole numbers'],
    [{ minLength: 65 }, 'minLength and maxLength must be whole numbers'],
  ])('is refused with %j', (wrong, why) => {
    expect(scan({ ...shape, find: () => [], ...wrong })).toThrow(`createFilter: own: detector: ${why}`)
  })

  it('masks nothing too long in which its trigger is not', () => {
    const detector = { ...shape, trigger: 'S', find: () => [] }
    expect(scan(detector, 'a'.repeat(200))()).toBe('a'.repeat(200))
    expect(scan(detector, `S${'a'.repeat(200)}`)()).toMatch(/^\[own\]/)
  })
})
