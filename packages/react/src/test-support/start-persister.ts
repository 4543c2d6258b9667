import { vi } from 'vitest'
import type { StoredRun } from '../storage/chat-storage.ts'
import { createPersister } from '../storage/persister.ts'
import { createMessageTree } from '../store/message-tree.ts'
import { memoryStorage } from './memory-storage.ts'

/** A persister of a conversation that a test changes, and all it tells. */
export function startPersister() {
  const storage = memoryStorage()
  const tree = createMessageTree()
  const given = {
    growingId: undefined as string | undefined,
    run: undefined as StoredRun | undefined,
    isAnswering: false,
  }
  const onFailure = vi.fn()
  const onSuccess = vi.fn()
  const onRemoved = vi.fn()
  const persister = createPersister({
    threadId: 'thread',
    storage,
    tree,
    growingId: () => given.growingId,
    run: () => given.run,
    isAnswering: () => given.isAnswering,
    onFailure,
    onSuccess,
    onRemoved,
  })
  return { storage, tree, given, onFailure, onSuccess, onRemoved, persister }
}
