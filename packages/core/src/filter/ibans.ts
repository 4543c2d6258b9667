import type { DetectorRuleOptions } from './detector-rule.ts'
import type { FilterRule } from './filter-rule.ts'
import { numberKind, personalRule } from './personal-rule.ts'
import { isAt, isDigit, isLetter, isWord, type TextView, unitAt } from './text-view.ts'
import { capitals } from './value-detector.ts'

const shortest = 15
/** Countries, the second letter small, before the length of their numbers. */
const countries =
  'No15Be16DkFiFkFoGlNlSd18MkSi19AtBaEeKzLtLuXk20ChCrHrLiLv21BgBhDeGbGeIeMeRsVa22AeGiIlIqOmSoTl23AdCzEsMdPkRoSaSeSkTnVg24' +
  'LyPtSt25IsTr26BiDjFrGrItMcMrSm27AlAzByCyDoEgGtHnHuLbNiPlSvUa28BrPsQa29JoKwMuYe30MtSc31Lc32Ru33'

/** Finds international bank account numbers, in a row or in groups of four, by country, length and check digits. */
export function ibans(options?: DetectorRuleOptions): FilterRule {
  return personalRule('iban', 'IBAN', { ...numberKind, minLength: shortest, firsts: capitals, read: readIban }, options)
}

function readIban(view: TextView, start: number): number {
  const length = lengthOf(view, start)
  if (!length) return 0
  const account = start + 4
  const separator = isAt(view, account, ' ') ? ' ' : ''
  let remainder = 0
  let index = account
  for (let read = 4; read < length; read += 1) {
    if (read % 4 === 0 && separator && !isAt(view, index++, separator)) return 0
    const unit = unitAt(view, index++)
    if (!isWord(unit)) return 0
    remainder = add(remainder, unit)
  }
  // What stands for country and check comes last.
  for (let first = start; first < account; first += 1) remainder = add(remainder, unitAt(view, first))
  return remainder === 1 ? index : 0
}

/** Letters count 10 to 35. */
function add(remainder: number, unit: number): number {
  return (isDigit(unit) ? remainder * 10 + unit - 48 : remainder * 100 + unit - 55) % 97
}

/** How long the numbers of a country are if one seems to start here; 0 otherwise. */
function lengthOf(view: TextView, start: number): number {
  for (let index = start; index < start + 4; index += 1) {
    if (!(index < start + 2 ? isLetter : isDigit)(unitAt(view, index))) return 0
  }
  let at = countries.indexOf(view.text.charAt(start) + view.text.charAt(start + 1).toLowerCase())
  while (isLetter(countries.charCodeAt(at))) at += 1
  return +countries.slice(at, at + 2)
}
