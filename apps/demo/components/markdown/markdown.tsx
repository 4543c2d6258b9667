import type { MarkdownBlock as Block } from '@sluice/react'
import { memo } from 'react'
import { withoutOpenEnds } from '@/lib/browser/without-open-ends.ts'
import { MarkdownBlock } from './markdown-block.tsx'

/** Markdown, block by block: while text arrives only the last block is parsed and rendered again. */
export const Markdown = memo(function Markdown({ blocks }: { blocks: readonly Block[] }) {
  return (
    <div className="markdown">
      {blocks.map(({ id, text, isComplete }) => (
        <MarkdownBlock key={id} source={isComplete ? text : withoutOpenEnds(text)} />
      ))}
    </div>
  )
})
