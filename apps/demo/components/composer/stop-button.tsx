'use client'

import type { RefObject } from 'react'
import { useStrings } from '@/components/site/preferences.tsx'
import { isTouch } from '@/hooks/use-media.ts'

interface StopButtonProps {
  onStop: () => void
  focusAfter: RefObject<HTMLElement | null>
}

export function StopButton({ onStop, focusAfter }: StopButtonProps) {
  const { stop } = useStrings()
  return (
    <button
      type="button"
      className="icon-button send stop"
      aria-label={stop}
      title={stop}
      onClick={() => {
        onStop()
        if (!isTouch()) focusAfter.current?.focus()
      }}
    >
      <span aria-hidden="true" />
    </button>
  )
}
