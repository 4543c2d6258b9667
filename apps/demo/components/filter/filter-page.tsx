'use client'

import { useEffect, useRef } from 'react'
import { useStrings } from '@/components/site/preferences.tsx'
import { IconButton } from '@/components/ui/icon-button.tsx'
import { useLab } from '@/hooks/use-lab.ts'
import { RulesForm } from './rules-form.tsx'
import { StreamPane } from './stream-pane.tsx'
import { TextPane } from './text-pane.tsx'

interface FilterPageProps {
  isSidebarOpen: boolean
  onOpenSidebar: () => void
  onCreate: () => void
}

/** Tries rules of a content filter on a text and on a stream, in the browser. */
export function FilterPage({ isSidebarOpen, onOpenSidebar, onCreate }: FilterPageProps) {
  const strings = useStrings()
  const { filter: words } = strings
  const title = useRef<HTMLHeadingElement>(null)
  // The link that led here may be gone, and the focus with it.
  useEffect(() => {
    if (document.activeElement === document.body) title.current?.focus({ preventScroll: true })
  }, [])
  const { rules, setRules, text, setText, filter, problems, spelling } = useLab()
  return (
    <main className="stage">
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
        <h1 ref={title} tabIndex={-1} className="lab-title">
          {words.title}
        </h1>
        <IconButton className="small-only" icon="plus" label={strings.newConversation} size={20} onClick={onCreate} />
      </header>
      <div className="scroller">
        <div className="lab">
          <p className="lab-intro">{words.intro}</p>
          <RulesForm rules={rules} problems={problems} spelling={spelling} onChange={setRules} />
          <div className="lab-panes">
            <TextPane filter={filter} text={text} onText={setText} />
            <StreamPane filter={filter} text={text} />
          </div>
        </div>
      </div>
    </main>
  )
}
