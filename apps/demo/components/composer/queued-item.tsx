'use client'

import type { UIMessage } from '@sluice/core/ui'
import { isFileUIPart } from '@sluice/react'
import { useState } from 'react'
import { messageText } from '@/components/conversation/message-text.ts'
import { useStrings } from '@/components/site/preferences.tsx'
import { Icon } from '@/components/ui/icon.tsx'
import { IconButton } from '@/components/ui/icon-button.tsx'
import type { ComposerActions } from './composer-actions.ts'
import { QueuedField } from './queued-field.tsx'

interface QueuedItemProps {
  id: string
  message: UIMessage
  actions: ComposerActions
}

/** A message that waits: it can be changed, removed, or sent before its turn. */
export function QueuedItem({ id, message, actions }: QueuedItemProps) {
  const { composer } = useStrings()
  const [isEditing, setEditing] = useState(false)
  const text = messageText(message)
  const files = message.parts.filter(isFileUIPart)

  if (isEditing) {
    const finish = (changed: string | undefined) => {
      setEditing(false)
      if (changed !== undefined) actions.editQueued(id, changed, files)
    }
    return (
      <li className="queued-item">
        <QueuedField text={text} mayBeEmpty={files.length > 0} onFinish={finish} />
      </li>
    )
  }
  return (
    <li className="queued-item">
      {files.length > 0 && (
        <span className="queued-files">
          <Icon name="clip" size={14} />
          {files.length}
        </span>
      )}
      <span className="queued-text">{text || files.map(({ filename }) => filename).join(', ')}</span>
      <div className="queued-actions">
        <button type="button" className="text-button" onClick={() => actions.sendQueuedNow(id)}>
          {composer.sendNow}
        </button>
        <IconButton icon="pencil" label={composer.edit} size={16} onClick={() => setEditing(true)} />
        <IconButton icon="close" label={composer.remove} size={16} onClick={() => actions.removeQueued(id)} />
      </div>
    </li>
  )
}
