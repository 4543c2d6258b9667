/** A line of a text, and whether it must stay as it is. */
export interface TextLine {
  readonly start: number
  /** Where it ends, its line break not included. */
  readonly end: number
  /** Where the next one begins. */
  readonly next: number
  readonly isBlank: boolean
  /** In a block of code, `<pre>`, a formula, a table or JSON: its white space means something. */
  readonly isFixed: boolean
}

/** The lines of a text, with those marked that white space is a part of. Reads it a fixed number of times. */
export function textLines(text: string): readonly TextLine[] {
  const lines = plainLines(text)
  const isFixed = new Uint8Array(lines.length)
  const contentOf = (index: number) => text.slice(lines[index]?.start, lines[index]?.end)
  markCode(lines.length, contentOf, isFixed)
  markHtml(lines.length, contentOf, isFixed)
  markMath(lines.length, contentOf, isFixed)
  markJson(lines.length, contentOf, isFixed)
  markTables(lines.length, contentOf, isFixed)
  return lines.map((line, index) => (isFixed[index] === 1 ? { ...line, isFixed: true } : line))
}

type ContentOf = (index: number) => string

function plainLines(text: string): TextLine[] {
  const lines: TextLine[] = []
  for (let start = 0; start < text.length; ) {
    const found = text.indexOf('\n', start)
    const next = found < 0 ? text.length : found + 1
    let end = found < 0 ? next : found
    if (found > start && text.charAt(found - 1) === '\r') end--
    lines.push({ start, end, next, isBlank: text.slice(start, end).trim() === '', isFixed: false })
    start = next
  }
  return lines
}

/** Fenced blocks, to the end of the text if nothing closes them, and indented ones with the blank lines in them. */
function markCode(count: number, contentOf: ContentOf, isFixed: Uint8Array): void {
  let fence = ''
  // The last line of an indented block that may go on.
  let indented = -1
  for (let index = 0; index < count; index++) {
    const content = contentOf(index)
    // A fence may stand in a list or in quoted mail. With `s` nothing fails after it, so that no length of it is tried twice.
    const [, mark = '', info = ''] = /^[\s>*+-]{0,12}?(`{3,}|~{3,})(.*)$/s.exec(content) ?? []
    if (fence !== '') {
      isFixed[index] = 1
      if (mark.startsWith(fence) && info.trim() === '') fence = ''
    } else if (mark !== '' && !(mark.startsWith('`') && info.includes('`'))) {
      isFixed[index] = 1
      fence = mark
      indented = -1
    } else if (content.trim() !== '') {
      const isIndented = /^(?: {4}| {0,3}\t)/.test(content)
      if (isIndented) isFixed.fill(1, indented < 0 ? index : indented, index + 1)
      indented = isIndented ? index : -1
    }
  }
}

const verbatimTags = /<(\/?)(?:pre|textarea|script|style)(?![\w-])/gi

/** Lines with HTML whose white space is shown or run, to the end of the text if nothing closes it. */
function markHtml(count: number, contentOf: ContentOf, isFixed: Uint8Array): void {
  let isOpen = false
  for (let index = 0; index < count; index++) {
    // What code says is none of the text.
    if (isFixed[index] === 1 && !isOpen) continue
    const [last] = [...contentOf(index).matchAll(verbatimTags)].slice(-1)
    if (isOpen || last !== undefined) isFixed[index] = 1
    if (last !== undefined) isOpen = last[1] === ''
  }
}

/** Lines with formulas between `$$` and `$$`, in which no line is blank. */
function markMath(count: number, contentOf: ContentOf, isFixed: Uint8Array): void {
  let isOpen = false
  for (let index = 0; index < count; index++) {
    const content = contentOf(index)
    if (content.trim() === '') isOpen = false
    if (isFixed[index] === 1 && !isOpen) continue
    const signs = content.match(/\$\$/g)?.length ?? 0
    if (isOpen || signs > 0) isFixed[index] = 1
    if (signs % 2 === 1) isOpen = !isOpen
  }
}

// What stands after the first bracket of JSON: the rest of a line of prose in brackets is something else.
const jsonBegins = /^\s*[{[]\s{0,20}(?:$|["{[\]}\d-]|true|false|null)/

/** From a line that begins like JSON to the line where that is over, and lines that hold a piece of it. */
function markJson(count: number, contentOf: ContentOf, isFixed: Uint8Array): void {
  let depth = 0
  for (let index = 0; index < count; index++) {
    const content = contentOf(index)
    if (isFixed[index] === 0 && /[{[]\s{0,20}["{[]|"\s{0,20}:/.test(content)) isFixed[index] = 1
    if (depth === 0 && !jsonBegins.test(content)) continue
    isFixed[index] = 1
    let isInString = false
    for (let at = 0; at < content.length; at++) {
      const character = content.charAt(at)
      if (character === '\\') at++
      else if (character === '"') isInString = !isInString
      else if (isInString) continue
      else if (character === '{' || character === '[') depth++
      else if ((character === '}' || character === ']') && depth > 0) depth--
    }
    // The texts of JSON have no line breaks: one that is open says that it is none.
    if (isInString) depth = 0
  }
}

/** Lines with cell borders or tabs, and neighbours whose columns stand below each other. */
function markTables(count: number, contentOf: ContentOf, isFixed: Uint8Array): void {
  let before: ReadonlySet<number> = new Set()
  for (let index = 0; index < count; index++) {
    const content = contentOf(index).trimEnd()
    const columns = isFixed[index] === 1 ? new Set<number>() : columnsOf(content)
    if ([...columns].some((column) => before.has(column))) isFixed.fill(1, index - 1, index + 1)
    if (/[|\u2502\u2503\u2551]|\S\t/.test(content)) isFixed[index] = 1
    before = columns
  }
}

/** Where something begins in a line after two blanks or more. */
function columnsOf(content: string): ReadonlySet<number> {
  return new Set([...content.matchAll(/(?<=\S)[ \u00a0\u3000]{2,}(?=\S)/g)].map((run) => run.index + run[0].length))
}
