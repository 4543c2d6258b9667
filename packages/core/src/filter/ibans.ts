import { type DetectorRuleOptions, detectorRule } from './detector-rule.ts'
import type { FilterRule } from './filter-rule.ts'
import { isAt, isDigit, isLetter, unitAt } from './text-view.ts'
import { numberChars, numberTies, valueDetector } from './value-detector.ts'

/** Countries, the second letter small, before the length of their numbers. */
const shortest = 15
const countries =
  'No15Be16DkFiFkFoGlNlSd18MkSi19AtBaEeKzLtLuXk20ChCrHrLiLv21BgBhDeGbGeIeMeRsVa22AeGiIlIqOmSoTl23AdCzEsMdPkRoSaSeSkTnVg24' +
  'LyPtSt25IsTr26BiDjFrGrItMcMrSm27AlAzByCyDoEgGtHnHuLbNiPlSvUa28BrPsQa29JoKwMuYe30MtSc31Lc32Ru33'

/** Finds international bank account numbers, in one row or in groups of four, by country, length and check digits. */
export function ibans(options?: DetectorRuleOptions): FilterRule {
  const detector = valueDetector({
    chars: numberChars,
    minLength: shortest,
    maxLength: 256,
    trigger: '0123456789',
    left: numberTies,
    right: numberTies,
    read(view, start) {
      let length = shortest
      let isGrouped = false
      let value = ''
      let index = start
      while (value.length < length) {
        const at = value.length
        if (at === 4) {
          length = lengthOf(value)
          isGrouped = isAt(view, index, ' ')
        }
        if (isGrouped && at % 4 === 0 && !isAt(view, index++, ' ')) return 0
        const unit = unitAt(view, index)
        if (!(at > 1 && isDigit(unit)) && !(isLetter(unit) && (at < 2 || at > 3))) return 0
        value += view.text.charAt(index++)
      }
      return remainderOf97(value) === 1 ? index : 0
    },
  })
  return detectorRule({ id: 'iban', category: 'personal-data', placeholder: 'IBAN', detector }, options)
}

function lengthOf(value: string): number {
  let at = countries.indexOf(value.charAt(0) + value.charAt(1).toLowerCase())
  if (at < 0) return 0
  while (!isDigit(countries.charCodeAt(at))) at += 1
  return +countries.slice(at, at + 2)
}

/** Letters count ten to 35; what stands for country and check comes last. */
function remainderOf97(value: string): number {
  let remainder = 0
  for (const character of value.slice(4) + value.slice(0, 4)) {
    const number = Number.parseInt(character, 36)
    remainder = (remainder * (number > 9 ? 100 : 10) + number) % 97
  }
  return remainder
}
