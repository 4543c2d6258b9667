'use client'

import type { FilterHit } from '@sluice/core'
import { useStrings } from '@/components/site/preferences.tsx'
import { segmentsOf } from '@/lib/filter/segments.ts'
import { ruleName } from '@/lib/filter-strings.ts'

interface MarkedTextProps {
  text: string
  hits: readonly FilterHit[]
  labelledBy: string
}

/** A text in which everything is marked that was found. What lies behind a hit that blocks is grey. */
export function MarkedText({ text, hits, labelledBy }: MarkedTextProps) {
  const { filter: words } = useStrings()
  return (
    <section className="lab-output" dir="auto" aria-labelledby={labelledBy}>
      {segmentsOf(text.length, hits).map(({ start, end, hit, isCut }) => {
        const piece = text.slice(start, end)
        if (hit === undefined) {
          return (
            <span key={start} data-cut={isCut}>
              {piece}
            </span>
          )
        }
        const title = [ruleName(hit.ruleId, words), words.actions[hit.action], words.severities[hit.severity]]
        return (
          <mark key={start} data-action={hit.action} data-severity={hit.severity} title={title.join(' · ')}>
            {piece}
          </mark>
        )
      })}
    </section>
  )
}
