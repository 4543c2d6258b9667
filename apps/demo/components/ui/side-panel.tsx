'use client'

import { type ReactNode, useEffect, useRef } from 'react'
import { IconButton } from './icon-button.tsx'

interface SidePanelProps {
  id: string
  title: string
  closeLabel: string
  onClose: () => void
  children: ReactNode
}

/** Stands beside the conversation, on small screens over it. It takes the focus, and gives it back. */
export function SidePanel({ id, title, closeLabel, onClose, children }: SidePanelProps) {
  const panel = useRef<HTMLElement>(null)

  useEffect(() => {
    const before = document.activeElement
    panel.current?.querySelector('button')?.focus({ preventScroll: true })
    return () => {
      if (before instanceof HTMLElement) before.focus({ preventScroll: true })
    }
  }, [])

  return (
    <aside
      id={id}
      ref={panel}
      className="side-panel"
      aria-labelledby={`${id}-title`}
      onKeyDown={(event) => event.key === 'Escape' && onClose()}
    >
      <header className="panel-head">
        <h2 id={`${id}-title`}>{title}</h2>
        <IconButton icon="close" label={closeLabel} onClick={onClose} />
      </header>
      {children}
    </aside>
  )
}
