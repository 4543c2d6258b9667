'use client'

import { isFileUIPart } from '@sluice/react'
import { useRef, useState } from 'react'
import { Composer } from '@/components/composer/composer.tsx'
import { useStrings } from '@/components/site/preferences.tsx'
import { Announcer } from '@/components/ui/announcer.tsx'
import { BudgetNotice } from '@/components/usage/budget-notice.tsx'
import { useConversation } from '@/hooks/use-conversation.ts'
import { useStickToBottom } from '@/hooks/use-stick-to-bottom.ts'
import type { Model } from '@/lib/models.ts'
import { ErrorCard } from './error-card.tsx'
import { FilterNote } from './filter-note.tsx'
import { JumpToLatest } from './jump-to-latest.tsx'
import { type EditRequest, MessageList } from './message-list.tsx'
import { StorageNotice } from './storage-notice.tsx'
import { Unanswered } from './unanswered.tsx'
import { Welcome } from './welcome.tsx'

interface ConversationProps {
  id: string
  isNew: boolean
  models: readonly Model[]
  /** A new conversation got its first message. */
  onStart: (id: string) => void
  onShowUsage: () => void
  onShowFilter: () => void
}

export function Conversation({ id, isNew, models, onStart, onShowUsage, onShowFilter }: ConversationProps) {
  const strings = useStrings()
  const scroller = useRef<HTMLDivElement>(null)
  const content = useRef<HTMLDivElement>(null)
  const { isAway, follow } = useStickToBottom(scroller, content)
  const options = { id, models, onStart, onSend: follow, strings }
  const { chat, model, isAutomatic, actions, composing, announcement, notes } = useConversation(options)
  const { messages, status, error, retryAt, notice, queue, storage } = chat

  const last = messages.at(-1)
  const isEmpty = last === undefined && status === 'ready'
  const isBusy = status === 'submitted' || status === 'streaming'
  const [editRequest, setEditRequest] = useState<EditRequest>()
  const brokeOff = last?.role === 'assistant' && last.metadata?.sluice?.ending !== undefined
  return (
    <>
      <div className="scroller" ref={scroller} tabIndex={isEmpty ? undefined : 0}>
        <div className="column" ref={content}>
          {isEmpty && (isNew || storage.status !== 'loading') && <Welcome onAsk={composing.send} />}
          <MessageList
            chatId={id}
            status={status}
            isAwaited={isBusy && last?.role !== 'assistant'}
            notice={notice}
            actions={actions}
            hasError={error !== undefined}
            editRequest={editRequest}
          />
          <FilterNote notes={notes} onShowFilter={onShowFilter} />
          {status === 'ready' && last?.role === 'user' && <Unanswered onRetry={actions.regenerate} />}
          {error !== undefined && (
            <ErrorCard
              error={error}
              retryAt={retryAt}
              isAutomatic={isAutomatic}
              hasFiles={messages.some(({ parts }) => parts.some(isFileUIPart))}
              onRetry={actions.regenerate}
              onContinue={brokeOff && error.code !== 'content-filtered' ? actions.continue : undefined}
              onEdit={last?.role === 'user' ? () => setEditRequest({ messageId: last.id }) : undefined}
              onShowFilter={onShowFilter}
              onDismiss={chat.clearError}
            />
          )}
        </div>
      </div>
      <div className="dock">
        <JumpToLatest isShown={isAway} onJump={follow} />
        <BudgetNotice onShow={onShowUsage} />
        {storage.status === 'failed' && <StorageNotice reason={storage.reason} />}
        <Composer
          draftKey={isNew ? 'new' : id}
          isBusy={isBusy}
          isReady={isNew || storage.status !== 'loading'}
          queue={queue}
          models={models}
          model={model}
          actions={composing}
        />
      </div>
      <Announcer text={announcement} />
    </>
  )
}
