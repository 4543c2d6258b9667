'use client'

import type { ReactNode } from 'react'
import { IconButton } from '@/components/ui/icon-button.tsx'
import { useStrings } from './preferences.tsx'

export interface BarProps {
  isSidebarOpen: boolean
  onOpenSidebar: () => void
  onCreate: () => void
}

/** What stands above every page: on a phone, between the ways to the sidebar and to a new conversation. */
export function Bar({ isSidebarOpen, onOpenSidebar, onCreate, children }: BarProps & { children: ReactNode }) {
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
      {children}
      <IconButton className="small-only" icon="plus" label={strings.newConversation} size={20} onClick={onCreate} />
    </header>
  )
}
