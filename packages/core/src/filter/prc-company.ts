import { remainderOf, remainderOf11 } from './check-digits.ts'
import type { DetectorRuleOptions } from './detector-rule.ts'
import type { FilterRule } from './filter-rule.ts'
import { numberKind, personalRule } from './personal-rule.ts'
import { isDigit, isLetter, type TextView, unitAt } from './text-view.ts'

/** Who registers, and after that what kinds may be registered there. */
const kinds = /* @__PURE__ */ '11239 219 3123459 419 5123459 6129 7129 819 9123 A19 N1239 Y1'.split(' ')
const alphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY'
const length = 18
const areaEnd = 8

/** Finds Chinese unified social credit codes of companies and institutions, by kind and check character. */
export function prcCompany(options?: DetectorRuleOptions): FilterRule {
  return personalRule(
    'prc-company',
    'PRC_COMPANY',
    { ...numberKind, minLength: length, firsts: '123456789ANY', read: readCode },
    options,
  )
}

function readCode(view: TextView, start: number): number {
  if (!isKind(view.text.charAt(start), view.text.charAt(start + 1))) return 0
  const end = start + length
  for (let index = start; index < end; index += 1) {
    const unit = unitAt(view, index)
    const isArea = index > start + 1 && index < start + areaEnd
    if (!isDigit(unit) && (isArea || !isLetter(unit))) return 0
  }
  return isCode(view.text.slice(start, end)) ? end : 0
}

/** Whether something may be registered there; an empty `kind` is any. */
function isKind(registrar: string, kind: string): boolean {
  return kinds.some((registered) => registered.charAt(0) === registrar && registered.includes(kind, 1))
}

function isCode(code: string): boolean {
  return (
    // Each character counts three times as much as the one before it: Horner's factor is a third, which is 21 here.
    (remainderOf(code.slice(0, -1), alphabet, 21, 31) * 3) % 31 === alphabet.indexOf(code.slice(-1)) &&
    Array.from(code).every((character) => alphabet.includes(character)) &&
    // Numbers without a letter are many: their organisation's own check digit has to be right, too.
    (Array.from(code).some((character) => character > '9') || remainderOf11(code.slice(areaEnd, -1)) === 0)
  )
}
