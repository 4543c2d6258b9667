'use client'

import { useEffect, useRef } from 'react'
import { Bar, type BarProps } from '@/components/site/bar.tsx'
import { useStrings } from '@/components/site/preferences.tsx'
import { useLab } from '@/hooks/use-lab.ts'
import { RulesForm } from './rules-form.tsx'
import { StreamPane } from './stream-pane.tsx'
import { TextPane } from './text-pane.tsx'

/** Tries rules of a content filter on a text and on a stream, in the browser. */
export function FilterPage({ isSidebarOpen, onOpenSidebar, onCreate }: BarProps) {
  const { filter: words } = useStrings()
  const title = useRef<HTMLHeadingElement>(null)
  // The link that led here may be gone, and the focus with it.
  useEffect(() => {
    if (document.activeElement === document.body) title.current?.focus({ preventScroll: true })
  }, [])
  const { rules, setRules, text, setText, filter, problems, spelling } = useLab()
  return (
    <main className="stage">
      <Bar isSidebarOpen={isSidebarOpen} onOpenSidebar={onOpenSidebar} onCreate={onCreate}>
        <h1 ref={title} tabIndex={-1} className="lab-title">
          {words.title}
        </h1>
      </Bar>
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
