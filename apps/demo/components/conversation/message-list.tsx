'use client'

import type { UIMessage } from '@sluice/core/ui'
import { useStrings } from '@/components/site/preferences.tsx'
import { AssistantMessage } from './assistant-message.tsx'
import type { MessageActions } from './message-actions.ts'
import { UserMessage } from './user-message.tsx'

interface MessageListProps {
  messages: readonly UIMessage[]
  status: 'ready' | 'submitted' | 'streaming' | 'error'
  hasError: boolean
  actions: MessageActions
}

/** The messages. A row that streams and the row it becomes are one: same component, same key. */
export function MessageList({ messages, status, hasError, actions }: MessageListProps) {
  const strings = useStrings()
  const isBusy = status === 'submitted' || status === 'streaming'
  const last = messages.length - 1
  const isWaiting = isBusy && messages[last]?.role !== 'assistant'
  return (
    <div className="messages" aria-busy={isBusy}>
      {messages.map((message, index) =>
        message.role === 'user' ? (
          <UserMessage key={message.id} message={message} isBusy={isBusy} actions={actions} />
        ) : (
          <AssistantMessage
            key={message.id}
            message={message}
            isLast={index === last}
            isStreaming={isBusy && index === last}
            isBusy={isBusy}
            hasError={hasError && index === last}
            actions={actions}
          />
        ),
      )}
      {isWaiting && (
        <div className="assistant-message">
          <p className="waiting">
            <span className="visually-hidden">{strings.waiting}</span>
            <i aria-hidden="true" />
          </p>
        </div>
      )}
    </div>
  )
}
