import type { DetectorRuleOptions } from './detector-rule.ts'
import type { FilterRule } from './filter-rule.ts'
import { numberKind, personalRule } from './personal-rule.ts'
import { readGroups } from './read-groups.ts'
import { isAt, type TextView } from './text-view.ts'

const readNational = /* @__PURE__ */ readGroups('b 344', (digits) => digits.charAt(1) > '2')

const countries = ['+86', '0086', '86']

/** Finds Chinese mobile numbers: 11 digits, in a row or as 3-4-4, with or without +86, 0086 or 86. */
export function prcMobile(options?: DetectorRuleOptions): FilterRule {
  return personalRule(
    'prc-mobile',
    'MOBILE',
    { ...numberKind, minLength: 11, firsts: '+018', read: readMobile },
    options,
  )
}

function readMobile(view: TextView, start: number): number {
  const country = isAt(view, start, '1') ? '' : (countries.find((code) => isAt(view, start, code)) ?? '')
  let index = start + country.length
  if (country && (isAt(view, index, ' ') || isAt(view, index, '-'))) index += 1
  // With a plus before it, it belongs to another country.
  return isAt(view, index, '1') && !isAt(view, index - 1, '+') ? readNational(view, index) : 0
}
