import { checkPlaceholderName } from './check-placeholder.ts'
import type { Detector } from './detector.ts'
import type { FilterRule } from './filter-rule.ts'

/** What may be said otherwise of a rule that comes with a detector. */
export interface DetectorRuleOptions {
  /** Names the rule in reports; unique within a filter. @default what the detector finds, such as `api-key` */
  readonly id?: string | undefined
  /** Groups rules. @default said at the rule */
  readonly category?: string | undefined
  /** How bad it is, for reports. @default said at the rule */
  readonly severity?: FilterRule['severity']
  /** What becomes of what is found. @default 'redact' */
  readonly action?: FilterRule['action']
  /** What is shown instead. @default said at the rule */
  readonly replaceWith?: string | undefined
  /** Whether the model is given a numbered placeholder such as `<EMAIL_1>`, and what it is called. @default false */
  readonly placeholder?: string | boolean | undefined
  /** Which texts of calls it is for. @default all */
  readonly channels?: FilterRule['channels']
  /** What becomes of something unfinished that has grown too long to be held back. @default 'redact' */
  readonly overflow?: FilterRule['overflow']
}

/**
 * A rule for what a detector finds. `placeholder` among the defaults is the name for those who want one without naming it.
 *
 * @throws RangeError for a `placeholder` that is no name.
 */
export function detectorRule(
  defaults: FilterRule & { readonly detector: Detector; readonly placeholder: string },
  options: DetectorRuleOptions = {},
): FilterRule {
  const { id = defaults.id, placeholder: wanted = false } = options
  const placeholder = wanted === true ? defaults.placeholder : wanted === false ? undefined : wanted
  checkPlaceholderName({ id, placeholder })
  return {
    id,
    detector: defaults.detector,
    category: options.category ?? defaults.category,
    severity: options.severity ?? defaults.severity,
    action: options.action ?? defaults.action,
    replaceWith: options.replaceWith ?? defaults.replaceWith,
    placeholder,
    channels: options.channels ?? defaults.channels,
    overflow: options.overflow ?? defaults.overflow,
  }
}
