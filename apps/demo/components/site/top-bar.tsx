'use client'

import { FaultsButton } from '@/components/faults/faults-button.tsx'
import { FilterLink } from '@/components/filter/filter-link.tsx'
import { UsageButton } from '@/components/usage/usage-button.tsx'
import { Bar, type BarProps } from './bar.tsx'

export type PanelName = 'faults' | 'usage'

interface TopBarProps extends BarProps {
  chatId: string
  title: string
  /** The one that is open beside the conversation. */
  panel: PanelName | undefined
  onToggle: (panel: PanelName) => void
  onOpenFilter: () => void
}

/** The title of the conversation; on small screens also the way to the others. */
export function TopBar(props: TopBarProps) {
  const { chatId, title, isSidebarOpen, panel, onOpenSidebar, onToggle, onOpenFilter, onCreate } = props
  return (
    <Bar isSidebarOpen={isSidebarOpen} onOpenSidebar={onOpenSidebar} onCreate={onCreate}>
      <h1>{title}</h1>
      <UsageButton chatId={chatId} isOpen={panel === 'usage'} onToggle={() => onToggle('usage')} />
      <FilterLink className="filter-link" onOpen={onOpenFilter} />
      <FaultsButton isOpen={panel === 'faults'} onToggle={() => onToggle('faults')} />
    </Bar>
  )
}
