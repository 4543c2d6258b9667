'use client'

import { useState } from 'react'
import { Conversation } from '@/components/conversation/conversation.tsx'
import { Sidebar } from '@/components/sidebar/sidebar.tsx'
import { useActiveConversation } from '@/hooks/use-active-conversation.ts'
import { useConversations } from '@/hooks/use-conversations.ts'
import { useViewportHeight } from '@/hooks/use-viewport-height.ts'
import { conversations } from '@/lib/browser/conversations.ts'
import type { Model } from '@/lib/models.ts'
import { StopDeleted } from './stop-deleted.tsx'
import { TopBar } from './top-bar.tsx'
import { UndoToast } from './undo-toast.tsx'

interface ChatSiteProps {
  models: readonly Model[]
  initialId: string | undefined
}

/** The whole site: the list of conversations, and the one that is open. */
export function ChatSite({ models, initialId }: ChatSiteProps) {
  const { listed, isReady, undoable } = useConversations()
  const active = useActiveConversation(initialId)
  const [isSidebarOpen, setSidebarOpen] = useState(false)
  useViewportHeight()

  const current = listed.find(({ id }) => id === active.id)
  const show = (id: string | undefined) => {
    setSidebarOpen(false)
    if (id === undefined) active.create()
    else active.open(id)
  }
  const remove = (id: string) => {
    conversations.remove(id)
    if (id === active.id) active.create()
  }

  return (
    <div className="site">
      <Sidebar
        conversations={listed}
        isReady={isReady}
        activeId={active.id}
        isOpen={isSidebarOpen}
        onClose={() => setSidebarOpen(false)}
        onShow={show}
        onRemove={remove}
      />
      <main className="stage">
        <TopBar
          title={current?.title ?? ''}
          isSidebarOpen={isSidebarOpen}
          onOpenSidebar={() => setSidebarOpen(true)}
          onCreate={() => show(undefined)}
        />
        <Conversation key={active.id} id={active.id} isNew={active.isNew} models={models} onStart={active.open} />
      </main>
      {undoable !== undefined && <StopDeleted key={undoable.id} id={undoable.id} />}
      <UndoToast deleted={undoable} onUndo={conversations.restore} />
    </div>
  )
}
