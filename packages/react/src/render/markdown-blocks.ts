import { createBlockLines } from './block-lines.ts'

/** A block of Markdown that can be rendered apart, such as a paragraph, a list or a table, with the blank lines after it. */
export interface MarkdownBlock {
  /** Where it begins in the text. */
  readonly id: string
  readonly text: string
  /** Whether nothing that is added to the text can change it. */
  readonly isComplete: boolean
}

/**
 * Splits Markdown into its blocks; together they are the text. Given what it gave for an earlier state of the text, it
 * reads only what is new, and complete blocks that have not changed are the same objects.
 *
 * A link whose address stands in another block, as `[1]: https://…`, and footnotes are not resolved by rendering blocks
 * apart. Where that matters, render the text as a whole.
 */
export function splitBlocks(text: string, previous: readonly MarkdownBlock[] = []): MarkdownBlock[] {
  const blocks: MarkdownBlock[] = []
  let start = 0
  for (const block of previous) {
    if (!text.startsWith(block.text, start)) break
    blocks.push(block)
    start += block.text.length
  }
  // Where the last of them ends is decided by what follows it.
  start -= blocks.pop()?.text.length ?? 0

  const lines = createBlockLines()
  let hasContent = false
  function add(end: number): void {
    if (start < end) blocks.push({ id: `${start}`, text: text.slice(start, end), isComplete: end < text.length })
    start = end
  }
  for (let at = start, end = at; at < text.length; at = end) {
    const newline = text.indexOf('\n', at)
    end = newline < 0 ? text.length : newline + 1
    const line = text.slice(at, end).replace(/\r?\n?$/, '')
    if (!lines.begins(line, newline >= 0)) continue
    // Blank lines before everything have no block of their own.
    if (hasContent) add(at)
    hasContent = true
  }
  add(text.length)
  return blocks
}
