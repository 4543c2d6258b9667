'use client'

import { useSyncExternalStore } from 'react'
import { usePreferences, useStrings } from '@/components/site/preferences.tsx'
import { IconButton } from '@/components/ui/icon-button.tsx'
import { useCostText } from '@/hooks/use-cost-text.ts'
import { useOwnUsage } from '@/hooks/use-own-usage.ts'
import { seenNotice } from '@/lib/browser/seen-notice.ts'
import { languageTag } from '@/lib/locale.ts'
import { momentText } from '@/lib/moment-text.ts'
import { levelOf } from './level.ts'
import { UsageRing } from './usage-ring.tsx'

/** Says that half of the budget is gone, four fifths, or all of it: once each, until it is closed. */
export function BudgetNotice({ onShow }: { onShow: () => void }) {
  const strings = useStrings()
  const { locale } = usePreferences()
  const { amount } = useCostText()
  const { usage, budgets } = useOwnUsage()
  const seen = useSyncExternalStore(seenNotice.subscribe, seenNotice.get, () => '')
  const [budget] = budgets
  if (usage === undefined || budget === undefined) return null
  const { fraction, left, unit, resetsAt } = budget
  const level = levelOf(fraction)
  const name = `${level} ${resetsAt ?? ''}`
  if (level === 'low' || seen === name) return null
  const { usage: words } = strings
  const percent = fraction.toLocaleString(languageTag[locale], { style: 'percent' })
  return (
    <div className="budget-notice" role="status" data-level={level}>
      <UsageRing fraction={fraction} />
      <button type="button" title={words.show} onClick={onShow}>
        {level === 'over' && resetsAt !== undefined
          ? words.usedUp(momentText(resetsAt, usage.at, locale, words))
          : words.reached(percent, amount(left, unit))}
      </button>
      <IconButton icon="close" label={strings.dismiss} size={14} onClick={() => seenNotice.set(name)} />
    </div>
  )
}
