import { isAt, isDigit, type TextView, unitAt } from './text-view.ts'

const mostDigits = 20
const base = 36
/** Five groups of four. */
const table = /* @__PURE__ */ Number.parseInt('44444', base)

/**
 * Reads digits, in one row or in groups with a space or a hyphen between each two. `shapes` says how long the groups may be, in
 * base 36: `b 344`. What it gives finds where the longest such number ends that is valid; 0 without one.
 */
export function readGroups(
  shapes: string,
  isValid: (digits: string) => boolean,
): (view: TextView, start: number) => number {
  const begun = new Set<number>()
  const complete = new Set<number>()
  for (const shape of shapes.split(' ')) {
    for (let length = 1; length <= shape.length; length += 1) begun.add(Number.parseInt(shape.slice(0, length), base))
    complete.add(Number.parseInt(shape, base))
  }

  return (view, start) => {
    let index = start
    let separator = ''
    let length = 0
    let shape = 0
    let end = 0
    do {
      const from = index
      while (index - from < mostDigits && isDigit(unitAt(view, index))) index += 1
      // Identity numbers may end in X.
      if (length + index - from === 17 && (unitAt(view, index) | 32) === 120) index += 1
      length += index - from
      shape = shape * base + index - from
      // Rows of four that go on are a table.
      if (shape === table) return 0
      if (!begun.has(shape)) return end
      if (complete.has(shape) && isValid(digitsOf(view.text.slice(start, index), separator))) end = index
      separator ||= isAt(view, index, '-') ? '-' : ' '
    } while (isAt(view, index, separator) && isDigit(unitAt(view, ++index)))
    return end
  }
}

function digitsOf(groups: string, separator: string): string {
  return separator === '' ? groups : groups.replaceAll(separator, '')
}
