import type { Detector, SettledRun, Span } from './detector.ts'
import { isDigit, isLetter, isWord, type TextView, unitAt } from './text-view.ts'

/** How values of one kind begin, go on and end. */
export interface ValueKind extends Omit<Detector, 'find' | 'live' | 'settle'> {
  /** What may not stand directly before a value. */
  readonly left: Ties
  /** What may stand there but has to be known to `read`, with the unit before it. */
  readonly loose: '' | ' ' | ':'
  /** What may not stand directly after it. */
  readonly right: Ties
  /** Where the value ends that starts at `start`; 0 or less if none does, and then how far there is none. */
  read(view: TextView, start: number): number
}

/** Characters that tie a value to a letter, and those that tie it to a digit, on their other side. Letters and digits always do. */
export type Ties = readonly [letters: string, digits: string]

const capitals = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'

// Kinds of the same characters share their runs, so that a text is cut into them once.
/** What numbers and codes in capitals consist of. */
export const numberChars = `${capitals}x +-._`
/** What addresses of all sorts consist of. */
export const wordChars = `${capitals}abcdefghijklmnopqrstuvwxyz%+-./:@_`

/** Finds values that are read from left to right and have an end to their length. */
export function valueDetector({ left, loose, right, read, ...runs }: ValueKind): Detector {
  /** Puts down what it finds and gives how much of the run is decided. */
  function scan(run: string, before: string, after: string, isOpen: boolean, found: Span[]): number {
    const view: TextView = { text: before + run + after, isOpen: false }
    const first = before.length
    const last = first + run.length
    let index = first
    while (index < last) {
      const isFree = isStart(view.text.charCodeAt(index)) && !isTied(view, index - 1, -1, left)
      view.isOpen = false
      const end = isFree ? read(view, index) : 0
      const isValue = end > 0 && end <= last && !isTied(view, end, 1, right)
      if (isOpen && view.isOpen) break
      if (isValue) found.push({ start: index - first, end: end - first })
      index = isValue ? end : Math.max(index + 1, -end)
    }
    // A tie reaches back two units, and of what has been let go only one is known.
    const unit = view.text.charCodeAt(index - 1)
    const beyond = view.text.charCodeAt(index - 2)
    const isLoose =
      unit === loose.charCodeAt(0) && (beyond === unit || isDigit(beyond) || (loose === ':' && isLetter(beyond)))
    return index - first - (isLoose || (!isWord(unit) && isTied(view, index - 1, -1, left)) ? 1 : 0)
  }

  function settle(run: string, before: string): SettledRun {
    const found: Span[] = []
    const live = scan(run, before, '', true, found)
    return { live, found: found.filter(({ end }) => end <= live) }
  }

  return {
    ...runs,
    find(run, before, after) {
      const found: Span[] = []
      scan(run, before, after, false, found)
      return found
    },
    live: (run, before) => settle(run, before).live,
    settle,
  }
}

/** Values begin with a letter, a digit, `+` or `:`. */
function isStart(unit: number): boolean {
  return isWord(unit) || unit === 43 || unit === 58
}

function isTied(view: TextView, index: number, step: number, [letters, digits]: Ties): boolean {
  const unit = unitAt(view, index)
  if (isWord(unit) || unit === 32) return isWord(unit)
  const link = String.fromCharCode(unit)
  if (!letters.includes(link) && !digits.includes(link)) return false
  const beyond = unitAt(view, index + step)
  return isDigit(beyond) ? digits.includes(link) : isLetter(beyond) && letters.includes(link)
}
