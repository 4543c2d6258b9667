'use client'

import { FaultsButton } from '@/components/faults/faults-button.tsx'
import { FilterLink } from '@/components/filter/filter-link.tsx'
import { IconButton } from '@/components/ui/icon-button.tsx'
import { UsageButton } from '@/components/usage/usage-button.tsx'
import { useStrings } from './preferences.tsx'

export type PanelName = 'faults' | 'usage'

interface TopBarProps {
  chatId: string
  title: string
  isSidebarOpen: boolean
  /** The one that is open beside the conversation. */
  panel: PanelName | undefined
  onOpenSidebar: () => void
  onToggle: (panel: PanelName) => void
  onOpenFilter: () => void
  onCreate: () => void
}

/** The title of the conversation; on small screens also the way to the others. */
export function TopBar(props: TopBarProps) {
  const { chatId, title, isSidebarOpen, panel, onOpenSidebar, onToggle, onOpenFilter, onCreate } = props
  const strings = useStrings()
  return (
    <header className="top-bar">
      <IconButton
        className="small-only"
        icon="menu"
        label={strings.openSidebar}
        aria-expanded={isSidebarOpen}
        aria-controls="sidebar"
        size={20}
        onClick={onOpenSidebar}
      />
      <h1>{title}</h1>
      <UsageButton chatId={chatId} isOpen={panel === 'usage'} onToggle={() => onToggle('usage')} />
      <FilterLink className="filter-link" onOpen={onOpenFilter} />
      <FaultsButton isOpen={panel === 'faults'} onToggle={() => onToggle('faults')} />
      <IconButton className="small-only" icon="plus" label={strings.newConversation} size={20} onClick={onCreate} />
    </header>
  )
}
