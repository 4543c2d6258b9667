import { newId } from '../chat/id.ts'
import { canaryDetector } from './canary-detector.ts'
import { type FilterRule, filterActions, filterSeverities } from './filter-rule.ts'

export interface CanaryOptions {
  /**
   * The word, where several processes have to use the same: 16 to 64 letters and digits of ASCII that nobody can guess.
   * @default a new one
   */
  readonly token?: string | undefined
  /** Names the rule in reports; unique within a filter. @default 'canary' */
  readonly id?: string | undefined
  /** Groups rules. @default 'prompt-leak' */
  readonly category?: string | undefined
  /** How bad it is, for reports. @default 'high' */
  readonly severity?: FilterRule['severity']
  /** What becomes of an answer that has it. @default 'block' */
  readonly action?: FilterRule['action']
  /** What is shown instead, where the answer goes on. @default █ for each character */
  readonly replaceWith?: string | undefined
}

/** A word nobody else knows. Who says it has read the system prompt aloud. */
export interface Canary {
  /** The line to be added to the system prompt. */
  readonly instruction: string
  /** Finds the word in an answer. */
  readonly rule: FilterRule
  readonly token: string
}

/**
 * A new word for a system prompt, and the rule that finds it in an answer: as it is, backwards or in Base64, in other case or
 * width, and with up to 16 UTF-16 units between its characters that are neither letters nor digits.
 *
 * It shows that a prompt has leaked word for word. A model that tells in its own words what is in it says no such word.
 *
 * @throws RangeError for an `action` or a `severity` that there is not, or a bad `token`.
 */
export function createCanary(options: CanaryOptions = {}): Canary {
  const { id = 'canary', category = 'prompt-leak', severity = 'high', action = 'block', replaceWith } = options
  if (!filterActions.includes(action)) throw new RangeError(`createCanary: action may not be ${action}`)
  if (!filterSeverities.includes(severity)) throw new RangeError(`createCanary: severity may not be ${severity}`)
  const token = options.token ?? newId()
  const isWord = token.length >= shortestToken && token.length <= longestToken && Array.from(token).every(isSign)
  // It is a secret: the message does not repeat it.
  if (!isWord) {
    const what = `${shortestToken} to ${longestToken} letters and digits`
    throw new RangeError(`createCanary: token must consist of ${what}, got ${token.length} characters`)
  }
  const words = [token, [...token].reverse().join(''), ...[0, 1, 2].map((skipped) => inBase64(token, skipped))]
  return {
    instruction: `[ref: ${token}]`,
    rule: { id, detector: canaryDetector(words), category, severity, action, replaceWith },
    token,
  }
}

const shortestToken = 16
const longestToken = 64

function isSign(character: string): boolean {
  return '0123456789abcdefghijklmnopqrstuvwxyz'.includes(character.toLowerCase())
}

/** What Base64 makes of a text that so many bytes come before, without the characters on which its neighbours have a say. */
function inBase64(text: string, bytesBefore: number): string {
  const firstWhole = Math.ceil((bytesBefore * 8) / 6)
  const end = Math.floor(((bytesBefore + text.length) * 8) / 6)
  return btoa(' '.repeat(bytesBefore) + text).slice(firstWhole, end)
}
