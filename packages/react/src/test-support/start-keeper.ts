import type { UIMessage } from '@sluice/core/ui'
import { vi } from 'vitest'
import type { StoredRun, StoredThread } from '../storage/chat-storage.ts'
import { createThreadKeeper } from '../storage/thread-keeper.ts'
import { createMessageTree } from '../store/message-tree.ts'
import type { MemoryStorage } from './memory-storage.ts'
import { textMessage, transcript } from './transcript.ts'

/** A conversation with two answers to one question. */
export const storedThread: StoredThread = {
  nodes: [
    { message: textMessage('user', 'a'), parentId: null },
    { message: textMessage('assistant', 'b'), parentId: 'a' },
    { message: textMessage('assistant', 'c'), parentId: 'a' },
  ],
  headId: 'b',
}

/** A keeper of a conversation that a test changes, and all it tells. */
export function startKeeper(storage: MemoryStorage | undefined, given: readonly UIMessage[] = []) {
  const tree = createMessageTree()
  tree.reset(given)
  const onChange = vi.fn()
  const onLoaded = vi.fn()
  const onRemoved = vi.fn()
  const growingId = () => undefined
  const run = vi.fn<() => StoredRun | undefined>()
  const keeper = createThreadKeeper({
    threadId: 'thread',
    storage,
    tree,
    growingId,
    run,
    onChange,
    onLoaded,
    onRemoved,
  })
  return { tree, keeper, run, onChange, onLoaded, onRemoved, shown: () => transcript(tree.path()) }
}
