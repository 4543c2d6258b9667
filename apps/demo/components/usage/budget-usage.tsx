'use client'

import type { CallerUsage } from '@sluice/core'
import type { UsageBudget } from '@sluice/react'
import { usePreferences, useStrings } from '@/components/site/preferences.tsx'
import { useCostText } from '@/hooks/use-cost-text.ts'
import { languageTag } from '@/lib/locale.ts'
import { momentText } from '@/lib/moment-text.ts'
import { Facts } from './facts.tsx'
import { levelOf } from './level.ts'

interface BudgetUsageProps {
  usage: CallerUsage
  budget: UsageBudget
  isSimulated: boolean
}

/** What is gone of the budget and what is left, until when, and how fast it goes. */
export function BudgetUsage({ usage: { at, total }, budget, isSimulated }: BudgetUsageProps) {
  const { usage: words } = useStrings()
  const { locale } = usePreferences()
  const { cost, amount } = useCostText()
  const { unit, fraction, resetsAt, runsOutAt } = budget
  const moment = (time: number) => momentText(time, at, locale, words)
  const used = words.used(amount(budget.used, unit), amount(budget.limit, unit))
  const spent = cost(total.cost)
  return (
    <section className="usage-part" aria-labelledby="usage-today">
      <h3 id="usage-today">{words.today}</h3>
      <p className="usage-amount" data-level={levelOf(fraction)}>
        {words.left(amount(budget.left, unit))}
      </p>
      <div
        className="usage-bar"
        data-level={levelOf(fraction)}
        role="progressbar"
        aria-label={words.today}
        aria-valuenow={Math.round(fraction * 100)}
        aria-valuetext={used}
      >
        <i style={{ inlineSize: `${fraction * 100}%` }} />
      </div>
      <p className="usage-hint">
        {used}
        {Number(budget.reserved) > 0 && <span>{words.reserved(amount(budget.reserved, unit))}</span>}
      </p>
      <Facts
        facts={[
          resetsAt !== undefined && [words.resets, moment(resetsAt)],
          Number(budget.burnPerHour) > 0 && [words.perHour, words.perHourValue(amount(budget.burnPerHour, unit))],
          runsOutAt !== undefined && runsOutAt > at && [words.runsOut, moment(runsOutAt)],
          total.calls > 0 &&
            spent !== '' && [words.month, words.monthValue(total.calls.toLocaleString(languageTag[locale]), spent)],
        ]}
      />
      {isSimulated && <p className="usage-hint">{words.simulated}</p>}
    </section>
  )
}
