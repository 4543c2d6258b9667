'use client'

import type { UIMessage } from '@sluice/core/ui'
import { isFileUIPart } from '@sluice/react'
import { useState } from 'react'
import { useStrings } from '@/components/site/preferences.tsx'
import { CopyButton } from '@/components/ui/copy-button.tsx'
import { IconButton } from '@/components/ui/icon-button.tsx'
import { BranchPicker } from './branch-picker.tsx'
import { EditForm } from './edit-form.tsx'
import type { MessageActions } from './message-actions.ts'
import { MessageFiles } from './message-files.tsx'
import { messageText } from './message-text.ts'

interface UserMessageProps {
  message: UIMessage
  isBusy: boolean
  /** Each is a wish to change the message. */
  editRequest?: object | undefined
  actions: MessageActions
}

export function UserMessage({ message, isBusy, editRequest, actions }: UserMessageProps) {
  const strings = useStrings()
  const [isEditing, setEditing] = useState(false)
  const [granted, setGranted] = useState<object>()
  if (editRequest !== undefined && editRequest !== granted) {
    setGranted(editRequest)
    setEditing(true)
  }
  const text = messageText(message)

  if (isEditing && !isBusy) {
    const send = (changed: string) => {
      setEditing(false)
      actions.edit(message.id, changed)
    }
    return <EditForm text={text} onSend={send} onCancel={() => setEditing(false)} />
  }
  return (
    <article className="user-message">
      <h2 className="visually-hidden">{strings.you}</h2>
      <MessageFiles files={message.parts.filter(isFileUIPart)} />
      {text !== '' && <p className="bubble">{text}</p>}
      <div className="message-actions">
        <CopyButton text={() => text} label={strings.copy} />
        <IconButton icon="pencil" label={strings.edit} size={16} disabled={isBusy} onClick={() => setEditing(true)} />
        <BranchPicker messageId={message.id} isBusy={isBusy} actions={actions} />
      </div>
    </article>
  )
}
