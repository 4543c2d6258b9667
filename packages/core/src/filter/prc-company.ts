import { remainderOf, remainderOf11 } from './check-digits.ts'
import type { DetectorRuleOptions } from './detector-rule.ts'
import type { FilterRule } from './filter-rule.ts'
import { numberKind, personalRule } from './personal-rule.ts'
import { isDigit, type TextView, unitAt } from './text-view.ts'

/** Who registers, and after that what kinds may be registered there. */
const kinds = '11239 219 3123459 419 5123459 6129 7129 819 9123 A19 N1239 Y1'
const alphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY'
const length = 18
const areaEnd = 8

/** Finds Chinese unified social credit codes of companies and institutions, by kind and check character. */
export function prcCompany(options?: DetectorRuleOptions): FilterRule {
  return personalRule('prc-company', 'PRC_COMPANY', { ...numberKind, minLength: length, read: readCode }, options)
}

function readCode(view: TextView, start: number): number {
  let at = 0
  while (at < length) {
    const unit = unitAt(view, start + at)
    if (at > 1 && at < areaEnd ? !isDigit(unit) : !alphabet.includes(String.fromCharCode(unit))) return 0
    at += 1
    if (at < 3 && !isKind(view.text.slice(start, start + at))) return 0
  }
  const code = view.text.slice(start, start + length)
  // Numbers without a letter are many: their organisation's own check digit has to be right, too.
  const isRare = Number.isNaN(+code) || remainderOf11(code.slice(areaEnd, -1)) === 0
  // Each character counts three times as much as the one before it, so that Horner's factor is a third, which is 21 here.
  return isRare && (remainderOf(code.slice(0, -1), alphabet, 21, 31) * 3) % 31 === alphabet.indexOf(code.slice(-1))
    ? start + length
    : 0
}

function isKind([registrar, kind = '']: string): boolean {
  return kinds.split(' ').some(([first, ...rest]) => first === registrar && (kind === '' || rest.includes(kind)))
}
