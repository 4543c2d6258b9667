import { describe, expect, it } from 'vitest'
import { defaultRules } from '../filter/lab-rules.ts'
import { parseRules } from './lab-rules-store.ts'

const roundTrip = (rules: unknown) => parseRules(JSON.parse(JSON.stringify(rules)))

describe('rules that were kept', () => {
  it('are the same again', () => {
    const rules = {
      ...defaultRules,
      lines: { terms: 'tea', allow: '', hosts: 'tea.example' },
      action: 'replace',
      replaceWith: '*',
      isWholeWord: false,
      disguises: { ...defaultRules.disguises, leet: true, traditional: false },
      detectors: { ...defaultRules.detectors, urls: false },
    }
    expect(roundTrip(rules)).toEqual(rules)
  })

  it('are the default ones themselves where nothing was changed', () => {
    expect(roundTrip(defaultRules)).toBe(defaultRules)
  })

  it.each([
    null,
    'text',
    7,
    [],
    { action: 'explode', lines: 'x', disguises: null, detectors: 3, isWholeWord: 'yes' },
    { lines: { terms: 4, other: 'x' }, disguises: { leet: 1, __proto__: { repeats: true } } },
  ])('are the default ones where %j was kept', (stored) => {
    expect(parseRules(stored)).toBe(defaultRules)
  })

  it('are completed where something is missing', () => {
    const kept = { lines: { terms: 'tea' }, disguises: { pinyin: true } }
    expect(parseRules(kept)).toEqual({
      ...defaultRules,
      lines: { ...defaultRules.lines, terms: 'tea' },
      disguises: { ...defaultRules.disguises, pinyin: true },
    })
  })
})
