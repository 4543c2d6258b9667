import type { Detector, Span } from './detector.ts'
import { isDigit, isLetter, isWord, type TextView, unitAt } from './text-view.ts'

/** How values of one kind begin, go on and end. */
export interface ValueKind extends Omit<Detector, 'find' | 'live'> {
  /** What may not stand directly before a value. */
  readonly left: Ties
  /** What may not stand directly after it. */
  readonly right: Ties
  /** Where the value ends that starts at `start`; 0 if none does. `isLoose` tells that a loose tie stands before it. */
  read(view: TextView, start: number, isLoose: boolean): number
}

/** Characters that tie a value to a letter, and those that tie it to a digit, on their other side. Letters and digits always do. */
export type Ties = readonly [letters: string, digits: string]

const capitals = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'

// Kinds of the same characters share their runs, so that a text is cut into them once.
/** What numbers and codes in capitals consist of. */
export const numberChars = `${capitals}x +-._`
/** What addresses of all sorts consist of. */
export const wordChars = `${capitals}abcdefghijklmnopqrstuvwxyz%+-./:@_`

/** What does not rule a value out, but has to be known. Doubled it counts, too. */
const looseTies = ' :'

const [free, word, tied, loose] = [0, 1, 2, 3]

/** Finds values that are read from left to right and have an end to their length. */
export function valueDetector({ left, right, read, ...runs }: ValueKind): Detector {
  /** Puts down what it finds and gives how much of the run is decided. */
  function scan(run: string, before: string, after: string, found?: Span[]): number {
    const view: TextView = { text: before + run + after, isOpen: false }
    const first = before.length
    const last = first + run.length
    let index = first
    while (index < last) {
      const tie = tieOf(view, index - 1, -1, left)
      view.isOpen = false
      const end = tie === free || tie === loose ? read(view, index, tie === loose) : 0
      const isValue = end > 0 && end <= last && tieOf(view, end, 1, right) === free
      if (!found && view.isOpen) break
      if (isValue) found?.push({ start: index - first, end: end - first })
      index = isValue ? end : index + 1
    }
    // A tie reaches back two units, and of what has been let go only one is known.
    return index - first - (tieOf(view, index - 1, -1, left) > word ? 1 : 0)
  }

  return {
    ...runs,
    find(run, before, after) {
      const found: Span[] = []
      scan(run, before, after, found)
      return found
    },
    live: (run, before) => scan(run, before, ''),
  }
}

function tieOf(view: TextView, index: number, step: number, [letters, digits]: Ties): number {
  const unit = unitAt(view, index)
  if (isWord(unit)) return word
  const link = String.fromCharCode(unit)
  if (!(letters + digits).includes(link)) return free
  const beyond = unitAt(view, index + step)
  const isLoose = looseTies.includes(link)
  const isTie = isDigit(beyond)
    ? digits.includes(link)
    : isLetter(beyond)
      ? letters.includes(link)
      : isLoose && beyond === unit
  return isTie ? (isLoose ? loose : tied) : free
}
