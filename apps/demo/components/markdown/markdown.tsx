import { memo, useMemo } from 'react'
import { markdownBlocks, withoutOpenEnds } from '@/lib/browser/markdown-blocks.ts'
import { MarkdownBlock } from './markdown-block.tsx'

interface MarkdownProps {
  text: string
  /** Whether more is to come. */
  isStreaming: boolean
}

/** Markdown, block by block: while text arrives only the last block is parsed and rendered again. */
export const Markdown = memo(function Markdown({ text, isStreaming }: MarkdownProps) {
  const blocks = useMemo(() => markdownBlocks(text), [text])
  const last = blocks.length - 1
  return (
    <div className="markdown">
      {blocks.map((block, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: text only grows at its end, so a block keeps its place
        <MarkdownBlock key={index} source={isStreaming && index === last ? withoutOpenEnds(block) : block} />
      ))}
    </div>
  )
})
