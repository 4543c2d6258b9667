import { remainderOf } from './check-digits.ts'
import type { DetectorRuleOptions } from './detector-rule.ts'
import type { FilterRule } from './filter-rule.ts'
import { numberKind, personalRule } from './personal-rule.ts'
import { isAt, isDigit, isLetter, type TextView, unitAt } from './text-view.ts'

const shortest = 15
/** Countries, the second letter small, before the length of their numbers. */
const countries =
  'No15Be16DkFiFkFoGlNlSd18MkSi19AtBaEeKzLtLuXk20ChCrHrLiLv21BgBhDeGbGeIeMeRsVa22AeGiIlIqOmSoTl23AdCzEsMdPkRoSaSeSkTnVg24' +
  'LyPtSt25IsTr26BiDjFrGrItMcMrSm27AlAzByCyDoEgGtHnHuLbNiPlSvUa28BrPsQa29JoKwMuYe30MtSc31Lc32Ru33'

/** Finds international bank account numbers, in a row or in groups of four, by country, length and check digits. */
export function ibans(options?: DetectorRuleOptions): FilterRule {
  return personalRule('iban', 'IBAN', { ...numberKind, minLength: shortest, read: readIban }, options)
}

function readIban(view: TextView, start: number): number {
  let length = shortest
  let value = ''
  let separator = ''
  let index = start
  while (value.length < length) {
    const at = value.length
    if (at === 4) {
      length = lengthOf(value)
      if (isAt(view, index, ' ')) separator = ' '
    }
    if (at % 4 === 0) {
      if (!isAt(view, index, separator)) return 0
      index += separator.length
    }
    const unit = unitAt(view, index)
    if (!(at > 1 && isDigit(unit)) && !((at < 2 || at > 3) && isLetter(unit))) return 0
    value += view.text.charAt(index++)
  }
  // What stands for country and check comes last, and letters count 10 to 35.
  const digits = Array.from(value.slice(4) + value.slice(0, 4), (character) => Number.parseInt(character, 36)).join('')
  return remainderOf(digits, '0123456789', 10, 97) === 1 ? index : 0
}

function lengthOf(value: string): number {
  let at = countries.indexOf(value.charAt(0) + value.charAt(1).toLowerCase())
  while (isLetter(countries.charCodeAt(at))) at += 1
  return +countries.slice(at, at + 2)
}
