'use client'

import { useEffect, useRef } from 'react'
import { FilterLink } from '@/components/filter/filter-link.tsx'
import { Logo } from '@/components/site/logo.tsx'
import { useStrings } from '@/components/site/preferences.tsx'
import { Settings } from '@/components/site/settings.tsx'
import { Icon } from '@/components/ui/icon.tsx'
import { IconButton } from '@/components/ui/icon-button.tsx'
import { useMedia } from '@/hooks/use-media.ts'
import type { Conversation } from '@/lib/browser/conversations.ts'
import { ConversationList } from './conversation-list.tsx'

interface SidebarProps {
  conversations: readonly Conversation[]
  isReady: boolean
  activeId: string
  /** The page of filters is shown. */
  isFilter: boolean
  isOpen: boolean
  onClose: () => void
  /** Shows a conversation, or a new one. */
  onShow: (id: string | undefined) => void
  onShowFilter: () => void
  onRemove: (id: string) => void
}

/** Beside the conversation where there is room, else a drawer over it. */
export function Sidebar({ isOpen, isReady, isFilter, onClose, onShow, onShowFilter, ...list }: SidebarProps) {
  const strings = useStrings()
  const isDrawer = useMedia('(max-width: 52rem)')
  const aside = useRef<HTMLElement>(null)
  const isShown = isOpen || !isDrawer

  useEffect(() => {
    if (!isDrawer || !isOpen) return
    const before = document.activeElement
    aside.current?.querySelector('button')?.focus()
    return () => {
      if (before instanceof HTMLElement) before.focus()
    }
  }, [isDrawer, isOpen])

  return (
    <>
      <button
        type="button"
        className="backdrop"
        data-open={isOpen}
        tabIndex={-1}
        aria-hidden="true"
        onClick={onClose}
      />
      <aside
        id="sidebar"
        ref={aside}
        className="sidebar"
        data-open={isOpen}
        inert={!isShown}
        onKeyDown={(event) => event.key === 'Escape' && !event.nativeEvent.isComposing && onClose()}
      >
        <div className="brand">
          <Logo />
          <span>Sluice</span>
          <IconButton className="small-only" icon="close" label={strings.closeSidebar} onClick={onClose} />
        </div>
        <button type="button" className="new-conversation" onClick={() => onShow(undefined)}>
          <Icon name="plus" />
          {strings.newConversation}
        </button>
        <FilterLink className="sidebar-link" isCurrent={isFilter} onOpen={onShowFilter} />
        <nav className="conversation-list" aria-label={strings.conversations}>
          {isReady && <ConversationList {...list} onShow={onShow} />}
        </nav>
        <Settings />
      </aside>
    </>
  )
}
