import type { Detector } from './detector.ts'
import { type DetectorRuleOptions, detectorRule } from './detector-rule.ts'
import type { FilterRule } from './filter-rule.ts'

/** A rule for secrets: nobody is to see them, nor anything that may be one. */
export function secretRule(id: string, detector: Detector, options: DetectorRuleOptions | undefined): FilterRule {
  const placeholder = id.toUpperCase().replaceAll('-', '_')
  const defaults = { id, category: 'secret', severity: 'high', action: 'redact', replaceWith: '[REDACTED]' } as const
  return detectorRule({ ...defaults, overflow: 'redact', detector, placeholder }, options)
}
