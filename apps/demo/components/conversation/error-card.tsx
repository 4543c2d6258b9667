'use client'

import type { ChatError } from '@sluice/core'
import { useStrings } from '@/components/site/preferences.tsx'
import { Icon } from '@/components/ui/icon.tsx'
import { IconButton } from '@/components/ui/icon-button.tsx'
import { useCountdown } from '@/hooks/use-countdown.ts'

interface ErrorCardProps {
  error: ChatError
  /** When trying again may help, in milliseconds of the Unix epoch. */
  retryAt: number | undefined
  onRetry: () => void
  onDismiss: () => void
}

/** What went wrong, in words, and what to do about it. */
export function ErrorCard({ error, retryAt, onRetry, onDismiss }: ErrorCardProps) {
  const strings = useStrings()
  const secondsLeft = useCountdown(retryAt)
  // Only an error that the server told of has a request's id.
  const isOfServer = error.code === 'network' && error.requestId !== undefined
  const { title, hint } = isOfServer ? strings.unreachable : strings.errors[error.code]
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
        <button type="button" className="secondary-button" disabled={secondsLeft > 0} onClick={() => onRetry()}>
          {secondsLeft > 0 ? strings.retryIn(secondsLeft) : strings.retry}
        </button>
      </div>
      <IconButton icon="close" label={strings.dismiss} size={16} onClick={onDismiss} />
    </section>
  )
}
