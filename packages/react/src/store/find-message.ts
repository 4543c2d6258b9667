import { ChatError } from '@sluice/core'
import type { MessageNode, MessageTree } from './message-tree.ts'

/** @throws ChatError `bad-request` if there is no such message, or if the user did not write it */
export function questionOf(tree: MessageTree, messageId: string): MessageNode {
  const node = messageOf(tree, messageId)
  if (node.message.role === 'user') return node
  throw new ChatError('bad-request', `The message "${messageId}" is not the user's.`)
}

/**
 * Which message is answered anew, or replaced by a new answer, and what that answer follows.
 *
 * @throws ChatError `bad-request` if there is no such message
 */
export function toAnswerAnew(
  tree: MessageTree,
  messageId: string | undefined,
): { replacedId: string | undefined; headId: string | null } {
  const path = tree.path()
  // A question that never got an answer is simply asked again.
  const isUnanswered = messageId === undefined && path.at(-1)?.role === 'user'
  const replacedId = isUnanswered ? undefined : (messageId ?? path.findLast(({ role }) => role === 'assistant')?.id)
  const node = replacedId === undefined ? undefined : messageOf(tree, replacedId)
  const headId = node?.message.role === 'assistant' ? node.parentId : (replacedId ?? tree.headId)
  return { replacedId, headId }
}

function messageOf(tree: MessageTree, messageId: string): MessageNode {
  const node = tree.nodes.get(messageId)
  if (node !== undefined) return node
  throw new ChatError('bad-request', `There is no message "${messageId}" in this conversation.`)
}
