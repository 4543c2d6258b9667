'use client'

import type { UIMessage } from '@sluice/core/ui'
import type { ChatNotice } from '@sluice/react'
import { MessageMarkdown } from '@/components/markdown/message-markdown.tsx'
import { useStrings } from '@/components/site/preferences.tsx'
import { EndingMark } from './ending-mark.tsx'
import type { MessageActions } from './message-actions.ts'
import { MessageFooter } from './message-footer.tsx'
import { Reasoning } from './reasoning.tsx'
import { Waiting } from './waiting.tsx'

interface AssistantMessageProps {
  chatId: string
  message: UIMessage
  isLast: boolean
  isStreaming: boolean
  isBusy: boolean
  /** It was asked to go on, and has not yet. */
  isWaiting: boolean
  /** What it waits for, while it streams. */
  notice?: ChatNotice | undefined
  /** Whether an error card under it says already why it is not whole. */
  hasError: boolean
  actions: MessageActions
}

export function AssistantMessage(props: AssistantMessageProps) {
  const { chatId, message, isLast, isStreaming, isBusy, isWaiting, notice, hasError, actions } = props
  const strings = useStrings()
  const hasContent = message.parts.some(
    (part) => (part.type === 'text' || part.type === 'reasoning') && part.text !== '',
  )
  const isQuiet = isWaiting || !hasContent || notice !== undefined
  return (
    <article className="assistant-message" data-streaming={isStreaming}>
      <h2 className="visually-hidden">{strings.assistant}</h2>
      {message.parts.map((part, index) => {
        // The parts of a message only grow in number, so the place of a part is its identity.
        const place = { chatId, messageId: message.id, part: index }
        const isThinking = isStreaming && !isWaiting && index === message.parts.length - 1
        const key = `${part.type}-${index}`
        if (part.type === 'reasoning') return <Reasoning key={key} {...place} isThinking={isThinking} />
        if (part.type === 'text') return <MessageMarkdown key={key} {...place} />
        return null
      })}
      {isStreaming && isQuiet && <Waiting notice={notice} />}
      {!isStreaming && !hasError && (
        <EndingMark metadata={message.metadata?.sluice} onContinue={isLast && !isBusy ? actions.continue : undefined} />
      )}
      <MessageFooter message={message} isStreaming={isStreaming} isBusy={isBusy} actions={actions} />
      {!isStreaming && message.metadata?.sluice?.clearHistory && <p className="fresh-start">{strings.startsAfresh}</p>}
    </article>
  )
}
