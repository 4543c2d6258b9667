import { ChatError } from '@sluice/core'
import type { MessageNode, MessageTree } from './message-tree.ts'

/** @throws ChatError `bad-request` if there is no such message */
export function messageOf(tree: MessageTree, messageId: string): MessageNode {
  const node = tree.nodes.get(messageId)
  if (node !== undefined) return node
  throw new ChatError('bad-request', `There is no message "${messageId}" in this conversation.`)
}

/** @throws ChatError `bad-request` if there is no such message, or if the user did not write it */
export function questionOf(tree: MessageTree, messageId: string): MessageNode {
  const node = messageOf(tree, messageId)
  if (node.message.role === 'user') return node
  throw new ChatError('bad-request', `The message "${messageId}" is not the user's.`)
}
