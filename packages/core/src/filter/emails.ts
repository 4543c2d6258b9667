import { type DetectorRuleOptions, detectorRule } from './detector-rule.ts'
import type { FilterRule } from './filter-rule.ts'
import { isAt, isLetter, isWord, type TextView, unitAt } from './text-view.ts'
import { valueDetector, wordChars } from './value-detector.ts'

const localSigns = '.+%-_'
const longestLocal = 64
const longestDomain = 255
const longestLabel = 63

/** Finds e-mail addresses of ASCII characters, whatever stands beside them. */
export function emails(options?: DetectorRuleOptions): FilterRule {
  const detector = valueDetector({
    chars: wordChars,
    minLength: 6,
    maxLength: 1_024,
    trigger: '@',
    left: { letters: localSigns, digits: localSigns },
    // `git@example.org:path` is a place to copy from, `a@b.org@c` is nothing.
    right: { letters: ':@_', digits: ':@_' },
    read: readEmail,
  })
  return detectorRule({ id: 'email', category: 'personal-data', placeholder: 'EMAIL', detector }, options)
}

function readEmail(view: TextView, start: number): number {
  // `@ada@example.social` is a name in a network.
  if (!isWord(unitAt(view, start)) || view.text[start - 1] === '@') return 0
  const at = endOf(view, start, localSigns, longestLocal)
  if (at === start || !isAt(view, at, '@') || view.text[at - 1] === '.') return 0
  let end = endOf(view, at + 1, '.-', longestDomain)
  while (end > at && !isWord(view.text.charCodeAt(end - 1))) end -= 1
  return isDomain(view.text.slice(at + 1, end)) ? end : 0
}

/** Where a stretch of letters, digits and `signs` ends: at the latest after `most`, or where two dots stand in a row. */
function endOf(view: TextView, start: number, signs: string, most: number): number {
  let index = start
  while (index - start < most) {
    const unit = unitAt(view, index)
    if (!isWord(unit) && !signs.includes(view.text[index] ?? ' ')) break
    if (unit === 46 && isAt(view, index + 1, '.')) break
    index += 1
  }
  return index
}

function isDomain(domain: string): boolean {
  const labels = domain.split('.')
  const top = labels.at(-1) ?? ''
  const isTop =
    top.startsWith('xn--') || (top.length > 1 && Array.from(top).every((char) => isLetter(char.charCodeAt(0))))
  const isLabel = (label: string) =>
    label !== '' && label.length <= longestLabel && label[0] !== '-' && label.at(-1) !== '-'
  // `icon@2x.png` is a picture.
  const isPicture = labels[0]?.[1] === 'x' && labels[0].length === 2 && labels[0] < 'A'
  return labels.length > 1 && isTop && labels.every(isLabel) && !isPicture
}
