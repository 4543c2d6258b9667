import { remainderOf11 } from './check-digits.ts'
import { type DetectorRuleOptions, detectorRule } from './detector-rule.ts'
import type { FilterRule } from './filter-rule.ts'
import { isDigit, isLetter, type TextView, unitAt } from './text-view.ts'
import { numberChars, numberTies, valueDetector } from './value-detector.ts'

/** Who registers, and what may be registered there. */
const kinds =
  ' 11 12 13 19 21 29 31 32 33 34 35 39 41 49 51 52 53 54 59 61 62 69 71 72 79 81 89 91 92 93 A1 A9 N1 N2 N3 N9 Y1 '
const alphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY'
const length = 18
const areaEnd = 8

/** Finds Chinese unified social credit codes of companies and institutions, by kind and check character. */
export function prcCompany(options?: DetectorRuleOptions): FilterRule {
  const detector = valueDetector({
    chars: numberChars,
    minLength: length,
    maxLength: 256,
    trigger: '0123456789',
    left: numberTies,
    right: numberTies,
    read: readCode,
  })
  return detectorRule({ id: 'prc-company', category: 'personal-data', placeholder: 'PRC_COMPANY', detector }, options)
}

function readCode(view: TextView, start: number): number {
  let hasLetter = false
  let code = ''
  while (code.length < length) {
    const at = code.length
    const unit = unitAt(view, start + at)
    const character = view.text.charAt(start + at)
    if (at > 1 && at < areaEnd ? !isDigit(unit) : !character || !alphabet.includes(character)) return 0
    hasLetter ||= isLetter(unit)
    code += character
    if (at < 2 && !kinds.includes(` ${code}`)) return 0
  }
  // Numbers without a letter are many: their organisation's own check digit has to be right, too.
  return remainderOf31(code) === 0 && (hasLetter || remainderOf11(code.slice(areaEnd, -1)) === 0) ? start + length : 0
}

function remainderOf31(code: string): number {
  let sum = 0
  for (let at = length - 2; at >= 0; at -= 1) sum = (sum * 3 + alphabet.indexOf(code.charAt(at))) % 31
  return (sum + alphabet.indexOf(code.charAt(length - 1))) % 31
}
