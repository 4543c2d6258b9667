'use client'

import { useEffect } from 'react'

/** Keeps the composer above the on-screen keyboard where it covers the page instead of shrinking it: Safari on iOS. */
export function useViewportHeight(): void {
  useEffect(() => {
    const viewport = window.visualViewport
    if (viewport === null) return
    const { style } = document.documentElement
    const measure = () => {
      const isCovered = viewport.scale === 1 && window.innerHeight - viewport.height > 80
      if (isCovered) style.setProperty('--app-height', `${viewport.height}px`)
      else style.removeProperty('--app-height')
      if (isCovered) window.scrollTo(0, 0)
    }
    viewport.addEventListener('resize', measure)
    return () => {
      viewport.removeEventListener('resize', measure)
      style.removeProperty('--app-height')
    }
  }, [])
}
