'use client'

import { useEffect, useSyncExternalStore } from 'react'
import { type FaultsState, faultsStore } from '@/lib/browser/faults-store.ts'

const unknown: FaultsState = { view: undefined, isLost: false }

/** The visitor's faults and what comes of them, live. */
export function useFaults(): FaultsState {
  useEffect(() => faultsStore.watch(), [])
  return useSyncExternalStore(faultsStore.subscribe, faultsStore.get, () => unknown)
}

/** Whether the visitor has made a model fail. Asked for once when the page opens, and not again and again. */
export function useHasFaults(): boolean {
  useEffect(() => faultsStore.begin(), [])
  return useSyncExternalStore(
    faultsStore.subscribe,
    () => faultsStore.get().view?.models.some(({ fault }) => fault !== 'none') ?? false,
    () => false,
  )
}
