'use client'

import { useSyncExternalStore } from 'react'
import { autoRetry } from '@/lib/browser/auto-retry.ts'

/** Whether a question that was refused for now is asked again by itself. */
export function useAutoRetry(): boolean {
  return useSyncExternalStore(autoRetry.subscribe, autoRetry.get, () => false)
}
