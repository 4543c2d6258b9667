import { type Clock, systemClock } from '../chat/clock.ts'
import { remainderOf11 } from './check-digits.ts'
import type { DetectorRuleOptions } from './detector-rule.ts'
import type { FilterRule } from './filter-rule.ts'
import { numberKind, personalRule } from './personal-rule.ts'
import { readGroups } from './read-groups.ts'

export interface PrcIdentityOptions extends DetectorRuleOptions {
  /** Says what day it is: nobody is born later. */
  readonly clock?: Clock | undefined
}

/**
 * The highest second digit of a province by its first one; the lowest is 1, after a 5 it is 0. From 81 to 83 they are on residence
 * permits of people from Hong Kong, Macao and Taiwan.
 */
const provinces = '053764513'
const chinaAheadMs = 8 * 3_600_000

/**
 * Finds Chinese identity numbers of 18 characters, by province, date of birth and check character. Old ones of 15 digits have no
 * check and are let go.
 */
export function prcIdentity(options: PrcIdentityOptions = {}): FilterRule {
  const clock = options.clock ?? systemClock
  const read = readGroups('i 684', (number) => isPerson(number) && birthOf(number) <= dayOf(clock.now() + chinaAheadMs))
  return personalRule('prc-identity', 'PRC_ID', { ...numberKind, minLength: 18, firsts: '12345678', read }, options)
}

function isPerson(number: string): boolean {
  const ones = number.charAt(1)
  return (
    ones <= provinces.charAt(+number.charAt(0)) &&
    (ones > '0' || number.startsWith('5')) &&
    remainderOf11(number.toUpperCase()) === 1 &&
    number.slice(14, 17) !== '000' &&
    isDay(birthOf(number))
  )
}

function isDay(birth: string): boolean {
  return birth >= '1900' && dayOf(birth) === birth
}

function birthOf(number: string): string {
  return `${number.slice(6, 10)}-${number.slice(10, 12)}-${number.slice(12, 14)}`
}

/** The day of a moment, such as `2026-11-01`; empty for one that is in no calendar. */
function dayOf(moment: number | string): string {
  return new Date(moment).toJSON()?.slice(0, 10) ?? ''
}
