'use client'

import type { ChatError } from '@sluice/core'
import { FilterLink } from '@/components/filter/filter-link.tsx'
import { usePreferences, useStrings } from '@/components/site/preferences.tsx'
import { Icon } from '@/components/ui/icon.tsx'
import { IconButton } from '@/components/ui/icon-button.tsx'
import { useCountdown } from '@/hooks/use-countdown.ts'
import { momentText } from '@/lib/moment-text.ts'
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
  /** Changes the question, where it is the question that went wrong. */
  onEdit?: (() => void) | undefined
  onShowFilter?: (() => void) | undefined
  onDismiss: () => void
}

// Whoever has to wait for longer is told of a time, and may try something else.
const mostSeconds = 600

/** What went wrong, in words, and what to do about it. */
export function ErrorCard(props: ErrorCardProps) {
  const { error, retryAt, isAutomatic, hasFiles, onRetry, onContinue, onEdit, onShowFilter, onDismiss } = props
  const strings = useStrings()
  const { locale } = usePreferences()
  const countdown = useCountdown(retryAt)
  const secondsLeft = countdown > mostSeconds ? 0 : countdown
  const isFiltered = error.code === 'content-filtered'
  const { title, hint } =
    isFiltered && onShowFilter ? filteredText(strings, onEdit !== undefined) : textOf(error, strings, hasFiles === true)
  const isRenewed = error.code === 'over-budget' && retryAt !== undefined && countdown > mostSeconds
  const retryIn = isAutomatic ? strings.retriesIn : strings.retryIn
  return (
    <section className="error-card" data-code={error.code}>
      <Icon name="alert" size={20} />
      <div className="error-text">
        <h2>{title}</h2>
        <p>{isRenewed ? strings.usage.refusedUntil(momentText(retryAt, Date.now(), locale, strings.usage)) : hint}</p>
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
          {isFiltered && onEdit !== undefined ? (
            <button type="button" className="secondary-button" onClick={onEdit}>
              {strings.filter.editQuestion}
            </button>
          ) : (
            <button type="button" className="secondary-button" disabled={secondsLeft > 0} onClick={() => onRetry()}>
              {secondsLeft > 0 ? retryIn(secondsLeft) : strings.retry}
            </button>
          )}
          {isFiltered && onShowFilter !== undefined && (
            <FilterLink className="text-button" label={strings.filter.tryRules} onOpen={onShowFilter} />
          )}
        </div>
      </div>
      <IconButton icon="close" label={strings.dismiss} size={16} onClick={onDismiss} />
    </section>
  )
}

/** The same text would be refused again, so that a question is to be changed. */
function filteredText({ filter }: Strings, isQuestion: boolean): ErrorText {
  return isQuestion ? filter.promptRefused : filter.answerStopped
}

function textOf({ code, requestId }: ChatError, strings: Strings, hasFiles: boolean): ErrorText {
  // Only an error that the server told of has a request's id.
  if (code === 'network' && requestId !== undefined) return strings.unreachable
  return code === 'bad-request' && hasFiles ? strings.filesRefused : strings.errors[code]
}
