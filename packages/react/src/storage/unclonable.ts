import type { StoredMessage, ThreadChange } from './chat-storage.ts'
import { storageError } from './storage-failure.ts'

/** The change without what cannot be cloned, such as functions, and the error that says in which messages that is. */
export function withoutUnclonable(change: ThreadChange): { change: ThreadChange; failure: Error } {
  const ids: string[] = []
  const changed = change.changed.flatMap((node): StoredMessage[] => {
    try {
      structuredClone(node)
      return [node]
    } catch {
      ids.push(node.message.id)
    }
    try {
      return [JSON.parse(JSON.stringify(node))]
    } catch {
      // Nor is there a text for it, as for a ring: the others are written all the same.
      return []
    }
  })
  const failure = storageError('unknown', `Something in these messages cannot be stored: ${ids.join(', ')}`)
  return { change: { ...change, changed }, failure }
}
