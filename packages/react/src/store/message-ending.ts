import type { UIMessage, UIPart } from '@sluice/core/ui'
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

/** The message with every text in it marked as done: nothing more will come. The same message if all of them are. */
export function withoutOpenParts(message: UIMessage): UIMessage {
  const isOpen = (part: UIPart) => (part.type === 'text' || part.type === 'reasoning') && part.state === 'streaming'
  if (!message.parts.some(isOpen)) return message
  return {
    ...message,
    parts: message.parts.map((part) => (isOpen(part) ? ({ ...part, state: 'done' } as UIPart) : part)),
  }
}
