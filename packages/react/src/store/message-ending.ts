import type { UIMessage } from '@sluice/core/ui'
import type { StoredMessage } from '../storage/chat-storage.ts'
import type { MessageNode } from './message-tree.ts'

/** The message, marked as not whole. */
export function withEnding(message: UIMessage, ending: 'stopped' | 'interrupted'): UIMessage {
  const { metadata } = message
  return { ...message, metadata: { ...metadata, sluice: { ...metadata?.sluice, ending } } }
}

/** The message as one that may yet become whole: it is about to go on. */
export function withoutEnding(message: UIMessage): UIMessage {
  if (message.metadata?.sluice?.ending === undefined) return message
  const { ending: _, ...sluice } = message.metadata.sluice
  return { ...message, metadata: { ...message.metadata, sluice } }
}

/** A stored message as it is shown again. One that was growing when the page went away will not grow any more. */
export function afterReload({ message, parentId, isPartial }: StoredMessage): MessageNode {
  return { message: isPartial ? withEnding(withoutOpenParts(message), 'interrupted') : message, parentId }
}

/** The message with every text in it marked as done: nothing more will come. */
export function withoutOpenParts(message: UIMessage): UIMessage {
  const parts = message.parts.map((part) =>
    (part.type === 'text' || part.type === 'reasoning') && part.state === 'streaming'
      ? { ...part, state: 'done' as const }
      : part,
  )
  return { ...message, parts }
}
