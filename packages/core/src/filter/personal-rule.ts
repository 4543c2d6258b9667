import { type DetectorRuleOptions, detectorRule } from './detector-rule.ts'
import type { FilterRule } from './filter-rule.ts'
import { digits, numberChars, type ValueKind, valueDetector } from './value-detector.ts'

/** Numbers and codes in capitals. Nothing is found in `2024-0613-…`, `3.14…` and `order_…`. */
export const numberKind = {
  chars: numberChars,
  maxLength: 256,
  trigger: digits,
  left: ['-_', '-_.'],
  right: ['-_', '-_.'],
} as const

/** A rule for personal data. */
export function personalRule(
  id: string,
  placeholder: string,
  kind: ValueKind,
  options: DetectorRuleOptions | undefined,
): FilterRule {
  return detectorRule({ id, category: 'personal-data', placeholder, detector: valueDetector(kind) }, options)
}
