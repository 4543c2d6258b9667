'use client'

import { type ChatNotice, useMessage } from '@sluice/react'
import { memo } from 'react'
import { AssistantMessage } from './assistant-message.tsx'
import type { MessageActions } from './message-actions.ts'
import { UserMessage } from './user-message.tsx'

interface MessageRowProps {
  chatId: string
  id: string
  isLast: boolean
  isBusy: boolean
  /** It is not known yet how it goes on. */
  isWaiting: boolean
  notice: ChatNotice | undefined
  hasError: boolean
  /** Each is a wish to change the message. */
  editRequest?: object | undefined
  actions: MessageActions
}

/** One message. While an answer grows, its row is the only one that renders again. */
export const MessageRow = memo(function MessageRow({ id, ...props }: MessageRowProps) {
  const { chatId, isLast, isBusy, isWaiting, notice, hasError, editRequest, actions } = props
  const message = useMessage(id, { chatId })
  if (message === undefined) return null
  if (message.role === 'user') {
    return <UserMessage message={message} isBusy={isBusy} editRequest={editRequest} actions={actions} />
  }
  return (
    <AssistantMessage
      chatId={chatId}
      message={message}
      isLast={isLast}
      isStreaming={isBusy && isLast}
      isBusy={isBusy}
      isWaiting={isWaiting}
      notice={notice}
      hasError={hasError}
      actions={actions}
    />
  )
})
