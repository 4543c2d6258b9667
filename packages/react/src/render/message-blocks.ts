import { type MarkdownBlock, splitBlocks } from './markdown-blocks.ts'
import type { ShownText } from './message-text.ts'

/**
 * Splits the texts of a message, each for itself, as often as they change. Blocks that have not changed are the same
 * objects, and named by where they begin in all that the message says.
 */
export function createBlockSplitter(): (texts: readonly ShownText[]) => readonly MarkdownBlock[] {
  let split: (readonly MarkdownBlock[])[] = []
  let shown: readonly MarkdownBlock[] = []

  return (texts) => {
    const before = new Map(shown.map((block) => [block.id, block]))
    split = texts.map(({ text }, index) => splitBlocks(text, split[index]))
    let start = 0
    const blocks = texts.flatMap(({ text, isDone }, index) => {
      const textStart = start
      start += text.length
      return (split[index] ?? []).map((block) => {
        const next = { ...block, id: `${textStart + Number(block.id)}`, isComplete: isDone || block.isComplete }
        const old = before.get(next.id)
        return old?.text === next.text && old.isComplete === next.isComplete ? old : next
      })
    })
    if (blocks.length !== shown.length || blocks.some((block, index) => block !== shown[index])) shown = blocks
    return shown
  }
}
