'use client'

import { newId } from '@sluice/core'
import type { UIMessage } from '@sluice/core/ui'
import { QueryClientContext } from '@tanstack/react-query'
import { useContext, useEffect, useInsertionEffect, useState, useSyncExternalStore } from 'react'
import type { ChatStorage } from './storage/chat-storage.ts'
import { indexedDbStorage } from './storage/indexed-db-storage.ts'
import type { ChatSettings, ChatState } from './store/chat-options.ts'
import type { ChatStore } from './store/chat-store.ts'
import { mirrorToQueries } from './store/query-mirror.ts'
import { type SharedStore, sharedStore } from './store/store-registry.ts'

export interface UseChatOptions extends ChatSettings {
  /** The conversation's id: components with the same id share it, and it is kept between visits. @default a new one, kept nowhere */
  id?: string | undefined
  /** The conversation so far. What is given here wins over what is stored. Later changes have no effect. */
  messages?: UIMessage[] | undefined
  /** Where the conversation is kept; `false` for nowhere. @default IndexedDB if there is an `id` */
  storage?: ChatStorage | false | undefined
  /** Whose conversation it is, such as a user id: keeps conversations of the same id apart, in view and in the storage. */
  scope?: string | undefined
}

/** A conversation and what can be done with it. */
export interface UseChatResult
  extends ChatState,
    Pick<ChatStore, 'id' | 'sendMessage' | 'regenerate' | 'stop' | 'setMessages' | 'clearError'> {}

/** Binds a component to a conversation. Needs no provider component. */
export function useChat(options: UseChatOptions = {}): UseChatResult {
  const queryClient = useContext(QueryClientContext)
  const owner: object = queryClient ?? globalThis
  const shared = useSharedStore(owner, options)
  const { store } = shared
  const { scope } = options
  const isNamed = options.id !== undefined

  // Before any effect of a child that already sends something.
  useInsertionEffect(() => store.configure(options))
  useEffect(() => shared.retain(), [shared])
  useEffect(() => {
    // Nobody could find a conversation whose id nobody chose.
    if (isNamed) return queryClient && mirrorToQueries(queryClient, store, scope)
  }, [queryClient, store, scope, isNamed])
  useEffect(() => saveOnLeave(store), [store])

  const state = useSyncExternalStore(store.subscribe, store.getState, store.getInitialState)
  const { id, sendMessage, regenerate, stop, setMessages, clearError } = store
  return { ...state, id, sendMessage, regenerate, stop, setMessages, clearError }
}

function useSharedStore(owner: object, { id, messages, storage, scope = '' }: UseChatOptions): SharedStore {
  const [ownId] = useState(newId)
  const kept = id === undefined || storage === false ? undefined : (storage ?? indexedDbStorage({ scope }))
  const options = { id: id ?? ownId, messages, storage: kept, scope, isPrivate: id === undefined }
  // A server keeps nothing between requests: what it renders with is its own each time.
  return sharedStore(typeof window === 'undefined' ? {} : owner, options)
}

/** A page that goes away, or on a phone into the background, may not come back. */
function saveOnLeave(store: ChatStore): () => void {
  const save = () => void store.save()
  const onVisibility = () => document.visibilityState === 'hidden' && save()
  window.addEventListener('pagehide', save)
  document.addEventListener('visibilitychange', onVisibility)
  return () => {
    window.removeEventListener('pagehide', save)
    document.removeEventListener('visibilitychange', onVisibility)
  }
}
