'use client'

import type { SluiceMetadata, UIMessage } from '@sluice/core/ui'
import { usePreferences, useStrings } from '@/components/site/preferences.tsx'
import { CopyButton } from '@/components/ui/copy-button.tsx'
import { IconButton } from '@/components/ui/icon-button.tsx'
import { languageTag } from '@/lib/locale.ts'
import type { MessageActions } from './message-actions.ts'
import { messageText } from './message-text.ts'
import { useModelLabel } from './models-context.tsx'

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
      </div>
      <p className="figures">
        <span>{strings.aiGenerated}</span>
        <Figures metadata={message.metadata?.sluice} />
      </p>
    </footer>
  )
}

function Figures({ metadata: { model, usage, durationMs } = {} }: { metadata?: SluiceMetadata | undefined }) {
  const strings = useStrings()
  const { locale } = usePreferences()
  const label = useModelLabel(model)
  const number = (value: number, digits = 0) =>
    value.toLocaleString(languageTag[locale], { minimumFractionDigits: digits, maximumFractionDigits: digits })
  return (
    <>
      {label !== undefined && <span>{label}</span>}
      {usage !== undefined && (
        <span title={strings.usageDetail(number(usage.inputTokens), number(usage.outputTokens))}>
          {usage.estimated ? '≈ ' : ''}
          {strings.tokens(number(usage.inputTokens + usage.outputTokens))}
        </span>
      )}
      {durationMs !== undefined && <span>{strings.seconds(number(durationMs / 1_000, 1))}</span>}
    </>
  )
}
