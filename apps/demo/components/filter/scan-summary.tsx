'use client'

import type { FilterResult } from '@sluice/core'
import { usePreferences, useStrings } from '@/components/site/preferences.tsx'
import { Announcer } from '@/components/ui/announcer.tsx'
import { useSettled } from '@/hooks/use-settled.ts'
import { languageTag } from '@/lib/locale.ts'

interface ScanSummaryProps {
  id: string
  /** Of the text, in UTF-16 units. */
  length: number
  result: FilterResult
  time: string | undefined
}

/** What came of a scan, in a line. */
export function ScanSummary({ id, length, result: { action, hits }, time }: ScanSummaryProps) {
  const { filter: words } = useStrings()
  const { locale } = usePreferences()
  const verdict = action === undefined ? words.untouched : `${words.hits(hits.length)} · ${words.actions[action]}`
  const announced = useSettled(verdict, 900)
  return (
    <>
      <p id={id} className="lab-summary" data-action={action ?? 'none'}>
        <strong>{verdict}</strong>
        <span>{words.characters(length.toLocaleString(languageTag[locale]))}</span>
        {time !== undefined && <span>{words.took(time)}</span>}
      </p>
      <Announcer text={announced ?? ''} />
    </>
  )
}
