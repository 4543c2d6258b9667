'use client'

import { useChat } from '@sluice/react'
import { useStrings } from '@/components/site/preferences.tsx'
import { useCostText } from '@/hooks/use-cost-text.ts'
import { useOwnUsage } from '@/hooks/use-own-usage.ts'
import { UsageRing } from './usage-ring.tsx'

interface UsageButtonProps {
  chatId: string
  isOpen: boolean
  onToggle: () => void
}

/** What the conversation has cost, and how much of the budget is gone. Opens the usage panel. */
export function UsageButton({ chatId, isOpen, onToggle }: UsageButtonProps) {
  const { usage: words } = useStrings()
  const { cost } = useChat({ id: chatId })
  const { budgets } = useOwnUsage()
  const costText = useCostText()
  const shown = cost && costText.cost(cost)
  return (
    <button
      type="button"
      className="usage-button"
      data-has-cost={Boolean(shown)}
      aria-expanded={isOpen}
      aria-controls={isOpen ? 'usage' : undefined}
      aria-label={shown ? words.button(shown) : words.title}
      title={shown ? words.button(shown) : words.title}
      onClick={onToggle}
    >
      <UsageRing fraction={budgets[0]?.fraction ?? 0} />
      <span aria-hidden="true">{shown || words.title}</span>
    </button>
  )
}
