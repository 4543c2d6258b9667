'use client'

import dynamic from 'next/dynamic'
import { useState } from 'react'
import { Conversation } from '@/components/conversation/conversation.tsx'
import { ModelsContext } from '@/components/conversation/models-context.tsx'
import { FaultsPanel } from '@/components/faults/faults-panel.tsx'
import { Sidebar } from '@/components/sidebar/sidebar.tsx'
import { UsagePanel } from '@/components/usage/usage-panel.tsx'
import { useActiveConversation } from '@/hooks/use-active-conversation.ts'
import { useConversations } from '@/hooks/use-conversations.ts'
import { useLeaveDeleted } from '@/hooks/use-leave-deleted.ts'
import { useMedia } from '@/hooks/use-media.ts'
import { useViewportHeight } from '@/hooks/use-viewport-height.ts'
import { conversations } from '@/lib/browser/conversations.ts'
import type { Model } from '@/lib/models.ts'
import { StopDeleted } from './stop-deleted.tsx'
import { type PanelName, TopBar } from './top-bar.tsx'
import { UndoToast } from './undo-toast.tsx'

interface ChatSiteProps {
  models: readonly Model[]
  initialId: string | undefined
  startsWithFilter: boolean
}

// Who only chats loads none of it.
const FilterPage = dynamic(() => import('@/components/filter/filter-page.tsx').then(({ FilterPage }) => FilterPage))

/** The whole site: the list of conversations, and the one that is open. */
export function ChatSite({ models, initialId, startsWithFilter }: ChatSiteProps) {
  const { listed, isReady, undoable } = useConversations()
  const active = useActiveConversation(initialId, startsWithFilter)
  const [isSidebarOpen, setSidebarOpen] = useState(false)
  const [panel, setPanel] = useState<PanelName>()
  const isSmall = useMedia('(max-width: 52rem)')
  const closePanel = () => setPanel(undefined)
  useViewportHeight()

  const current = listed.find(({ id }) => id === active.id)
  const show = (id: string | undefined) => {
    setSidebarOpen(false)
    if (id === undefined) active.create()
    else active.open(id)
  }
  const showFilter = () => {
    setSidebarOpen(false)
    closePanel()
    active.openFilter()
  }
  useLeaveDeleted(active.id, current !== undefined, active.create)

  return (
    <ModelsContext value={models}>
      <div className="site">
        <Sidebar
          conversations={listed}
          isReady={isReady}
          activeId={active.id}
          isFilter={active.isFilter}
          isOpen={isSidebarOpen}
          onClose={() => setSidebarOpen(false)}
          onShow={show}
          onShowFilter={showFilter}
          onRemove={conversations.remove}
        />
        {active.isFilter ? (
          <FilterPage
            isSidebarOpen={isSidebarOpen}
            onOpenSidebar={() => setSidebarOpen(true)}
            onCreate={() => show(undefined)}
          />
        ) : (
          <main className="stage" inert={panel !== undefined && isSmall}>
            <TopBar
              chatId={active.id}
              title={current?.title ?? ''}
              isSidebarOpen={isSidebarOpen}
              panel={panel}
              onOpenSidebar={() => setSidebarOpen(true)}
              onToggle={(name) => setPanel(panel === name ? undefined : name)}
              onOpenFilter={showFilter}
              onCreate={() => show(undefined)}
            />
            <Conversation
              key={active.id}
              id={active.id}
              isNew={active.isNew}
              models={models}
              onStart={active.open}
              onShowUsage={() => setPanel('usage')}
              onShowFilter={showFilter}
            />
          </main>
        )}
        {panel !== undefined && (
          <button
            type="button"
            className="backdrop"
            data-open="true"
            tabIndex={-1}
            aria-hidden="true"
            onClick={closePanel}
          />
        )}
        {panel === 'faults' && <FaultsPanel models={models} onClose={closePanel} />}
        {panel === 'usage' && <UsagePanel chatId={active.id} onClose={closePanel} />}
        {undoable !== undefined && <StopDeleted key={undoable.id} id={undoable.id} />}
        <UndoToast deleted={undoable} onUndo={conversations.restore} />
      </div>
    </ModelsContext>
  )
}
