'use client'

import { useMessageBlocks } from '@sluice/react'
import { Markdown } from './markdown.tsx'

interface MessageMarkdownProps {
  chatId: string
  messageId: string
  /** The index of a text or reasoning among the message's parts. */
  part: number
}

/** One part of a message, as far as it has arrived. */
export function MessageMarkdown({ chatId, messageId, part }: MessageMarkdownProps) {
  return <Markdown blocks={useMessageBlocks(messageId, { chatId, part })} />
}
