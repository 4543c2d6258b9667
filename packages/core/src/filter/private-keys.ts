import { asciiSet } from './ascii-set.ts'
import type { DetectorRuleOptions } from './detector-rule.ts'
import type { FilterRule } from './filter-rule.ts'
import { alphanumeric } from './key-formats.ts'
import { secretRule } from './secret-rule.ts'
import { walkDetector } from './walk-detector.ts'

const dashes = '-----'
const opening = `${dashes}BEGIN `
const ending = `${dashes}END`
const base64 = `${alphanumeric}+/=`
const isBase64 = /* @__PURE__ */ asciiSet(base64)

/** The longest label, such as `RSA PRIVATE KEY`. */
const longestLabel = 40
/** From how many characters on something is a line of a key and not a word. */
const leastLine = 40
/** How many words may stand between lines: `Proc-Type: 4,ENCRYPTED` and the like are ten, and a checksum is one. */
const mostWords = 12

/** Finds private keys in PEM form, those without an end included. */
export function privateKeys(options?: DetectorRuleOptions): FilterRule {
  const shape = { chars: `${base64} \t\r\n\\-:,.()_#@>;|`, minLength: 64, maxLength: 8_192, trigger: '-' }
  const detector = walkDetector(shape, (run, _before, _after, isOpen, found) => {
    let decided = 0
    for (let start = run.indexOf(opening); start >= 0; start = run.indexOf(opening, decided)) {
      const end = keyEnd(run, start + opening.length, isOpen)
      if (end < 0) return start
      if (end > 0) found.push({ start, end })
      decided = Math.max(start + 1, end)
    }
    let begun = Math.min(opening.length - 1, run.length - decided)
    while (!run.endsWith(opening.slice(0, begun))) begun--
    return run.length - begun
  })
  return secretRule('private-key', { ...detector, overflowEnd }, options)
}

/** Where a key ends whose label begins at a place; 0 without one, -1 where more has to come. */
function keyEnd(run: string, label: number, isOpen: boolean): number {
  const start = run.indexOf(dashes, label) + dashes.length
  if (start < label) return isOpen && run.length - label < longestLabel ? -1 : 0
  if (start - label > longestLabel || !run.slice(label, start).includes('PRIVATE KEY')) return 0

  return bodyEnd(run, start, 0, isOpen)
}

/** Where the rest of a key ends. */
function overflowEnd(run: string, isEnded: boolean): number {
  let line = 0
  while (line < run.length && isBase64[run.charCodeAt(line)]) line++
  return bodyEnd(run, line, line, !isEnded)
}

/** The same from a line of a key on; `end` is where those end that are known to be of the key. */
function bodyEnd(run: string, line: number, known: number, isOpen: boolean): number {
  let start = line
  let end = known
  let words = 0
  for (let at = start; at <= run.length; at++) {
    if (at < run.length && isBase64[run.charCodeAt(at)]) continue
    // Five dashes are the end of the key, or of the hope for one.
    if (isOpen && ending.startsWith(run.slice(at))) return -1
    if (at - start >= leastLine) {
      end = at
      words = 0
    } else if (at > start) {
      // The last line may be short.
      if (++words === 1 && end > 0) end = at
      if (words > mostWords) return end
    }
    if (run.startsWith(dashes, at)) {
      if (end === 0 || !run.startsWith(ending, at)) return end
      const close = run.indexOf(dashes, at + dashes.length)
      if (close < 0) return isOpen ? -1 : run.length
      return close + dashes.length
    }
    start = at + 1
  }
  return end
}
