'use client'

import type { UIMessage } from '@sluice/core/ui'
import type { ChatNotice } from '@sluice/react'
import { AssistantMessage } from './assistant-message.tsx'
import type { MessageActions } from './message-actions.ts'
import { UserMessage } from './user-message.tsx'
import { Waiting } from './waiting.tsx'

interface MessageListProps {
  messages: readonly UIMessage[]
  status: 'ready' | 'submitted' | 'streaming' | 'error'
  /** What the answer under way waits for. */
  notice: ChatNotice | undefined
  hasError: boolean
  actions: MessageActions
}

/** The messages. A row that streams and the row it becomes are one: same component, same key. */
export function MessageList({ messages, status, notice, hasError, actions }: MessageListProps) {
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
            notice={isBusy && index === last ? notice : undefined}
            hasError={hasError && index === last}
            actions={actions}
          />
        ),
      )}
      {isWaiting && (
        <div className="assistant-message">
          <Waiting notice={notice} />
        </div>
      )}
    </div>
  )
}
