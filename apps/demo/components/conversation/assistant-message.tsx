'use client'

import type { UIMessage } from '@sluice/core/ui'
import type { ChatNotice } from '@sluice/react'
import { memo } from 'react'
import { Markdown } from '@/components/markdown/markdown.tsx'
import { useStrings } from '@/components/site/preferences.tsx'
import { EndingMark } from './ending-mark.tsx'
import type { MessageActions } from './message-actions.ts'
import { MessageFooter } from './message-footer.tsx'
import { Reasoning } from './reasoning.tsx'
import { Waiting } from './waiting.tsx'

interface AssistantMessageProps {
  message: UIMessage
  isLast: boolean
  isStreaming: boolean
  isBusy: boolean
  /** What it waits for, while it streams. */
  notice?: ChatNotice | undefined
  /** Whether an error card under it says already why it is not whole. */
  hasError: boolean
  actions: MessageActions
}

export const AssistantMessage = memo(function AssistantMessage(props: AssistantMessageProps) {
  const { message, isLast, isStreaming, isBusy, notice, hasError, actions } = props
  const strings = useStrings()
  const hasContent = message.parts.some(
    (part) => (part.type === 'text' || part.type === 'reasoning') && part.text !== '',
  )
  return (
    <article className="assistant-message" data-streaming={isStreaming}>
      <h2 className="visually-hidden">{strings.assistant}</h2>
      {message.parts.map((part, index) => {
        // The parts of a message only grow in number, so the place of a part is its identity.
        const isOpen = isStreaming && index === message.parts.length - 1
        const key = `${part.type}-${index}`
        if (part.type === 'reasoning') return <Reasoning key={key} text={part.text} isThinking={isOpen} />
        if (part.type === 'text') return <Markdown key={key} text={part.text} isStreaming={isOpen} />
        return null
      })}
      {isStreaming && (!hasContent || notice !== undefined) && <Waiting notice={notice} />}
      {!isStreaming && !hasError && (
        <EndingMark
          metadata={message.metadata?.sluice}
          onRegenerate={isLast && !isBusy ? actions.regenerate : undefined}
        />
      )}
      <MessageFooter message={message} isStreaming={isStreaming} isBusy={isBusy} actions={actions} />
      {!isStreaming && message.metadata?.sluice?.clearHistory && <p className="fresh-start">{strings.startsAfresh}</p>}
    </article>
  )
})
