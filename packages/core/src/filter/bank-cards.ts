import { isLuhn } from './check-digits.ts'
import { type DetectorRuleOptions, detectorRule } from './detector-rule.ts'
import type { FilterRule } from './filter-rule.ts'
import { readGroups } from './read-groups.ts'
import { numberChars, numberTies, valueDetector } from './value-detector.ts'

/** From which to which first four digits cards are of an issuer, and how long they are. */
const issuers = [
  [6200, 6299, 16, 19], // UnionPay
  [4000, 4999, 16, 16], // Visa
  [4000, 4999, 13, 13],
  [4000, 4999, 19, 19],
  [5100, 5599, 16, 16], // Mastercard
  [2221, 2720, 16, 16],
  [3400, 3499, 15, 15], // American Express
  [3700, 3799, 15, 15],
  [3528, 3589, 16, 16], // JCB
  [6011, 6011, 16, 16], // Discover
  [6440, 6599, 16, 16],
  [3000, 3059, 14, 14], // Diners Club
  [3600, 3699, 14, 14],
  [3800, 3999, 14, 14],
] as const

const inOneRow = ' d e f g h i j '
const inGroups = '4441 4442 4443 4444 44441 44442 44443 464 465 6d '

/** Finds numbers of bank cards, by issuer, length and check digit. */
export function bankCards(options?: DetectorRuleOptions): FilterRule {
  const detector = valueDetector({
    chars: numberChars,
    minLength: 13,
    maxLength: 256,
    trigger: '23456',
    left: { ...numberTies, digits: '-_. ', loose: ' ' },
    right: numberTies,
    // Groups after other groups are a table and no card.
    read: (view, start, isLoose) => readGroups(view, start, isLoose ? inOneRow : inOneRow + inGroups, isCard),
  })
  return detectorRule({ id: 'bank-card', category: 'personal-data', placeholder: 'BANK_CARD', detector }, options)
}

function isCard(digits: string): boolean {
  const first = +digits.slice(0, 4)
  const { length } = digits
  return (
    issuers.some(([from, to, min, max]) => first >= from && first <= to && length >= min && length <= max) &&
    isLuhn(digits)
  )
}
