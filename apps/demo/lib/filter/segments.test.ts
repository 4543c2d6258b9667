import type { FilterHit } from '@sluice/core'
import { describe, expect, it } from 'vitest'
import { segmentsOf } from './segments.ts'

const hit = (start: number, end: number, action: FilterHit['action'] = 'redact'): FilterHit => ({
  ruleId: `${start}`,
  category: 'any',
  severity: 'medium',
  action,
  start,
  end,
})
const cut = (text: string, hits: readonly FilterHit[]) =>
  segmentsOf(text.length, hits).map(({ start, end, hit }) => [text.slice(start, end), hit?.action ?? ''])

describe('the segments of a text', () => {
  it('are the text itself where nothing was found', () => {
    expect(cut('abc', [])).toEqual([['abc', '']])
    expect(cut('', [])).toEqual([])
  })

  it('begin and end with hits, also where these stand side by side', () => {
    expect(cut('abcdef', [hit(0, 2), hit(2, 4, 'flag')])).toEqual([
      ['ab', 'redact'],
      ['cd', 'flag'],
      ['ef', ''],
    ])
    expect(cut('abcd', [hit(0, 2), hit(2, 4)])).toHaveLength(2)
  })

  it('belong to the stronger of two hits', () => {
    expect(cut('abcdef', [hit(0, 4, 'flag'), hit(2, 5, 'replace'), hit(3, 4, 'redact')])).toEqual([
      ['ab', 'flag'],
      ['c', 'replace'],
      ['d', 'redact'],
      ['e', 'replace'],
      ['f', ''],
    ])
  })

  it('are cut behind a hit that blocks, and not at it', () => {
    const segments = segmentsOf(6, [hit(0, 1, 'flag'), hit(2, 4, 'block')])
    expect(segments.map(({ start, isCut }) => [start, isCut])).toEqual([
      [0, false],
      [1, false],
      [2, false],
      [4, true],
    ])
  })

  it('cover the text, each unit once', () => {
    const segments = segmentsOf(20, [hit(3, 9), hit(5, 12, 'review'), hit(12, 20, 'block')])
    expect(segments[0]?.start).toBe(0)
    expect(segments.at(-1)?.end).toBe(20)
    for (const [index, { start }] of segments.entries()) expect(start).toBe(segments[index - 1]?.end ?? 0)
  })
})
