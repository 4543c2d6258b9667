'use client'

import { FaultsButton } from '@/components/faults/faults-button.tsx'
import { IconButton } from '@/components/ui/icon-button.tsx'
import { useStrings } from './preferences.tsx'

interface TopBarProps {
  title: string
  isSidebarOpen: boolean
  isFaultsOpen: boolean
  onOpenSidebar: () => void
  onToggleFaults: () => void
  onCreate: () => void
}

/** The title of the conversation; on small screens also the way to the others. */
export function TopBar({ title, isSidebarOpen, isFaultsOpen, onOpenSidebar, onToggleFaults, onCreate }: TopBarProps) {
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
      <FaultsButton isOpen={isFaultsOpen} onToggle={onToggleFaults} />
      <IconButton className="small-only" icon="plus" label={strings.newConversation} size={20} onClick={onCreate} />
    </header>
  )
}
