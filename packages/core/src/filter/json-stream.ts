import type { Edit } from './cut.ts'
import type { FilterScanner } from './filter-types.ts'
import { createSplice, type Fate, type Splice } from './splice.ts'

/** How much may stand outside of a string before it is no number any more, in UTF-16 units. */
const longestBare = 256
const escapes: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' }

/**
 * The same for a text that is JSON. Each string is a text of its own and looked through as it reads, not as it is written:
 * escapes count as what they stand for, and what is put in is escaped. A number or a word in which something is found becomes a
 * string, so that the whole stays JSON. Text that is none passes without complaint.
 */
export function createJsonSplice(
  source: FilterScanner,
  write: (edit: Edit, found: string) => string,
  fate: Fate,
): Pick<Splice, 'flush'> & { push(text: string): string } {
  let isString = false
  /** The beginning of an escape. */
  let begun = ''
  /** What stands between two marks outside of strings. */
  let bare = ''
  /** It has grown too long for a number or a word, and goes on as text. */
  let isLoose = false
  const toRaw = (edit: Edit, found: string) => (isString ? escaped(write(edit, found)) : write(edit, found))
  const splice = createSplice(source, toRaw, fate)

  /** Takes the next character of an escape, or none if it does not belong to it. */
  function inEscape(text: string, at: number): Step {
    const character = text[at] ?? ''
    const isUnicode = begun[1] === 'u'
    if (isUnicode && !isHex(character)) return { end: at, out: splice.push(takeEscape()) }
    begun += character
    if (begun === '\\u' || (isUnicode && begun.length < 6)) return { end: at + 1, out: '' }
    const written = takeEscape()
    const unit = isUnicode
      ? String.fromCharCode(Number.parseInt(written.slice(2), 16))
      : (escapes[character] ?? character)
    return { end: at + 1, out: splice.push(unit, written) }
  }

  function takeEscape(): string {
    const written = begun
    begun = ''
    return written
  }

  function inString(text: string, start: number): Step {
    let end = start
    while (end < text.length && text[end] !== '"' && text[end] !== '\\') end++
    let out = end > start ? splice.push(text.slice(start, end)) : ''
    if (end < text.length) {
      if (text[end] === '\\') begun = '\\'
      else out += endString()
      end++
    }
    return { end, out }
  }

  function endString(): string {
    const out = splice.flush()
    isString = false
    return fate.blockedBy === undefined ? `${out}"` : out
  }

  function outside(text: string, start: number): Step {
    let end = start
    while (end < text.length && !isMark(text[end])) end++
    let out = end > start ? addBare(text.slice(start, end)) : ''
    if (end < text.length) {
      out += endBare()
      isString = text[end] === '"'
      if (fate.blockedBy === undefined) out += text[end]
      end++
    }
    return { end, out }
  }

  function addBare(text: string): string {
    if (isLoose) return splice.push(text)
    const isFirst = bare === ''
    const trimmed = isFirst ? text.trimStart() : text
    bare += trimmed
    const out = isFirst ? text.slice(0, text.length - trimmed.length) : ''
    if (bare.length <= longestBare) return out
    isLoose = true
    const grown = bare
    bare = ''
    return out + splice.push(grown)
  }

  function endBare(): string {
    if (isLoose) {
      isLoose = false
      return splice.flush()
    }
    const text = bare.trimEnd()
    if (text === '') return takeBare()
    const { changes } = fate
    const out = splice.push(text) + splice.flush()
    const space = takeBare().slice(text.length)
    // Half of it would be no JSON.
    if (fate.blockedBy !== undefined) return ''
    return (fate.changes === changes ? out : JSON.stringify(out)) + space
  }

  function takeBare(): string {
    const text = bare
    bare = ''
    return text
  }

  return {
    push(text) {
      let out = ''
      let at = 0
      while (at < text.length && fate.blockedBy === undefined) {
        const step = begun !== '' ? inEscape(text, at) : isString ? inString(text, at) : outside(text, at)
        out += step.out
        at = step.end
      }
      return out
    },
    flush() {
      const unfinished = takeEscape()
      const out = isString ? splice.flush() : endBare()
      isString = false
      return fate.blockedBy === undefined ? out + unfinished : out
    },
  }
}

/** What comes out, and where to go on. */
interface Step {
  readonly end: number
  readonly out: string
}

function escaped(text: string): string {
  return JSON.stringify(text).slice(1, -1)
}

function isMark(character: string | undefined): boolean {
  return character !== undefined && '{}[]:,"'.includes(character)
}

function isHex(character: string): boolean {
  return '0123456789abcdefABCDEF'.includes(character)
}
