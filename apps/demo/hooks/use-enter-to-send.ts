'use client'

import { type KeyboardEvent, useRef } from 'react'

/** Safari ends a composition just before the Enter that ended it arrives. */
const afterCompositionMs = 50

/** Key handlers of a textarea in which Enter sends, Shift+Enter breaks the line and an input method keeps its Enter. */
export function useEnterToSend(send: () => void) {
  const composedAt = useRef(Number.NEGATIVE_INFINITY)

  return {
    onCompositionEnd(): void {
      composedAt.current = performance.now()
    },
    onKeyDown(event: KeyboardEvent<HTMLTextAreaElement>): void {
      if (event.key !== 'Enter' || event.shiftKey || event.altKey) return
      // 229 is what browsers report for a key that an input method has taken.
      if (event.nativeEvent.isComposing || event.keyCode === 229) return
      if (performance.now() - composedAt.current < afterCompositionMs) return
      event.preventDefault()
      send()
    },
  }
}
