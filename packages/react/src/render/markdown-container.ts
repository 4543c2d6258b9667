import { indentOf, isBlank } from './markdown-line.ts'

/** What holds other blocks: a quote, or an item of a list. */
export interface Container {
  /** What the items of one list have in common; `>` for a quote. */
  readonly sign: string
  /** How far the further lines of an item are indented. */
  width: number
  /** Whether it is an item without content yet. */
  isEmpty: boolean
}

const item = /^(?:([-+*]|\d{1,9}[.)])( +|$)|(\[\^)[^\]]+\]:)/

/** The container that begins with the line, and what of the line is in it. */
export function containerOf(
  line: string,
  indent: number,
  isInText: boolean,
): { container: Container; rest: string } | undefined {
  if (line[0] === '>') return { container: { sign: '>', width: 0, isEmpty: false }, rest: quoted(line) }
  const [start, mark, space = '', note = ''] = item.exec(line) ?? []
  if (start === undefined) return undefined
  const rest = line.slice(start.length)
  // A note goes on where code would begin, however long its name is.
  if (mark === undefined) return { container: { sign: note, width: 4, isEmpty: false }, rest }
  const isEmpty = isBlank(rest)
  // A text may well have such a line by chance.
  if (isInText && (isEmpty || !/^[-+*]|^1\D/.test(mark))) return undefined
  const width = mark.length + (isEmpty || space.length > 4 ? 1 : space.length)
  return { container: { sign: mark.slice(-1), width: indent + width, isEmpty }, rest: line.slice(width) }
}

/** How many of the containers the line is in, and what of the line is in the last of them. */
export function inside(containers: readonly Container[], line: string): { depth: number; rest: string } {
  let rest = line
  let depth = 0
  for (const { sign, width } of containers) {
    const indent = indentOf(rest)
    if (sign === '>') {
      if (indent > 3 || rest[indent] !== '>') break
      rest = quoted(rest.slice(indent))
    } else {
      if (indent < width && indent < rest.length) break
      rest = rest.slice(width)
    }
    depth++
  }
  return { depth, rest }
}

function quoted(line: string): string {
  return line.slice(line[1] === ' ' ? 2 : 1)
}
