'use client'

import type { UIMessage } from '@sluice/core/ui'
import { useStrings } from '@/components/site/preferences.tsx'
import { CopyButton } from '@/components/ui/copy-button.tsx'
import { IconButton } from '@/components/ui/icon-button.tsx'
import { BranchPicker } from './branch-picker.tsx'
import { Figures } from './figures.tsx'
import type { MessageActions } from './message-actions.ts'
import { messageText } from './message-text.ts'

interface MessageFooterProps {
  message: UIMessage
  isStreaming: boolean
  isBusy: boolean
  actions: MessageActions
}

/** What can be done with an answer, and what it took. Its place is kept while the answer arrives, so nothing jumps. */
export function MessageFooter({ message, isStreaming, isBusy, actions }: MessageFooterProps) {
  const strings = useStrings()
  if (isStreaming) return <footer className="message-footer" aria-hidden="true" />
  return (
    <footer className="message-footer">
      <div className="message-actions">
        <CopyButton text={() => messageText(message)} label={strings.copy} />
        <IconButton
          icon="refresh"
          label={strings.regenerate}
          size={16}
          disabled={isBusy}
          onClick={() => actions.regenerate(message.id)}
        />
        <BranchPicker messageId={message.id} isBusy={isBusy} actions={actions} />
      </div>
      <Figures message={message} />
    </footer>
  )
}
