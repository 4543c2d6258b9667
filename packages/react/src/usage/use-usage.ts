'use client'

import { QueryClientContext } from '@tanstack/react-query'
import { useContext, useEffect, useInsertionEffect, useState, useSyncExternalStore } from 'react'
import { sharedUsage } from './usage-registry.ts'
import { idleUsage, type UsageSettings, type UsageState, type UsageStore } from './usage-store.ts'

// Not a query of TanStack's: it would need a provider, which `useChat` does not, and every application that shows a budget
// would load `useQuery`. What is needed of it is little: one request for all components, and a new one after an answer.

export interface UseUsageOptions extends UsageSettings {
  /** Whose numbers they are, such as a user id: those of somebody who signs in next are asked for anew. */
  scope?: string | undefined
}

/** What the caller has used and may still use. */
export interface UseUsageResult extends UsageState, Pick<UsageStore, 'refetch'> {}

/**
 * What the user of the page has used and may still use, asked of a chat's route: once for all components that show it, and
 * again after every answer that ends on the page. Needs no provider component.
 */
export function useUsage(options: UseUsageOptions = {}): UseUsageResult {
  const { api = '/api/chat', scope = '', enabled = true, refreshMs } = options
  const owner: object = useContext(QueryClientContext) ?? globalThis
  // A server keeps nothing between requests, and asks nothing: what it renders is the beginning.
  const shared = sharedUsage(typeof window === 'undefined' ? {} : owner, api, scope)
  const { store } = shared

  const [latest] = useState<{ options: UsageSettings }>({ options })
  useInsertionEffect(() => {
    latest.options = options
  })
  // Anew for another pace: what is due is reckoned then.
  // biome-ignore lint/correctness/useExhaustiveDependencies: `latest` has them, at the time they are needed.
  useEffect(() => shared.use(() => latest.options), [shared, latest, enabled, refreshMs])

  const state = useSyncExternalStore(store.subscribe, store.getState, () => idleUsage)
  const status = state.status === 'idle' && enabled ? 'loading' : state.status
  return { ...state, status, refetch: store.refetch }
}
