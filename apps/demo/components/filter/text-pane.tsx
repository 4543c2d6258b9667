'use client'

import type { Filter } from '@sluice/core'
import { useDeferredValue, useId, useMemo, useRef } from 'react'
import { usePreferences, useStrings } from '@/components/site/preferences.tsx'
import { useAutosize } from '@/hooks/use-autosize.ts'
import { useScanTime } from '@/hooks/use-scan-time.ts'
import { sampleNames, sampleText } from '@/lib/filter/samples.ts'
import { languageTag } from '@/lib/locale.ts'
import { HitList } from './hit-list.tsx'
import { MarkedText } from './marked-text.tsx'
import { ScanSummary } from './scan-summary.tsx'

interface TextPaneProps {
  filter: Filter
  text: string
  onText: (text: string) => void
}

// As long as a long answer.
const longest = 20_000

/** A text, what is found in it, and what is let through. */
export function TextPane({ filter, text, onText }: TextPaneProps) {
  const { filter: words } = useStrings()
  const { locale } = usePreferences()
  const id = useId()
  const area = useRef<HTMLTextAreaElement>(null)
  useAutosize(area, text)
  const scanned = useDeferredValue(text)
  const result = useMemo(() => filter.scan(scanned), [filter, scanned])
  const time = useScanTime(filter, scanned, languageTag[locale])
  return (
    <section className="lab-card" aria-labelledby={`${id}-title`}>
      <header>
        <h2 id={`${id}-title`}>{words.text}</h2>
      </header>
      <fieldset className="lab-chips lab-samples">
        <legend className="visually-hidden">{words.samples}</legend>
        {sampleNames.map((name) => {
          const sample = sampleText(name, locale)
          return (
            <button key={name} type="button" aria-pressed={sample === text} onClick={() => onText(sample)}>
              {words.sampleNames[name]}
            </button>
          )
        })}
      </fieldset>
      <textarea
        ref={area}
        className="lab-text"
        dir="auto"
        rows={6}
        value={text}
        maxLength={longest}
        spellCheck={false}
        aria-label={words.textLabel}
        aria-describedby={`${id}-summary`}
        onChange={({ target }) => onText(target.value)}
      />
      <ScanSummary id={`${id}-summary`} length={scanned.length} result={result} time={time} />
      {result.hits.length > 0 && (
        <>
          <h3 id={`${id}-found`}>{words.found}</h3>
          <MarkedText text={scanned} hits={result.hits} labelledBy={`${id}-found`} />
          <h3 id={`${id}-passed`}>{words.passed}</h3>
          <section className="lab-output" dir="auto" aria-labelledby={`${id}-passed`}>
            {result.text === '' ? <i>{words.passedEmpty}</i> : result.text}
          </section>
          <HitList text={scanned} hits={result.hits} />
        </>
      )}
    </section>
  )
}
