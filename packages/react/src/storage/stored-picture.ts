import type { MessageTree } from '../store/message-tree.ts'
import type { StoredMessage, StoredRun, ThreadChange } from './chat-storage.ts'

/** What a storage holds of a conversation, as far as is known here. */
export interface StoredPicture {
  readonly messages: Map<string, StoredMessage>
  /** What was there and has been removed. */
  readonly goneIds: Set<string>
  headId: string | null
  run: StoredRun | undefined
  /** Whether it holds the conversation at all. */
  isKnown: boolean
}

export function emptyPicture(): StoredPicture {
  return { messages: new Map(), goneIds: new Set(), headId: null, run: undefined, isKnown: false }
}

/**
 * What must be written for the storage to hold what the tree holds; `undefined` if nothing.
 *
 * @param run as in `ThreadChange`
 */
export function dueChange(
  { messages, headId, run: storedRun, isKnown }: StoredPicture,
  tree: MessageTree,
  growingId: string | undefined,
  run: StoredRun | null | undefined,
): ThreadChange | undefined {
  const changed = [...tree.nodes].flatMap(([id, { message, parentId }]) => {
    const isPartial = id === growingId
    const old = messages.get(id)
    const isSame = old?.message === message && old.parentId === parentId && old.isPartial === isPartial
    return isSame ? [] : [{ message, isPartial, parentId }]
  })
  const removedIds = [...messages.keys()].filter((id) => !tree.nodes.has(id))
  const isRunSame = run === undefined || withoutPlace(run) === withoutPlace(storedRun)
  if (changed.length + removedIds.length === 0 && tree.headId === headId && isRunSame) return undefined
  return { changed, removedIds, headId: tree.headId, run, isKnown }
}

/** A run as text, apart from how far it has been read: that alone is nothing to write. */
function withoutPlace(run: StoredRun | null | undefined): string {
  return JSON.stringify({ ...run, lastEventId: undefined })
}

/** Puts into the picture what has been written. */
export function noteWritten(picture: StoredPicture, change: ThreadChange): void {
  const { changed, removedIds, headId, run, isUrgent } = change
  for (const node of changed) picture.messages.set(node.message.id, { ...node, isPartial: node.isPartial ?? false })
  for (const id of removedIds) if (picture.messages.delete(id)) picture.goneIds.add(id)
  picture.headId = headId
  picture.isKnown = true
  if (run !== undefined && !isUrgent) picture.run = run ?? undefined
}

/** The answer that this tab has under way, if it has. */
export interface OwnAnswer {
  isUnderWay: boolean
  growingId: string | undefined
}

/**
 * Takes what somebody else has written into the tree and the picture. What this tab has changed and not yet written, what
 * is growing here, and what is in view while an answer is under way, stays as it is: it will be written over the other's.
 * Says whether some of it has to be removed at once, because what it goes on from is gone.
 */
export function adoptChange(
  picture: StoredPicture,
  tree: MessageTree,
  { isUnderWay, growingId }: OwnAnswer,
  change: ThreadChange,
): boolean {
  const isForeign = (id: string) =>
    id !== growingId && tree.nodes.get(id)?.message === picture.messages.get(id)?.message
  const isHeadForeign = !isUnderWay && growingId === undefined && tree.headId === picture.headId
  const changed = change.changed.filter(({ message }) => isForeign(message.id))
  const removed = new Set(change.removedIds.filter(isForeign))
  // What this tab has removed, perhaps without having written that yet.
  const isGone = (id: string) => !tree.nodes.has(id) && (picture.goneIds.has(id) || picture.messages.has(id))
  for (const { parentId } of changed) if (parentId !== null && isGone(parentId)) removed.add(parentId)
  for (const { message } of changed) removed.delete(message.id)
  const nodes = new Map([...tree.nodes, ...changed.map((node) => [node.message.id, node] as const)])
  // What goes on from there was not known to whoever has removed it. A set is walked through to what is added meanwhile.
  for (const id of removed) {
    for (const [below, { parentId }] of nodes) if (parentId === id && isForeign(below)) removed.add(below)
  }
  const kept = changed.filter(({ message }) => !removed.has(message.id))
  tree.adopt(kept, [...removed], tree.headId)
  // What is removed here only is in the picture, so that it will be removed there.
  noteWritten(picture, { ...change, changed })
  const isMoreGone = [...removed].some((id) => picture.messages.has(id))
  if (!isHeadForeign) return isMoreGone
  // The head may be an answer that still grows, of which nothing is known here but what it follows.
  const headId = [change.headId, kept.at(-1)?.message.id].find((id) => id && tree.nodes.has(id))
  if (headId) tree.setHead(headId)
  picture.headId = tree.headId
  return isMoreGone
}
