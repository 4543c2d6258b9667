import { withoutOpenParts } from '../store/message-ending.ts'
import type { MessageNode, MessageTree } from '../store/message-tree.ts'
import type { StoredMessage, StoredRun } from './chat-storage.ts'

/** Whether the stored conversation goes on from where the tree's path ends, given messages being where they were given. */
export function isFollowed(tree: MessageTree, stored: readonly MessageNode[], headId: string | null): boolean {
  const nodes = new Map(stored.map((node) => [node.message.id, node]))
  let id = headId
  // A damaged store could hold a ring.
  for (let left = nodes.size; left >= 0 && id !== tree.headId; left--) {
    id = (tree.nodes.get(id ?? '') ?? nodes.get(id ?? ''))?.parentId ?? null
  }
  return id === tree.headId
}

/** Whether the run's answer is among the given messages, and as good as whole: no text is open in it. */
export function isGivenWhole(tree: MessageTree, { messageId, base }: StoredRun): boolean {
  const answer = tree.nodes.get(messageId ?? '')?.message
  // One that the run only went on with was there before.
  return answer !== undefined && base === undefined && withoutOpenParts(answer) === answer
}

/** Puts what is stored beside messages that were given. Those stay as they are, and where they are. */
export function joinGiven(tree: MessageTree, stored: readonly MessageNode[], headId: string | null): void {
  // What was stored is older: it stands first among its siblings, as after the next load.
  tree.restore([...stored, ...tree.nodes.values()], headId)
}

/** Puts what was said while nothing could be loaded behind what is stored: neither is to be lost. */
export function joinSaid(tree: MessageTree, stored: readonly MessageNode[], headId: string | null): void {
  const said = [...tree.nodes.values()].map((node) => ({ ...node, parentId: node.parentId ?? headId }))
  tree.restore([...said, ...stored], tree.headId ?? headId)
}

/** `nodes` without those that were `stored` as growing below what has been deleted: nobody wants to have them any more. */
export function withoutStrays(stored: readonly StoredMessage[], nodes: readonly MessageNode[]): readonly MessageNode[] {
  const ids = new Set(stored.map(({ message }) => message.id))
  const isStray = ({ isPartial, parentId }: StoredMessage) => isPartial && parentId !== null && !ids.has(parentId)
  const strayIds = new Set(stored.filter(isStray).map(({ message }) => message.id))
  return nodes.filter(({ message }) => !strayIds.has(message.id))
}

/** A stored node with the message that the tree has, if that is equal: then there is nothing to write. */
export function asGiven(tree: MessageTree, node: MessageNode): MessageNode {
  const message = tree.nodes.get(node.message.id)?.message
  try {
    return message && JSON.stringify(message) === JSON.stringify(node.message) ? { ...node, message } : node
  } catch {
    // A storage may hold what has no text, such as a ring. It is written once more.
    return node
  }
}
