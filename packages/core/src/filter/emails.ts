import type { DetectorRuleOptions } from './detector-rule.ts'
import { endsEscape } from './ends-escape.ts'
import type { FilterRule } from './filter-rule.ts'
import { personalRule } from './personal-rule.ts'
import { isAt, isWord, type TextView, unitAt } from './text-view.ts'
import { wordChars, wordFirsts } from './value-detector.ts'

const localSigns = '.+%-_'
const longestLocal = 64
const longestDomain = 255
const longestLabel = 63

const emailKind = {
  chars: wordChars,
  minLength: 6,
  maxLength: 1_024,
  trigger: '@',
  firsts: wordFirsts,
  left: [localSigns, localSigns],
  // `a@b.org@c` is nothing.
  right: ['@_', '@_'],
  read: readEmail,
} as const

/** Finds e-mail addresses of ASCII characters, whatever stands beside them. */
export function emails(options?: DetectorRuleOptions): FilterRule {
  return personalRule('email', 'EMAIL', emailKind, options)
}

function readEmail(view: TextView, start: number): number {
  const at = endOf(view, start, localSigns, longestLocal)
  if (!isAt(view, at, '@')) return -at
  // `@ada@example.social` is a name in a network.
  if (isAt(view, start - 1, '@') || isAt(view, at - 1, '.')) return 0
  // The digits of `%20` are no part of a name.
  if (isAt(view, start - 1, '%') && endsEscape(view.text, start + 2)) return 0
  let end = endOf(view, at + 1, '.-', longestDomain)
  while (end > at && !isWord(unitAt(view, end - 1))) end -= 1
  // `git@example.org:path` is a place to copy from.
  const isCopied = isAt(view, end, ':') && isWord(unitAt(view, end + 1)) && view.text.slice(start, at) === 'git'
  return !isCopied && isDomain(view.text.slice(at + 1, end)) ? end : 0
}

/** Where a stretch of letters, digits and `signs` ends: at the latest after `most`, or where two dots stand in a row. */
function endOf(view: TextView, start: number, signs: string, most: number): number {
  let index = start
  while (index - start < most) {
    const unit = unitAt(view, index)
    if (!isWord(unit) && (!signs.includes(String.fromCharCode(unit)) || isAt(view, index, '..'))) break
    index += 1
  }
  return index
}

function isDomain(domain: string): boolean {
  const labels = domain.split('.')
  const [first = ''] = labels
  const top = labels.at(-1) ?? ''
  // `icon@2x.png` is a picture.
  const isPicture = first.length === 2 && first < 'A' && first.endsWith('x')
  const isName = top.startsWith('xn--') || (top.length > 1 && Array.from(top).every((character) => character > '9'))
  return labels.length > 1 && isName && !isPicture && labels.every(isLabel)
}

function isLabel(label: string): boolean {
  const last = label.length - 1
  return last < longestLabel && isWord(label.charCodeAt(0)) && isWord(label.charCodeAt(last))
}
