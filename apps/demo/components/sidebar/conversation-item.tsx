'use client'

import { useRef, useState } from 'react'
import { useStrings } from '@/components/site/preferences.tsx'
import { IconButton } from '@/components/ui/icon-button.tsx'
import { type Conversation, conversations } from '@/lib/browser/conversations.ts'
import { RenameField } from './rename-field.tsx'

interface ConversationItemProps {
  conversation: Conversation
  isActive: boolean
  onShow: (id: string) => void
  onRemove: (id: string) => void
}

export function ConversationItem({ conversation, isActive, onShow, onRemove }: ConversationItemProps) {
  const { id, title } = conversation
  const strings = useStrings()
  const [isRenaming, setRenaming] = useState(false)
  const line = useRef<HTMLAnchorElement>(null)

  if (isRenaming) {
    const finish = (newTitle: string | undefined) => {
      if (newTitle !== undefined) conversations.rename(id, newTitle)
      setRenaming(false)
      requestAnimationFrame(() => line.current?.focus())
    }
    return (
      <li className="conversation-item" data-active={isActive}>
        <RenameField title={title} onFinish={finish} />
      </li>
    )
  }
  return (
    <li className="conversation-item" data-active={isActive}>
      <a
        ref={line}
        href={`/c/${id}`}
        aria-current={isActive ? 'page' : undefined}
        title={title}
        onDoubleClick={() => setRenaming(true)}
        onClick={(event) => {
          // A new tab is still the browser's to open.
          if (event.metaKey || event.ctrlKey || event.shiftKey) return
          event.preventDefault()
          onShow(id)
        }}
      >
        {title}
      </a>
      <div className="item-actions">
        <IconButton icon="pencil" label={strings.rename} size={16} onClick={() => setRenaming(true)} />
        <IconButton icon="trash" label={strings.remove} size={16} onClick={() => onRemove(id)} />
      </div>
    </li>
  )
}
