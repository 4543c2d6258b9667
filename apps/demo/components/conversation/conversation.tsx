'use client'

import { useRef } from 'react'
import { Composer } from '@/components/composer/composer.tsx'
import { useStrings } from '@/components/site/preferences.tsx'
import { Announcer } from '@/components/ui/announcer.tsx'
import { useConversation } from '@/hooks/use-conversation.ts'
import { useStickToBottom } from '@/hooks/use-stick-to-bottom.ts'
import type { Model } from '@/lib/models.ts'
import { ErrorCard } from './error-card.tsx'
import { JumpToLatest } from './jump-to-latest.tsx'
import { MessageList } from './message-list.tsx'
import { StorageNotice } from './storage-notice.tsx'
import { Unanswered } from './unanswered.tsx'
import { Welcome } from './welcome.tsx'

interface ConversationProps {
  id: string
  isNew: boolean
  models: readonly Model[]
  /** A new conversation got its first message. */
  onStart: (id: string) => void
}

export function Conversation({ id, isNew, models, onStart }: ConversationProps) {
  const strings = useStrings()
  const scroller = useRef<HTMLDivElement>(null)
  const content = useRef<HTMLDivElement>(null)
  const { isAway, follow } = useStickToBottom(scroller, content)
  const { chat, model, send, actions, announcement } = useConversation({ id, models, onStart, onSend: follow, strings })
  const { messages, status, error, retryAt, notice, storage } = chat

  const isEmpty = messages.length === 0 && status === 'ready'
  const isUnanswered = status === 'ready' && messages.at(-1)?.role === 'user'
  return (
    <>
      <div className="scroller" ref={scroller} tabIndex={isEmpty ? undefined : 0}>
        <div className="column" ref={content}>
          {isEmpty && (isNew || storage.status !== 'loading') && <Welcome onAsk={send} />}
          <MessageList
            messages={messages}
            status={status}
            notice={notice}
            actions={actions}
            hasError={error !== undefined}
          />
          {isUnanswered && <Unanswered onRetry={actions.regenerate} />}
          {error !== undefined && (
            <ErrorCard error={error} retryAt={retryAt} onRetry={actions.regenerate} onDismiss={chat.clearError} />
          )}
        </div>
      </div>
      <div className="dock">
        <JumpToLatest isShown={isAway} onJump={follow} />
        {storage.status === 'failed' && <StorageNotice />}
        <Composer
          draftKey={isNew ? 'new' : id}
          isBusy={status === 'submitted' || status === 'streaming'}
          isReady={isNew || storage.status !== 'loading'}
          models={models}
          model={model}
          onSend={send}
          onStop={chat.stop}
        />
      </div>
      <Announcer text={announcement} />
    </>
  )
}
