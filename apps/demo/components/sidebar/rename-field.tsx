'use client'

import { useEffect, useRef } from 'react'
import { useStrings } from '@/components/site/preferences.tsx'

interface RenameFieldProps {
  title: string
  /** The new title, or `undefined` to leave it. */
  onFinish: (title: string | undefined) => void
}

export function RenameField({ title, onFinish }: RenameFieldProps) {
  const { renameLabel } = useStrings()
  const field = useRef<HTMLInputElement>(null)
  const isOver = useRef(false)
  const finish = (newTitle: string | undefined) => {
    // Enter and Escape take the focus away, which would finish a second time.
    if (!isOver.current) onFinish(newTitle)
    isOver.current = true
  }

  useEffect(() => field.current?.select(), [])

  return (
    <input
      ref={field}
      className="rename-field"
      defaultValue={title}
      maxLength={120}
      aria-label={renameLabel}
      onBlur={(event) => finish(event.target.value)}
      onKeyDown={(event) => {
        event.stopPropagation()
        if (event.nativeEvent.isComposing || event.keyCode === 229) return
        if (event.key === 'Enter') finish(event.currentTarget.value)
        if (event.key === 'Escape') finish(undefined)
      }}
    />
  )
}
