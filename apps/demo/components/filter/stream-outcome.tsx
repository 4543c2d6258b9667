'use client'

import { usePreferences, useStrings } from '@/components/site/preferences.tsx'
import { Icon } from '@/components/ui/icon.tsx'
import type { Playback } from '@/lib/filter/stream-player.ts'
import { languageTag } from '@/lib/locale.ts'

/** How a stream ended. Read out then, and not before. */
export function StreamOutcome({ playback: { isIdentical, blockedAt } }: { playback: Playback }) {
  const { filter: words } = useStrings()
  const { locale } = usePreferences()
  return (
    <div className="lab-outcome" role="status">
      {isIdentical !== undefined && blockedAt !== undefined && (
        <p data-tone="bad">
          <Icon name="alert" size={16} />
          {words.blockedAt((blockedAt + 1).toLocaleString(languageTag[locale]))}
        </p>
      )}
      {isIdentical !== undefined && (
        <p data-tone={isIdentical ? 'good' : 'bad'}>
          <Icon name={isIdentical ? 'check' : 'alert'} size={16} />
          {isIdentical ? words.identical : words.different}
        </p>
      )}
    </div>
  )
}
