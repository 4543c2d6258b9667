import type { MessageNode } from '../store/message-tree.ts'
import { type Metered, meteredBy } from './metered.ts'

/**
 * Sums what a conversation took. All branches count: an answer that gave way to another one has been paid for all the same.
 *
 * It is asked with every update of a growing answer. As long as no message has other metadata than before, it gives the same
 * object as before, for a walk over the messages.
 */
export function createConversationTotal(): (nodes: ReadonlyMap<string, MessageNode>) => Metered {
  let seen: Parameters<typeof meteredBy>[0] = []
  let total = meteredBy(seen)
  return (nodes) => {
    const told = [...nodes.values()].map(({ message }) => message.metadata?.sluice)
    if (told.length === seen.length && told.every((each, index) => each === seen[index])) return total
    seen = told
    const next = meteredBy(seen)
    // Whoever shows the same numbers is not rendered for nothing.
    if (JSON.stringify(next) !== JSON.stringify(total)) total = next
    return total
  }
}
