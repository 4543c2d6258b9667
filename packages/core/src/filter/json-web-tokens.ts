import type { DetectorRuleOptions } from './detector-rule.ts'
import type { FilterRule } from './filter-rule.ts'
import { keyDetector } from './key-detector.ts'
import { readFormats, urlSafe } from './key-formats.ts'
import { secretRule } from './secret-rule.ts'

/** Finds JSON Web Tokens that are signed: `eyJ….eyJ….…`. */
export function jsonWebTokens(options?: DetectorRuleOptions): FilterRule {
  const detector = keyDetector({
    formats: readFormats('eyJ w9-1024 .eyJ w1-4096 . w10-1024'),
    letters: urlSafe,
    spanOf: (run, start, end) => (isHeader(run.slice(start, run.indexOf('.', start))) ? { start, end } : undefined),
  })
  return secretRule('json-web-token', detector, options)
}

/**
 * Whether what begins with `{"` has a key `"alg"` and ends with `}`. Both are looked for as they are encoded, in each of the
 * three ways that bytes may lie: decoding and parsing would cost most where most is tried in vain.
 */
function isHeader(part: string): boolean {
  return (
    part.endsWith('9?Q0'.charAt(part.length % 4)) && ['ImFsZyI', 'JhbGci', 'iYWxnI'].some((alg) => part.includes(alg))
  )
}
