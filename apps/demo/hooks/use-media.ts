'use client'

import { useCallback, useSyncExternalStore } from 'react'

/** Whether a media query holds; `false` on the server. */
export function useMedia(query: string): boolean {
  const subscribe = useCallback(
    (listener: () => void) => {
      const media = matchMedia(query)
      media.addEventListener('change', listener)
      return () => media.removeEventListener('change', listener)
    },
    [query],
  )
  return useSyncExternalStore(
    subscribe,
    () => matchMedia(query).matches,
    () => false,
  )
}

/** Devices whose keyboard covers half the page: nothing is focused for their users. */
export const isTouch = (): boolean => matchMedia('(pointer: coarse)').matches
