import { isDigit, type TextView, unitAt } from './text-view.ts'

const space = 32
const hyphen = 45
const mostDigits = 20

/**
 * Reads digits, in one row or in groups parted by spaces or by hyphens. `shapes` says how long groups may be, in base 36 and
 * between spaces: ` b 344 `. Gives where the longest such number ends that is valid; 0 without one.
 */
export function readGroups(
  view: TextView,
  start: number,
  shapes: string,
  isValid: (digits: string) => boolean,
): number {
  let index = start
  let separator = 0
  let digits = ''
  let shape = ''
  let end = 0
  do {
    const from = index
    while (index - from < mostDigits && isDigit(unitAt(view, index))) index += 1
    // Identity numbers may end in X.
    if (digits.length + index - from === 17 && (unitAt(view, index) | 32) === 120) index += 1
    digits += view.text.slice(from, index)
    shape += (index - from).toString(36)
    if (shapes.includes(` ${shape} `) && isValid(digits)) end = index
    // Where rows of four go on, it is a table and no card.
    if (shape === '44444') return 0
    if (!shapes.includes(` ${shape}`)) return end
    separator ||= unitAt(view, index)
  } while (
    (separator === space || separator === hyphen) &&
    unitAt(view, index) === separator &&
    isDigit(unitAt(view, ++index))
  )
  return end
}
