'use client'

import { useStrings } from '@/components/site/preferences.tsx'
import { SidePanel } from '@/components/ui/side-panel.tsx'
import { useOwnUsage } from '@/hooks/use-own-usage.ts'
import { BudgetUsage } from './budget-usage.tsx'
import { ConversationUsage } from './conversation-usage.tsx'
import { TryBudget } from './try-budget.tsx'

// Also what other devices or a burst of questions have used is seen in time.
const refreshMs = 5_000

interface UsagePanelProps {
  chatId: string
  onClose: () => void
}

/** What the conversation has cost, and how the visitor's budget stands. Beside the conversation or over it. */
export function UsagePanel({ chatId, onClose }: UsagePanelProps) {
  const { usage: words } = useStrings()
  const { usage, budgets, status, isSimulated, refetch } = useOwnUsage(refreshMs)
  const [budget] = budgets
  return (
    <SidePanel id="usage" title={words.title} closeLabel={words.close} onClose={onClose}>
      <div className="usage-parts">
        <ConversationUsage chatId={chatId} />
        {usage !== undefined && budget !== undefined ? (
          <BudgetUsage usage={usage} budget={budget} isSimulated={isSimulated} />
        ) : (
          <p className="usage-part usage-hint" role="status">
            {status === 'error' ? words.failed : words.loading}
          </p>
        )}
        {isSimulated && <TryBudget onRenew={() => void refetch()} />}
      </div>
    </SidePanel>
  )
}
