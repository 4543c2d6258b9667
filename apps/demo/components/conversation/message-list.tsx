'use client'

import { type ChatNotice, type ChatStatus, useMessageIds } from '@sluice/react'
import { memo } from 'react'
import type { MessageActions } from './message-actions.ts'
import { MessageRow } from './message-row.tsx'
import { Waiting } from './waiting.tsx'

/** Somebody wants to change a question. Each wish is an object of its own. */
export interface EditRequest {
  readonly messageId: string
}

interface MessageListProps {
  chatId: string
  status: ChatStatus
  /** An answer is on its way of which nothing has arrived. */
  isAwaited: boolean
  /** What the answer under way waits for. */
  notice: ChatNotice | undefined
  hasError: boolean
  editRequest?: EditRequest | undefined
  actions: MessageActions
}

/** The messages. A row that streams and the row it becomes are one: same component, same key. */
export const MessageList = memo(function MessageList(props: MessageListProps) {
  const { chatId, status, isAwaited, notice, hasError, editRequest, actions } = props
  const ids = useMessageIds({ chatId })
  const isBusy = status === 'submitted' || status === 'streaming'
  return (
    <div className="messages" aria-busy={isBusy}>
      {ids.map((id, index) => {
        const isLast = index === ids.length - 1
        return (
          <MessageRow
            key={id}
            chatId={chatId}
            id={id}
            isLast={isLast}
            isBusy={isBusy}
            isWaiting={isLast && status === 'submitted'}
            notice={isLast && isBusy ? notice : undefined}
            hasError={isLast && hasError}
            editRequest={editRequest?.messageId === id ? editRequest : undefined}
            actions={actions}
          />
        )
      })}
      {isAwaited && (
        <div className="assistant-message">
          <Waiting notice={notice} />
        </div>
      )}
    </div>
  )
})
