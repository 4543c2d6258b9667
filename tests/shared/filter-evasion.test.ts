import { blocklist, createFilter, type Filter } from '@sluice/core'
import { pinyin } from '@sluice/core/pinyin'
import { traditional } from '@sluice/core/traditional'
import { describe, expect, it } from 'vitest'
import { type FilterCase, masked, readFilterCases, resultsOf } from '../support/filter-cases.ts'

interface EvasionCase extends FilterCase {
  level: 'basic' | 'aggressive' | 'hard'
  terms: string[]
  allow?: string[]
  spans?: [start: number, end: number][]
}

const cases: readonly EvasionCase[] = readFilterCases('filter-evasion')
const atLevel = (level: EvasionCase['level']) => cases.filter((one) => one.level === level)

function filterFor({ terms, allow, level }: EvasionCase): Filter {
  const optIns = { leet: true, repeats: true, inserted: true, pinyin }
  const normalize = { variants: [traditional], ...(level === 'aggressive' ? optIns : {}) }
  return createFilter({ rules: [blocklist(terms)], allow, normalize })
}

describe.skipIf(cases.length === 0)('terms in disguise', () => {
  it('are there', () => {
    expect(atLevel('basic').length).toBeGreaterThanOrEqual(35)
    expect(atLevel('aggressive').length).toBeGreaterThanOrEqual(3)
  })

  it.each([...atLevel('basic'), ...atLevel('aggressive')])(
    'are what is masked, and nothing else: $id, $note',
    (one) => {
      const [first, ...others] = resultsOf(filterFor(one), one)
      expect(first?.text).toBe(masked(one.text, one.spans ?? []))
      expect(others).toEqual(others.map(() => first))
    },
  )

  it.each(atLevel('hard'))('are the same in pieces, whatever is found of the hard ones: $id, $note', (one) => {
    const [first, ...others] = resultsOf(filterFor(one), one)
    expect(others).toEqual(others.map(() => first))
  })
})
