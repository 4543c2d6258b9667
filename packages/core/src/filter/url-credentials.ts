import type { DetectorRuleOptions } from './detector-rule.ts'
import type { FilterRule } from './filter-rule.ts'
import { keyDetector } from './key-detector.ts'
import { alphanumeric } from './key-formats.ts'
import { secretRule } from './secret-rule.ts'

const user = `${alphanumeric}-._~!$&'()*+,;=%`
const opening = '://'

/** Finds user names with passwords in addresses, the `user:password` of `scheme://user:password@host`. */
export function urlCredentials(options?: DetectorRuleOptions): FilterRule {
  const password = { prefix: ':', alphabet: `${user}:@`, min: 2, max: 512 }
  const detector = keyDetector({
    formats: [{ prefix: opening, alphabet: user, min: 0, max: 256, next: password }],
    letters: '',
    spanOf(run, place, end) {
      const start = place + opening.length
      const value = run.slice(start, end)
      const host = value.lastIndexOf('@')
      return isSecret(value.slice(value.indexOf(':') + 1, Math.max(0, host))) ? { start, end: start + host } : undefined
    },
  })
  return secretRule('url-credentials', detector, options)
}

/** Whether it is a password and does not only stand for one: `pass`, `****`, `$PASSWORD`. */
function isSecret(password: string): boolean {
  const isVariable = password.startsWith('$') && password === password.toUpperCase()
  const isWord = ['pass', 'password', 'pwd', 'secret', 'changeme'].includes(password.toLowerCase())
  return !isVariable && !isWord && password !== password.charAt(0).repeat(password.length)
}
