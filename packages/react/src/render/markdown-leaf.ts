import { isBlank } from './markdown-line.ts'

/** What lines are added to: text, indented code, or something that lasts until it says that a line is its last. */
export type Leaf = 'paragraph' | 'table' | 'code' | ((line: string) => boolean)

const heading = /^#{1,6}( |$)/
const rule = /^([*_-])( *\1){2,} *$/
// With `s` nothing fails after the waves: no length of them is tried twice.
const fence = /^(?:(`{3,})[^`]*|(~{3,}).*)$/s
const fenceEnd = /^ {0,3}(`{3,}|~{3,}) *$/
// What ends in its own line is a part of a text.
const math = /^(?:\$\$[^$]*$|\\\[(?!.*\\\]))/
const htmlTag = /^<\/?[a-z][a-z0-9-]*( [^<>]*)?\/?> *$/i
const htmlBlock =
  /^<\/?(address|article|aside|base|basefont|blockquote|body|caption|center|col|colgroup|dd|details|dialog|dir|div|dl|dt|fieldset|figcaption|figure|footer|form|frame|frameset|h[1-6]|head|header|hr|html|iframe|legend|li|link|main|menu|menuitem|nav|noframes|ol|optgroup|option|p|param|search|section|summary|table|tbody|td|tfoot|th|thead|title|tr|track|ul)( |\/?>|$)/i

// The first and the last signs of HTML that blank lines do not end.
const htmlSpans: readonly (readonly [RegExp, RegExp])[] = [
  [/^<(script|pre|style|textarea)( |>|$)/i, /<\/(script|pre|style|textarea)>/i],
  [/^<!--/, /-->/],
  [/^<\?/, /\?>/],
  [/^<!\[CDATA\[/, /\]\]>/],
  [/^<![a-z]/i, />/],
]

export function isRule(line: string): boolean {
  return rule.test(line)
}

/**
 * What begins with the line, and breaks into a text; `undefined` if nothing does. What is over with the line leaves no leaf.
 */
export function leafOf(line: string, isInText: boolean): { leaf: Leaf | undefined } | undefined {
  if (heading.test(line) || isRule(line)) return { leaf: undefined }
  const [, ticks, mark = ticks] = fence.exec(line) ?? []
  if (mark !== undefined) return { leaf: (next) => fenceEnd.exec(next)?.[1]?.startsWith(mark) === true }
  if (math.test(line)) return { leaf: (next) => next.includes(line[0] === '$' ? '$$' : '\\]') }
  if (line[0] !== '<') return undefined
  for (const [first, last] of htmlSpans) {
    if (first.test(line)) return { leaf: last.test(line) ? undefined : (next) => last.test(next) }
  }
  return htmlBlock.test(line) || (!isInText && htmlTag.test(line)) ? { leaf: isBlank } : undefined
}
