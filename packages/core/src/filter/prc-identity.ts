import { type Clock, systemClock } from '../chat/clock.ts'
import { remainderOf11 } from './check-digits.ts'
import { type DetectorRuleOptions, detectorRule } from './detector-rule.ts'
import type { FilterRule } from './filter-rule.ts'
import { readGroups } from './read-groups.ts'
import { numberChars, numberTies, valueDetector } from './value-detector.ts'

export interface PrcIdentityOptions extends DetectorRuleOptions {
  /** Says what day it is: nobody is born later. */
  readonly clock?: Clock | undefined
}

// 81 to 83 are on residence permits of people from Hong Kong, Macao and Taiwan.
const provinces =
  ' 11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 83 '
const chinaAheadMs = 8 * 3_600_000

/** Finds Chinese identity numbers of 18 characters, by province, date of birth and check character. Short ones of 15 have no check and are left. */
export function prcIdentity(options: PrcIdentityOptions = {}): FilterRule {
  const { now } = options.clock ?? systemClock

  function isIdentity(digits: string): boolean {
    const birth = `${digits.slice(6, 10)}-${digits.slice(10, 12)}-${digits.slice(12, 14)}`
    return (
      provinces.includes(` ${digits.slice(0, 2)} `) &&
      digits.slice(14, 17) !== '000' &&
      remainderOf11(digits) === 1 &&
      birth >= '1900' &&
      birth <= dayOf(now() + chinaAheadMs) &&
      dayOf(birth) === birth
    )
  }

  const detector = valueDetector({
    chars: numberChars,
    minLength: 18,
    maxLength: 256,
    left: { ...numberTies, digits: '-_. ', loose: ' ' },
    right: numberTies,
    read: (view, start) => readGroups(view, start, ' i 684 ', isIdentity),
  })
  return detectorRule({ id: 'prc-identity', category: 'personal-data', placeholder: 'PRC_ID', detector }, options)
}

/** The day of a moment, such as `2026-11-01`; empty for one that does not exist. */
function dayOf(moment: number | string): string {
  return new Date(moment).toJSON()?.slice(0, 10) ?? ''
}
