'use client'

import { useCallback, useSyncExternalStore } from 'react'
import { draftStore } from '@/lib/browser/drafts.ts'

/** The text of a composer, kept until it is sent. */
export function useDraft(key: string): [text: string, setText: (text: string) => void] {
  const text = useSyncExternalStore(
    draftStore.subscribe,
    () => draftStore.get(key),
    () => '',
  )
  const setText = useCallback((text: string) => draftStore.set(key, text), [key])
  return [text, setText]
}
