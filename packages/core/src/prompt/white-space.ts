import type { TextEdit } from './text-edit.ts'
import type { TextLine } from './text-lines.ts'

/** White space that says nothing: several blanks between words, blanks at the ends of lines, more than one blank line. */
export function whiteSpaceEdits(text: string, lines: readonly TextLine[]): readonly TextEdit<'white-space'>[] {
  const edits: TextEdit<'white-space'>[] = []
  // The backticks of code that goes on in the next line, as it can within a paragraph.
  let open = 0
  for (let index = 0; index < lines.length; index++) {
    const line = lines[index]
    if (line === undefined || line.isFixed) {
      open = 0
    } else if (line.isBlank) {
      const after = afterBlanks(lines, index)
      addBlankLines(text, line, lines[after - 1] ?? line, edits)
      index = after - 1
      open = 0
    } else {
      const content = text.slice(line.start, line.end)
      const { spans, unclosed } = codeSpans(content)
      if (open === 0) {
        const after = lines[index + 1]
        addBlanks(content, { from: line.start, spans, isLast: after === undefined || after.isBlank }, edits)
        open = unclosed
      } else if ((content.match(/`+/g) ?? []).some((ticks) => ticks.length === open)) open = 0
    }
  }
  return edits
}

function afterBlanks(lines: readonly TextLine[], from: number): number {
  let index = from
  while (lines[index]?.isBlank && !lines[index]?.isFixed) index++
  return index
}

/** Leaves one of several blank lines, without its blanks. */
function addBlankLines(text: string, first: TextLine, last: TextLine, edits: TextEdit<'white-space'>[]): void {
  const replacement = text.slice(first.end, first.next)
  if (text.slice(first.start, last.next) === replacement) return
  edits.push({ kind: 'white-space', start: first.start, end: last.next, replacement })
}

const blanks = /[ \t\u00a0\u3000]{2,}|[ \t\u00a0\u3000]$/g

interface LineContent {
  readonly from: number
  readonly spans: readonly CodeSpan[]
  /** Whether a paragraph ends with it. */
  readonly isLast: boolean
}

function addBlanks(content: string, { from, spans, isLast }: LineContent, edits: TextEdit<'white-space'>[]): void {
  // What a line begins with makes it an item of a list, or a paragraph of Chinese.
  const first = content.search(/[^ \t\u00a0\u3000]/)
  let span = 0
  for (const run of content.matchAll(blanks)) {
    const start = run.index
    const end = start + run[0].length
    while ((spans[span]?.end ?? Number.POSITIVE_INFINITY) <= start) span++
    if (start < first || (spans[span]?.start ?? content.length) < end) continue
    const replacement = end === content.length ? lineEnd(run[0], isLast) : commonBlank(run[0])
    if (replacement === run[0]) continue
    edits.push({ kind: 'white-space', start: from + start, end: from + end, replacement })
  }
}

/** What stays of the blanks at the end of a line: two are how Markdown breaks a line in a paragraph. */
function lineEnd(run: string, isLast: boolean): string {
  return !isLast && run.endsWith('  ') ? '  ' : ''
}

/** The blank that a run of them becomes: its own, if it is of one kind. */
function commonBlank(run: string): string {
  const first = run.charAt(0)
  return run === first.repeat(run.length) ? first : ' '
}

interface CodeSpan {
  readonly start: number
  readonly end: number
}

/** Where code stands in a line: from backticks to as many of them, or to the end of the line if these do not follow. */
function codeSpans(content: string): { spans: readonly CodeSpan[]; unclosed: number } {
  const ticks = [...content.matchAll(/`+/g)].map((run) => ({ start: run.index, length: run[0].length }))
  // From the end on, so that each run knows the next of its length without being searched for.
  const nextOf = new Map<number, number>()
  const closing = ticks.map(() => -1)
  for (let index = ticks.length - 1; index >= 0; index--) {
    const length = ticks[index]?.length ?? 0
    closing[index] = nextOf.get(length) ?? -1
    nextOf.set(length, index)
  }
  const spans: CodeSpan[] = []
  for (let index = 0; index < ticks.length; index++) {
    const open = ticks[index]
    if (open === undefined) continue
    const close = ticks[closing[index] ?? -1]
    if (close === undefined) {
      spans.push({ start: open.start, end: content.length })
      return { spans, unclosed: open.length }
    }
    spans.push({ start: open.start, end: close.start + close.length })
    index = closing[index] ?? index
  }
  return { spans, unclosed: 0 }
}
