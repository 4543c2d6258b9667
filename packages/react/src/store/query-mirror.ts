import type { QueryClient } from '@tanstack/react-query'
import type { AnyUIMessage } from './chat-options.ts'
import type { ChatStore } from './chat-store.ts'

/** The key under which a settled conversation is found in the query cache; `scope` as given to `useChat`. */
export function threadQueryKey(id: string, scope?: string): readonly string[] {
  return scope === undefined ? ['sluice', 'thread', id] : ['sluice', 'thread', id, scope]
}

/**
 * Shows settled conversations in the query cache, for devtools and other components. It is written only: nobody may
 * fetch or restore a conversation from there. Returns a function that ends it.
 */
export function mirrorToQueries<Message extends AnyUIMessage>(
  client: QueryClient,
  store: ChatStore<Message>,
  scope?: string,
): () => void {
  const queryKey = threadQueryKey(store.id, scope)
  // Unchanged messages are the same objects already; comparing them deeply would only copy the changed ones.
  client.setQueryDefaults(queryKey, { gcTime: Number.POSITIVE_INFINITY, structuralSharing: false })
  const mirror = () => {
    const { status, messages, storage } = store.getState()
    const isSettled = (status === 'ready' || status === 'error') && storage.status !== 'loading'
    if (isSettled && client.getQueryData(queryKey) !== messages) client.setQueryData(queryKey, messages)
  }
  mirror()
  return store.subscribe(mirror)
}
