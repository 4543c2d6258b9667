'use client'

import { IconButton } from '@/components/ui/icon-button.tsx'
import { useStrings } from './preferences.tsx'

interface TopBarProps {
  title: string
  isSidebarOpen: boolean
  onOpenSidebar: () => void
  onCreate: () => void
}

/** The title of the conversation; on small screens also the way to the others. */
export function TopBar({ title, isSidebarOpen, onOpenSidebar, onCreate }: TopBarProps) {
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
      <IconButton className="small-only" icon="plus" label={strings.newConversation} size={20} onClick={onCreate} />
    </header>
  )
}
