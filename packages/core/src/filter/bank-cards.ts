import type { DetectorRuleOptions } from './detector-rule.ts'
import type { FilterRule } from './filter-rule.ts'
import { numberKind, personalRule } from './personal-rule.ts'
import { readGroups } from './read-groups.ts'
import { isAt, isDigit, type TextView, unitAt } from './text-view.ts'

/** From which to which first four digits a card is of an issuer, and how long its number is. */
const issuers: readonly (readonly [from: number, to: number, ...lengths: readonly number[]])[] = [
  [6200, 6299, 16, 17, 18, 19], // UnionPay
  [4000, 4999, 16, 13, 19], // Visa
  [5100, 5599, 16], // Mastercard
  [2221, 2720, 16],
  [3400, 3499, 15], // American Express
  [3700, 3799, 15],
  [3528, 3589, 16], // JCB
  [6011, 6011, 16], // Discover
  [6440, 6599, 16],
  [3000, 3059, 14], // Diners Club
  [3600, 3699, 14],
  [3800, 3999, 14],
]

const inOneRow = 'd e f g h i j'
const readRow = /* @__PURE__ */ readGroups(inOneRow, isCard)
const readAny = /* @__PURE__ */ readGroups(`${inOneRow} 4441 4442 4443 4444 44441 44442 44443 464 465 6d`, isCard)

// `4111111111111111-1227` is a card with the month in which it expires.
const cardKind = { ...numberKind, minLength: 13, firsts: '23456', right: ['-_', '_.'], read: readCard } as const

/** Finds numbers of bank cards, by issuer, length and check digit. */
export function bankCards(options?: DetectorRuleOptions): FilterRule {
  return personalRule('bank-card', 'BANK_CARD', cardKind, options)
}

function readCard(view: TextView, start: number): number {
  // Groups after other groups are a table, those after a time or a date are not.
  const isWithin = isAt(view, start - 1, ' ') && isDigit(unitAt(view, start - 2))
  return (isWithin && !isMoment(view, start - 4) ? readRow : readAny)(view, start)
}

/** Whether a sign stands as the last one of `12:30 ` or of `2024-01-01 ` does. */
function isMoment(view: TextView, sign: number): boolean {
  return (
    isDigit(unitAt(view, sign + 1)) && (isAt(view, sign, ':') || (isAt(view, sign, '-') && isAt(view, sign - 3, '-')))
  )
}

function isCard(digits: string): boolean {
  const first = +digits.slice(0, 4)
  return (
    issuers.some((issuer) => first >= issuer[0] && first <= issuer[1] && issuer.includes(digits.length, 2)) &&
    isLuhn(digits)
  )
}

function isLuhn(digits: string): boolean {
  let sum = 0
  let other = 0
  // Which digits count twice is known at the last one only: both ways are added up.
  for (let at = 0; at < digits.length; at++) {
    const digit = digits.charCodeAt(at) - 48
    const doubled = sum + digit * 2 - (digit > 4 ? 9 : 0)
    sum = other + digit
    other = doubled
  }
  return sum % 10 === 0
}
