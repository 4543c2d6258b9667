'use client'

import { useModelNames } from '@/components/conversation/models-context.tsx'
import { usePreferences, useStrings } from '@/components/site/preferences.tsx'
import type { LoggedDecision } from '@/lib/faults/decision-log.ts'
import { languageTag } from '@/lib/locale.ts'
import { decisionText, decisionTone } from './decision-text.ts'

/** What the pipeline has decided, the latest first. It moves too fast to be read out by itself. */
export function DecisionList({ decisions }: { decisions: readonly LoggedDecision[] }) {
  const strings = useStrings()
  const { faults: words } = strings
  const { locale } = usePreferences()
  const nameOf = useModelNames()
  return (
    <section className="decisions" aria-labelledby="decisions-title">
      <h3 id="decisions-title">{words.decisions}</h3>
      {decisions.length === 0 && <p className="quiet">{words.noDecisions}</p>}
      {/* It scrolls, and keyboards must be able to. */}
      <ol tabIndex={decisions.length === 0 ? undefined : 0} aria-labelledby="decisions-title">
        {decisions.toReversed().map(({ id, at, call, what }) => (
          <li key={id} data-tone={decisionTone(what)} title={new Date(at).toLocaleTimeString(languageTag[locale])}>
            {call !== undefined && (
              <>
                <span className="visually-hidden">{words.call(call)}</span>
                <span className="decision-call" aria-hidden="true">
                  #{call}
                </span>
              </>
            )}
            <span>{decisionText(what, strings, nameOf)}</span>
          </li>
        ))}
      </ol>
    </section>
  )
}
