import type { Detector, Span } from './detector.ts'
import { isDigit, isLetter, isWord, type TextView, unitAt } from './text-view.ts'

/** How values of one kind begin, go on and end. */
export interface ValueKind extends Pick<Detector, 'chars' | 'minLength' | 'maxLength' | 'trigger'> {
  /** What may not stand directly before a value. */
  readonly left: Ties
  /** What may not stand directly after it. */
  readonly right: Ties
  /** Where the value ends that starts at `start`; 0 if none does. `isLoose` tells that a loose tie stands before it. */
  read(view: TextView, start: number, isLoose: boolean): number
}

/** Characters that tie a value to a letter or a digit on their other side. Letters and digits themselves always do. */
export interface Ties {
  readonly letters: string
  readonly digits: string
  /** Those of them that do not rule a value out; doubled they count, too. @default none */
  readonly loose?: string | undefined
}

/** Ties of numbers: nothing is found in `2024-0613-…`, `3.14…` and `order_…`. */
export const numberTies: Ties = { letters: '-_', digits: '-_.' }

// One list for all of them, so that a text is cut into runs once.
/** What numbers and codes in capitals consist of, in print as well. */
export const numberChars = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZx +-._'
/** What addresses consist of. */
export const wordChars = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz%+-./:@_'

/** Finds values that are read from left to right and have an end to their length. */
export function valueDetector({ left, right, read, ...runs }: ValueKind): Detector {
  /** Gives how much of the run is decided. */
  function scan(run: string, before: string, after: string, found: Span[] | undefined): number {
    const view: TextView = { text: before + run + after, isOpen: false }
    const first = before.length
    const last = first + run.length
    let index = first
    while (index < last) {
      const tie = tieOf(view, index - 1, -1, left)
      view.isOpen = false
      const end = tie === free || tie === loose ? read(view, index, tie === loose) : 0
      const isValue = end > index && end <= last && tieOf(view, end, 1, right) === free
      if (found === undefined && view.isOpen) break
      if (isValue) found?.push({ start: index - first, end: end - first })
      index = isValue ? end : index + 1
    }
    // A tie reaches back two units, and only one is known of what has been let go.
    return index - first - (tieOf(view, index - 1, -1, left) > word ? 1 : 0)
  }

  return {
    ...runs,
    find(run, before, after) {
      const found: Span[] = []
      scan(run, before, after, found)
      return found
    },
    live: (run, before) => scan(run, before, '', undefined),
  }
}

const [free, word, tied, loose] = [0, 1, 2, 3]

function tieOf(view: TextView, index: number, step: number, ties: Ties): number {
  const unit = unitAt(view, index)
  if (isWord(unit)) return word
  const link = String.fromCharCode(unit)
  if (!(ties.letters + ties.digits).includes(link)) return free
  const beyond = unitAt(view, index + step)
  const isLoose = ties.loose?.includes(link) === true
  if (beyond === unit) return isLoose ? loose : free
  const isTie = isDigit(beyond) ? ties.digits.includes(link) : isLetter(beyond) && ties.letters.includes(link)
  return isTie ? (isLoose ? loose : tied) : free
}
