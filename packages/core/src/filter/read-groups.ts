import { isAt, isDigit, type TextView, unitAt } from './text-view.ts'

const mostDigits = 20

/**
 * Reads digits, in one row or in groups with a space or a hyphen between each two. `shapes` says how long the groups may be, in
 * base 36 and between spaces: ` b 344 `. What it gives finds where the longest such number ends that is valid; 0 without one.
 */
export function readGroups(shapes: string, isValid: (digits: string) => boolean) {
  return (view: TextView, start: number): number => {
    let index = start
    let separator = ''
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
      // Rows of four that go on are a table.
      if (shape === '44444') return 0
      if (shapes.includes(` ${shape} `) && isValid(digits)) end = index
      separator ||= isAt(view, index, '-') ? '-' : ' '
    } while (shapes.includes(` ${shape}`) && isAt(view, index, separator) && isDigit(unitAt(view, ++index)))
    return end
  }
}
