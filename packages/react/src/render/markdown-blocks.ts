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
 * Splits Markdown into its blocks. Given what it gave for an earlier state of the text, it looks only at what has changed
 * since, and blocks that have not are the same objects.
 *
 * Together the blocks are the text. A link whose address stands in another block, as `[1]: https://…`, and footnotes are
 * not resolved by rendering blocks apart.
 */
export function splitBlocks(text: string, previous: readonly MarkdownBlock[] = []): readonly MarkdownBlock[] {
  const blocks = unchanged(text, previous)
  let start = blocks.reduce((length, block) => length + block.text.length, 0)
  const lines = createBlockLines()
  let hasContent = false

  function add(end: number): void {
    const block = { id: `${start}`, text: text.slice(start, end), isComplete: end < text.length }
    const before = previous[blocks.length]
    const isSame = before?.id === block.id && before.text === block.text && before.isComplete === block.isComplete
    blocks.push(isSame ? before : block)
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
  if (start < text.length) add(text.length)
  return blocks.length === previous.length && blocks.every((block, index) => block === previous[index])
    ? previous
    : blocks
}

/**
 * The blocks that begin the text and end where they ended. The last one that the text has is in doubt: what follows it
 * decides where it ends.
 */
function unchanged(text: string, previous: readonly MarkdownBlock[]): MarkdownBlock[] {
  let end = 0
  const changed = previous.findIndex((block) => {
    if (!text.startsWith(block.text, end)) return true
    end += block.text.length
    return false
  })
  return previous.slice(0, Math.max(0, (changed < 0 ? previous.length : changed) - 1))
}
