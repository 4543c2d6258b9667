'use client'

import { useStrings } from '@/components/site/preferences.tsx'
import { Icon } from '@/components/ui/icon.tsx'

/** Stands where an answer should be that never began: the page was closed, or an error dismissed. */
export function Unanswered({ onRetry }: { onRetry: () => void }) {
  const strings = useStrings()
  return (
    <p className="ending-mark">
      <span>{strings.unanswered}</span>
      <button type="button" onClick={() => onRetry()}>
        <Icon name="refresh" size={15} />
        {strings.retry}
      </button>
    </p>
  )
}
