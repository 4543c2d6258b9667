'use client'

import { usePreferences, useStrings } from '@/components/site/preferences.tsx'
import type { Playback } from '@/lib/filter/stream-player.ts'
import { languageTag } from '@/lib/locale.ts'

interface StreamFiguresProps {
  playback: Playback
  /** Of the whole text, in UTF-16 units. */
  length: number
}

/** How far a stream has come, and how much of it was held back. */
export function StreamFigures({ playback, length }: StreamFiguresProps) {
  const { filter: words } = useStrings()
  const { locale } = usePreferences()
  const { deltas, fed, held, meanHeld, maxHeld } = playback
  const number = (value: number, digits = 0) =>
    value.toLocaleString(languageTag[locale], { minimumFractionDigits: digits, maximumFractionDigits: digits })
  const figures = [
    [words.deltas, number(deltas)],
    [words.heldNow, number(held.length)],
    [words.heldMean, number(meanHeld, 1)],
    [words.heldMost, number(maxHeld)],
  ] as const
  return (
    <>
      <progress className="lab-progress" aria-label={words.progress} value={fed} max={Math.max(1, length)} />
      <dl className="lab-figures">
        {figures.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </>
  )
}
