'use client'

import type { FilterHit } from '@sluice/core'
import { useStrings } from '@/components/site/preferences.tsx'
import { ruleName } from '@/lib/filter-strings.ts'

const most = 100

/** Where what was found, and what becomes of it. Places are in UTF-16 units, from 0. */
export function HitList({ text, hits }: { text: string; hits: readonly FilterHit[] }) {
  const { filter: words } = useStrings()
  return (
    // It scrolls, and keyboards must be able to.
    // biome-ignore lint/a11y/noNoninteractiveTabindex: see above
    <section className="lab-hits" aria-label={words.hitsTitle} tabIndex={0}>
      <table>
        <thead>
          <tr>
            <th scope="col">{words.rule}</th>
            <th scope="col">{words.original}</th>
            <th scope="col">{words.place}</th>
            <th scope="col">{words.outcome}</th>
            <th scope="col">{words.severity}</th>
          </tr>
        </thead>
        <tbody>
          {hits.slice(0, most).map(({ ruleId, start, end, action, severity }) => (
            <tr key={`${ruleId}-${start}`}>
              <td>{ruleName(ruleId, words)}</td>
              <td>
                <code dir="auto">{text.slice(start, end)}</code>
              </td>
              <td>
                {start}–{end}
              </td>
              <td data-action={action}>{words.actions[action]}</td>
              <td>{words.severities[severity]}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {hits.length > most && <p>{words.more(hits.length - most)}</p>}
    </section>
  )
}
