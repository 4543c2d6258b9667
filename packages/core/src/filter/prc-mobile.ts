import { type DetectorRuleOptions, detectorRule } from './detector-rule.ts'
import type { FilterRule } from './filter-rule.ts'
import { readGroups } from './read-groups.ts'
import { isAt } from './text-view.ts'
import { numberChars, numberTies, valueDetector } from './value-detector.ts'

/** Finds Chinese mobile numbers: 11 digits, in a row or as 3-4-4, with or without +86, 0086 or 86. */
export function prcMobile(options?: DetectorRuleOptions): FilterRule {
  const detector = valueDetector({
    chars: numberChars,
    minLength: 11,
    maxLength: 256,
    trigger: '1',
    left: numberTies,
    right: numberTies,
    read(view, start) {
      const country = ['+86', '0086', '86'].find((code) => isAt(view, start, code)) ?? ''
      let index = start + country.length
      if (country && (isAt(view, index, ' ') || isAt(view, index, '-'))) index += 1
      // With a plus before it, it belongs to another country.
      if (!isAt(view, index, '1') || isAt(view, index - 1, '+')) return 0
      return readGroups(view, index, ' b 344 ', (digits) => digits.charAt(1) > '2')
    },
  })
  return detectorRule({ id: 'prc-mobile', category: 'personal-data', placeholder: 'MOBILE', detector }, options)
}
