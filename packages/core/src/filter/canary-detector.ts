import type { Detector, Span } from './detector.ts'
import { fold } from './fold.ts'

/** How much may stand between two characters of a word, in UTF-16 units. */
const mostBetween = 16
const mostKept = 4_096
const everything: Detector['chars'] = [String.fromCharCode(...Array(128).keys()), 'non-ascii']

/**
 * Finds words of letters and digits whatever stands between these that is neither: a line for each, commas, words of Chinese. Case,
 * width, accents and look-alikes do not count.
 */
export function canaryDetector(words: readonly string[]): Detector {
  const sought = words.map((word) => word.toLowerCase())
  const firsts = sought.map((word) => word[0]).join('')
  const lengths = sought.map(({ length }) => length)
  const longest = Math.max(...lengths)
  const shortest = Math.min(...lengths)
  const kept = new Map<string, string>()

  function lettersOf(character: string): string {
    const known = kept.get(character)
    if (known !== undefined) return known
    const letters = [...fold(character).text].filter((letter) => isSign(letter.charCodeAt(0))).join('')
    if (kept.size < mostKept) kept.set(character, letters)
    return letters
  }

  /** The letters and digits of a run in small letters, with a space where too much stands between two, and where each stands. */
  function read(run: string) {
    const places: Span[] = []
    let signs = ''
    let end = 0
    function add(sign: string, start: number, size: number): void {
      if (start - end > mostBetween) {
        signs += ' '
        places.push({ start, end: start })
      }
      signs += sign
      end = start + size
      places.push({ start, end })
    }
    for (let at = 0; at < run.length; at++) {
      const unit = run.charCodeAt(at)
      if (unit < 128) {
        const lower = unit >= 65 && unit <= 90 ? unit | 32 : unit
        if (isSign(lower)) add(String.fromCharCode(lower), at, 1)
        continue
      }
      // Chinese characters and Hangul syllables are most of all there are.
      if (unit >= 0x3400 && unit < 0xd800) continue
      const character = String.fromCodePoint(run.codePointAt(at) ?? 0)
      for (const letter of lettersOf(character)) add(letter, at, character.length)
      at += character.length - 1
    }
    return { signs, places, end }
  }

  function settle(run: string) {
    const { signs, places, end } = read(run)
    const found: Span[] = []
    let from = 0
    // Most runs are the pieces of a stream, and too short for any.
    let next = signs.length < shortest ? [] : sought.map((word) => signs.indexOf(word))
    for (;;) {
      const at = firstToEnd(next, sought)
      if (at < 0) break
      const start = next[at] ?? 0
      const last = places[start + (sought[at]?.length ?? 0) - 1]?.end ?? 0
      found.push({ start: places[start]?.start ?? 0, end: last })
      // A character that stands for several letters may be the last of one word only.
      while (from < places.length && (places[from]?.start ?? 0) < last) from++
      next = next.map((place, word) => (place < 0 || place >= from ? place : signs.indexOf(sought[word] ?? '', from)))
    }
    // Half a character may become a letter. It does not count yet.
    const whole = isHigh(run.charCodeAt(run.length - 1)) ? run.length - 1 : run.length
    const open = whole - end <= mostBetween ? openFrom(signs, from, places) : undefined
    return { live: open ?? whole, found }
  }

  /** Where a word begins that is not at its end. */
  function openFrom(signs: string, from: number, places: readonly Span[]): number | undefined {
    for (let at = Math.max(from, signs.length - longest); at < signs.length; at++) {
      if (!firsts.includes(signs[at] ?? ' ')) continue
      const rest = signs.slice(at)
      if (sought.some((word) => word.startsWith(rest))) return places[at]?.start
    }
    return undefined
  }

  return {
    chars: everything,
    minLength: 1,
    maxLength: longest * (mostBetween + 2),
    find: (run) => settle(run).found,
    live: (run) => settle(run).live,
    settle,
  }
}

/** Which word ends first, -1 for none. */
function firstToEnd(starts: readonly number[], words: readonly string[]): number {
  let first = -1
  let end = Number.POSITIVE_INFINITY
  for (const [at, start] of starts.entries()) {
    const ends = start + (words[at]?.length ?? 0)
    if (start < 0 || ends >= end) continue
    first = at
    end = ends
  }
  return first
}

function isSign(code: number): boolean {
  return (code >= 48 && code <= 57) || (code >= 97 && code <= 122)
}

function isHigh(unit: number): boolean {
  return unit >= 0xd800 && unit < 0xdc00
}
