import { asciiSet } from './ascii-set.ts'
import type { Detector, SettledRun, Span } from './detector.ts'
import { endsEscape, isNearEscape, longestEscape } from './ends-escape.ts'
import { isDigit, isLetter, isWord, type TextView, unitAt } from './text-view.ts'

/** How values of one kind begin, go on and end. */
export interface ValueKind extends Omit<Detector, 'context' | 'find' | 'live' | 'settle'> {
  /** What values begin with. */
  readonly firsts: string
  /** What may not stand directly before a value. */
  readonly left: Ties
  /** What may not stand directly after it. */
  readonly right: Ties
  /** Where the value ends that starts at `start`; 0 or less if none does, and then how far there is none. */
  read(view: TextView, start: number): number
}

/** Characters that tie a value to a letter, and those that tie it to a digit, on their other side. Letters and digits always do. */
export type Ties = readonly [letters: string, digits: string]

export const digits = '0123456789'
export const capitals = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'

/** Letters and digits. */
export const wordFirsts = `${digits}${capitals}abcdefghijklmnopqrstuvwxyz`

// Kinds of the same characters share their runs, so that a text is cut into them once.
/** What numbers and codes in capitals consist of. */
export const numberChars = `${digits}${capitals}x +-._`
/** What addresses of all sorts consist of. */
export const wordChars = `${wordFirsts}%+-./:@_`

/** How much is looked at before a value: an escape and a tie, or a word that says what it is. */
export const valueContext = 10

/** Finds values that are read from left to right and have an end to their length. */
export function valueDetector({ firsts, left, right, read, ...runs }: ValueKind): Detector {
  const isFirst = asciiSet(firsts)
  const leftTies = tiesOf(left)
  const rightTies = tiesOf(right)

  /** Puts down what it finds and gives how much of the run is decided. */
  function scan(run: string, before: string, after: string, isOpen: boolean, found: Span[]): number {
    const text = before + run + after
    const view: TextView = { text, isOpen: false }
    const first = before.length
    const last = first + run.length
    let nearEscape = isNearEscape(text, first) ? first + longestEscape : 0
    let index = first
    while (index < last) {
      const unit = text.charCodeAt(index)
      const isClose = index <= nearEscape
      let end = 0
      if (isWord(unit) && !isClose && isWord(text.charCodeAt(index - 1))) {
        // Nothing begins within a word.
        end = -wordEnd(text, index)
      } else if (isFirst[unit] && !isTiedBack(text, index - 1, isClose)) {
        view.isOpen = false
        end = read(view, index)
        const isValue = end > 0 && end <= last && !isTiedOn(view, end)
        if (isOpen && view.isOpen) break
        // What is passed over may end with an escape.
        nearEscape = Math.max(nearEscape, Math.abs(end) + longestEscape)
        if (isValue) found.push({ start: index - first, end: end - first })
        else end = Math.min(end, 0)
      } else if (unit === 37) nearEscape = index + longestEscape
      index = Math.max(index + 1, Math.abs(end))
    }
    return index - first
  }

  function isTiedBack(text: string, index: number, isClose: boolean): boolean {
    const unit = text.charCodeAt(index)
    if (isWord(unit)) return !isClose || !endsEscape(text, index + 1)
    const ties = leftTies[unit]
    return ties ? hasTie(ties, text.charCodeAt(index - 1)) && !(isClose && endsEscape(text, index)) : false
  }

  function isTiedOn(view: TextView, index: number): boolean {
    const unit = unitAt(view, index)
    if (isWord(unit)) return true
    const ties = rightTies[unit]
    return ties ? hasTie(ties, unitAt(view, index + 1)) : false
  }

  function settle(run: string, before: string): SettledRun {
    const found: Span[] = []
    const live = scan(run, before, '', true, found)
    return { live, found: found.filter(({ end }) => end <= live) }
  }

  return {
    ...runs,
    context: valueContext,
    find(run, before, after) {
      const found: Span[] = []
      scan(run, before, after, false, found)
      return found
    },
    live: (run, before) => settle(run, before).live,
    settle,
  }
}

function wordEnd(text: string, within: number): number {
  let index = within
  while (isWord(text.charCodeAt(index))) index += 1
  return index
}

/** By character, whether it ties to a letter: 1, to a digit: 2, or to both. */
function tiesOf([letters, digits]: Ties): Uint8Array {
  return asciiSet(letters).map((tie, unit) => tie + 2 * (digits.includes(String.fromCharCode(unit)) ? 1 : 0))
}

function hasTie(ties: number, beyond: number): boolean {
  return (isDigit(beyond) && ties > 1) || (isLetter(beyond) && ties % 2 > 0)
}
