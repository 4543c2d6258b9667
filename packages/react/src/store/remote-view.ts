import type { UIMessage } from '@sluice/core/ui'
import type { SharedRun } from '../tabs/tab-contracts.ts'
import type { MessageTree } from './message-tree.ts'

/** The conversation in view, with what another tab's answer adds to it while it grows. */
export interface RemoteView {
  /** The visible messages. The same array until one of them changes. */
  path(): UIMessage[]
  get(id: string): UIMessage | undefined
  /** The last message of what another tab has had answered: its latest answer, or the question if there is none. */
  readonly lastId: string | null
  /** Takes the latest of another tab's run. One that has ended leaves its answer in the tree. */
  see(run: SharedRun | undefined): void
}

export function createRemoteView(tree: MessageTree): RemoteView {
  let run: SharedRun | undefined
  let last: SharedRun | undefined
  /** What the tree had of the answer when it was first heard of. */
  let known: UIMessage | undefined
  let shown: { path: UIMessage[]; of: UIMessage[]; message: UIMessage } | undefined

  return {
    path() {
      const path = tree.path()
      const message = run?.message
      if (message === undefined) return path
      if (shown?.of !== path || shown.message !== message) shown = { path: joined(path, message), of: path, message }
      return shown.path
    },
    get: (id) => (run?.message?.id === id ? run.message : tree.nodes.get(id)?.message),
    get lastId() {
      const { message, parentId = null } = last ?? {}
      return message && tree.nodes.has(message.id) ? message.id : parentId
    },
    see(next) {
      const { message, parentId = null } = run ?? {}
      const inTree = tree.nodes.get((message ?? next?.message)?.id ?? '')?.message
      if (message === undefined) known = inTree
      // What the other tab has stored comes of itself, and may have come already. Where it cannot store anything, there is
      // no question here to which this would be the answer.
      const isPlaced = parentId === null || tree.nodes.has(parentId)
      if (next === undefined && message !== undefined && inTree === known && isPlaced) {
        const isInView = tree.headId === parentId || tree.headId === message.id
        tree.adopt([{ message, parentId }], [], isInView ? message.id : tree.headId)
      }
      run = next
      last = run ?? last
    },
  }

  function joined(path: UIMessage[], message: UIMessage): UIMessage[] {
    const index = path.findIndex(({ id }) => id === message.id)
    if (index >= 0) return path.map((other) => (other.id === message.id ? message : other))
    return (path.at(-1)?.id ?? null) === run?.parentId ? [...path, message] : path
  }
}
