'use client'

import { type BudgetState, type Cost, formatCost } from '@sluice/core'
import { usePreferences } from '@/components/site/preferences.tsx'
import { languageTag } from '@/lib/locale.ts'

/** Writes amounts as the visitor's language does. */
export function useCostText(): { cost(cost: Cost): string; amount(amount: string, unit: BudgetState['unit']): string } {
  const locale = languageTag[usePreferences().locale]
  return {
    cost: (cost) => formatCost(cost, { locale }),
    amount(amount, unit) {
      if (unit === 'tokens') return `${Number(amount).toLocaleString(locale)} tokens`
      return formatCost({ [unit]: amount }, { locale })
    },
  }
}
