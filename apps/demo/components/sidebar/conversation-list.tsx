'use client'

import { useStrings } from '@/components/site/preferences.tsx'
import type { Conversation } from '@/lib/browser/conversations.ts'
import { groupByDate } from '@/lib/browser/date-groups.ts'
import { ConversationItem } from './conversation-item.tsx'

interface ConversationListProps {
  conversations: readonly Conversation[]
  activeId: string
  onShow: (id: string) => void
  onRemove: (id: string) => void
}

/** Rendered in the browser only: which day it is depends on where one is. */
export function ConversationList({ conversations, activeId, onShow, onRemove }: ConversationListProps) {
  const strings = useStrings()
  if (conversations.length === 0) return <p className="quiet">{strings.noConversations}</p>
  return groupByDate(conversations, Date.now()).map(({ group, conversations }) => (
    <section key={group} aria-labelledby={`group-${group}`}>
      <h2 id={`group-${group}`}>{strings.groups[group]}</h2>
      <ul>
        {conversations.map((conversation) => (
          <ConversationItem
            key={conversation.id}
            conversation={conversation}
            isActive={conversation.id === activeId}
            onShow={onShow}
            onRemove={onRemove}
          />
        ))}
      </ul>
    </section>
  ))
}
