'use client'

import type { ChatError } from '@sluice/core'
import { useStrings } from '@/components/site/preferences.tsx'
import { Icon } from '@/components/ui/icon.tsx'
import { IconButton } from '@/components/ui/icon-button.tsx'
import { useCountdown } from '@/hooks/use-countdown.ts'
import type { ErrorText, Strings } from '@/lib/strings.ts'

interface ErrorCardProps {
  error: ChatError
  /** When trying again may help, in milliseconds of the Unix epoch. */
  retryAt: number | undefined
  /** It will be tried again by itself. */
  isAutomatic?: boolean | undefined
  /** What was asked has files. */
  hasFiles?: boolean | undefined
  onRetry: () => void
  /** Goes on with an answer that broke off. */
  onContinue?: (() => void) | undefined
  onDismiss: () => void
}

/** What went wrong, in words, and what to do about it. */
export function ErrorCard({ error, retryAt, isAutomatic, hasFiles, onRetry, onContinue, onDismiss }: ErrorCardProps) {
  const strings = useStrings()
  const secondsLeft = useCountdown(retryAt)
  const { title, hint } = textOf(error, strings, hasFiles === true)
  const retryIn = isAutomatic ? strings.retriesIn : strings.retryIn
  return (
    <section className="error-card" data-code={error.code}>
      <Icon name="alert" size={20} />
      <div className="error-text">
        <h2>{title}</h2>
        <p>{hint}</p>
        {error.requestId !== undefined && (
          <p className="request-id">
            {strings.requestId} <code>{error.requestId}</code>
          </p>
        )}
        <div className="error-buttons">
          {onContinue !== undefined && (
            <button type="button" className="secondary-button" disabled={secondsLeft > 0} onClick={() => onContinue()}>
              {strings.continueAnswer}
            </button>
          )}
          <button type="button" className="secondary-button" disabled={secondsLeft > 0} onClick={() => onRetry()}>
            {secondsLeft > 0 ? retryIn(secondsLeft) : strings.retry}
          </button>
        </div>
      </div>
      <IconButton icon="close" label={strings.dismiss} size={16} onClick={onDismiss} />
    </section>
  )
}

function textOf({ code, requestId }: ChatError, strings: Strings, hasFiles: boolean): ErrorText {
  // Only an error that the server told of has a request's id.
  if (code === 'network' && requestId !== undefined) return strings.unreachable
  return code === 'bad-request' && hasFiles ? strings.filesRefused : strings.errors[code]
}
