'use client'

import { useEffect, useMemo, useSyncExternalStore } from 'react'
import { type Conversation, conversations, undoMs } from '@/lib/browser/conversations.ts'

const none: readonly Conversation[] = []

/** The conversation list of this browser; empty on the server. `isReady` tells an empty list from an unread one. */
export function useConversations() {
  const all = useSyncExternalStore(conversations.subscribe, conversations.get, () => none)
  const isReady = useSyncExternalStore(
    conversations.subscribe,
    () => true,
    () => false,
  )
  const listed = useMemo(() => all.filter(({ deletedAt }) => deletedAt === undefined), [all])
  const undoable = useMemo(() => all.filter(canReturn).sort(byDeletion)[0], [all])

  // What an earlier visit left behind goes at once.
  useEffect(() => void conversations.purge(), [])
  useEffect(() => {
    if (undoable?.deletedAt === undefined) return
    const timer = setTimeout(conversations.purge, undoable.deletedAt + undoMs + 50 - Date.now())
    return () => clearTimeout(timer)
  }, [undoable])

  return { listed, isReady, undoable }
}

const canReturn = ({ deletedAt, isGone }: Conversation) => deletedAt !== undefined && !isGone
const byDeletion = (one: Conversation, other: Conversation) => (other.deletedAt ?? 0) - (one.deletedAt ?? 0)
