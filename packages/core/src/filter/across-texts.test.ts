import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { acrossTexts } from './across-texts.ts'
import { apiKeyLeaks } from './api-key-leaks.ts'
import { createFilter } from './create-filter.ts'
import { emails } from './emails.ts'
import type { FilterHit } from './filter-hit.ts'
import type { FilterRule } from './filter-rule.ts'
import { maskOf } from './mask-of.ts'
import { createSplice, type Fate } from './splice.ts'
import { pieces } from './test-support/plain-source.ts'

/** What is shown of texts that follow one another. */
function show(rules: readonly FilterRule[], texts: readonly string[], sizes: readonly number[] = [9_999]) {
  const hits: FilterHit[] = []
  const open = acrossTexts(createFilter({ rules }).scanners())
  const fate: Fate = { changes: 0, blockedBy: undefined }
  const splice = createSplice(
    open((hit) => hits.push(hit), 'text', true),
    maskOf,
    fate,
  )
  const shown = texts.map(
    (text) =>
      pieces(text, sizes)
        .map((piece) => splice.push(piece))
        .join('') + splice.flush(),
  )
  return { shown, hits, fate }
}
const word = (...terms: string[]): FilterRule => ({ id: 'word', terms })

describe('texts that follow one another', () => {
  it('never show whole what goes across', () => {
    const { shown, hits } = show([word('赌场')], ['去赌', '场吧', ' 赌', '场'])
    expect(shown).toEqual(['去赌', '█吧', ' 赌', '█'])
    expect(hits.length).toBe(2)
    const key = `sk-proj-${'AbC9dEf8GhI7jKl6MnO5pQr4StU3vWx2YzA1bCd0EfG'}`
    const cut = show([apiKeyLeaks()], [key.slice(0, 20), `${key.slice(20)} ok`])
    expect(cut.shown.join('')).not.toContain(key.slice(20))
    expect(cut.shown[1]).toMatch(/ ok$/)
  })

  it('block where the end of it comes', () => {
    const { shown, fate } = show([{ ...word('stop now'), action: 'block' }], ['a stop', ' now b'], [1])
    expect(shown).toEqual(['a stop', ''])
    expect(fate.blockedBy?.ruleId).toBe('word')
  })

  it('tell once of what lies in one of them, and leave alone what follows it', () => {
    const { shown, hits } = show([word('casino'), emails()], ['casino ada@example.org', 'Next', ' casino'])
    expect(shown).toEqual(['██████ ███████████████', 'Next', ' ██████'])
    expect(hits.map(({ ruleId }) => ruleId)).toEqual(['word', 'email', 'word'])
  })

  it('are not blocked for what the cut of a long one makes of it', () => {
    const rules: FilterRule[] = [{ ...word('casino'), action: 'block' }]
    const text = `${'x'.repeat(5_000)}casino${' y'.repeat(509)}`
    for (const by of [0, 1, 2, 3, 4, 5]) {
      const { shown, fate, hits } = show(rules, [`${text}${'z'.repeat(by)}`, 'more', ' and more'])
      expect([shown.slice(1), fate.blockedBy, hits]).toEqual([['more', ' and more'], undefined, []])
    }
  })

  it('show the same however they are cut, and never a term', () => {
    const rules = [word('赌场', 'bad word', 'abab')]
    const scrap = fc.constantFrom('赌', '场', 'bad', ' ', 'word', 'ab', 'a', '\u200b', '。')
    const texts = fc.array(
      fc.array(scrap, { maxLength: 5 }).map((scraps) => scraps.join('')),
      { maxLength: 6 },
    )
    fc.assert(
      fc.property(texts, fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 3 }), (texts, sizes) => {
        const whole = show(rules, texts)
        expect(show(rules, texts, sizes).shown).toEqual(whole.shown)
        expect(whole.shown.join('')).not.toContain('赌场')
      }),
    )
  })
})
