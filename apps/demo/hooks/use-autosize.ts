'use client'

import { type RefObject, useLayoutEffect } from 'react'

/** Makes a textarea as high as its text; CSS sets the limit. */
export function useAutosize(ref: RefObject<HTMLTextAreaElement | null>, text: string): void {
  useLayoutEffect(() => {
    const area = ref.current
    // Browsers with `field-sizing` do it by themselves. An empty text must be measured as well.
    if (area === null || (CSS.supports('field-sizing', 'content') && text !== undefined)) return
    area.style.height = 'auto'
    area.style.height = `${area.scrollHeight}px`
  }, [ref, text])
}
