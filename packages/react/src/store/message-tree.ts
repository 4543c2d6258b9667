import { newId } from '@sluice/core'
import type { UIMessage } from '@sluice/core/ui'

/** A message and the one it follows; `null` for a first message. */
export interface MessageNode {
  readonly message: UIMessage
  readonly parentId: string | null
}

/**
 * A conversation with all its branches: an edited question or a second answer stands beside the first one.
 *
 * What a user sees is the path from a first message to the head.
 */
export interface MessageTree {
  /** The visible messages. The same array until one of them changes. */
  path(): UIMessage[]
  /** The messages from a first one to this one, in view or not. */
  pathTo(id: string): UIMessage[]
  readonly headId: string | null
  readonly nodes: ReadonlyMap<string, MessageNode>
  /** Adds a message after `parentId` and makes it the head. */
  append(message: UIMessage, parentId: string | null): void
  /** Puts another version in a message's place, also under another id. */
  replace(id: string, message: UIMessage): void
  /** Makes the message the head, so that the path ends there. */
  setHead(id: string | null): void
  /** Forgets everything and takes `messages` as one path. */
  reset(messages: readonly UIMessage[]): void
  /** Forgets everything and takes stored nodes. A node whose parent is missing becomes a first message. */
  restore(nodes: readonly MessageNode[], headId: string | null): void
  /** Takes what somebody else has changed: nodes to add or to put in their place, and nodes that are gone. */
  adopt(nodes: readonly MessageNode[], removedIds: readonly string[], headId: string | null): void
  /** The messages that stand beside this one, itself included, oldest first: other questions or other answers. */
  siblings(id: string): string[]
  /** The newest last message of the branches that go through this one. */
  leafOf(id: string): string
}

export function createMessageTree(): MessageTree {
  const nodes = new Map<string, MessageNode>()
  let headId: string | null = null
  let cached: UIMessage[] | undefined
  /** The messages under each parent and role, until one comes or goes. */
  let beside: Map<string, string[]> | undefined

  function changed(newHeadId: string | null): void {
    headId = newHeadId
    cached = undefined
    beside = undefined
  }
  function pathFrom(leafId: string | null): UIMessage[] {
    const path: UIMessage[] = []
    const seen = new Set<string>()
    for (let id = leafId; id !== null; ) {
      const node = nodes.get(id)
      // A damaged store could hold a ring.
      if (node === undefined || seen.has(id)) break
      seen.add(id)
      path.push(node.message)
      id = node.parentId
    }
    return path.reverse()
  }

  function take(taken: readonly MessageNode[], wantedHeadId: string | null): void {
    for (const node of taken) nodes.set(node.message.id, node)
    for (const [id, { message, parentId }] of nodes) {
      if (parentId !== null && !nodes.has(parentId)) nodes.set(id, { message, parentId: null })
    }
    const isThere = wantedHeadId !== null && nodes.has(wantedHeadId)
    changed(isThere ? wantedHeadId : ([...nodes.keys()].at(-1) ?? null))
  }

  return {
    path() {
      cached ??= pathFrom(headId)
      return cached
    },
    pathTo: pathFrom,
    get headId() {
      return headId
    },
    nodes,
    append(message, parentId) {
      nodes.set(message.id, { message, parentId })
      changed(message.id)
    },
    replace(id, message) {
      const node = nodes.get(id)
      if (node === undefined || node.message === message) return
      // The same id keeps its place among its siblings.
      const siblings = message.id === id ? beside : undefined
      if (message.id !== id) nodes.delete(id)
      nodes.set(message.id, { message, parentId: node.parentId })
      changed(headId === id ? message.id : headId)
      beside = siblings
    },
    setHead(id) {
      if (id !== headId) changed(id)
    },
    reset(messages) {
      nodes.clear()
      let parentId: string | null = null
      for (const given of messages) {
        // Rows of a database may have none, or the same twice; one would take the other's place.
        const hasOwnId = typeof given.id === 'string' && !nodes.has(given.id)
        const message = hasOwnId ? given : { ...given, id: newId() }
        nodes.set(message.id, { message, parentId })
        parentId = message.id
      }
      changed(parentId)
    },
    restore(stored, storedHeadId) {
      nodes.clear()
      take(stored, storedHeadId)
    },
    adopt(changedNodes, removedIds, newHeadId) {
      for (const id of removedIds) nodes.delete(id)
      take(changedNodes, newHeadId)
    },
    siblings(id) {
      const node = nodes.get(id)
      if (node === undefined) return []
      if (beside === undefined) {
        beside = new Map()
        for (const [each, other] of nodes) beside.set(placeOf(other), [...(beside.get(placeOf(other)) ?? []), each])
      }
      return beside.get(placeOf(node)) ?? []
    },
    leafOf(id) {
      for (const leaf of [...nodes.keys()].reverse()) {
        let seen = 0
        for (let at: string | null = leaf; at !== null && seen++ <= nodes.size; at = nodes.get(at)?.parentId ?? null) {
          if (at === id) return leaf
        }
      }
      return id
    },
  }
}

function placeOf({ parentId, message }: MessageNode): string {
  return `${message.role} ${parentId ?? ''}`
}
