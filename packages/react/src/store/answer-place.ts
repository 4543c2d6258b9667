import { ChatError } from '@sluice/core'
import { isToolUIPart, type UIMessage } from '@sluice/core/ui'
import type { RunBase, StoredRun } from '../storage/chat-storage.ts'
import { beforeRun, continuationOf } from './continuation.ts'
import { withoutEnding } from './message-ending.ts'
import type { MessageNode, MessageTree } from './message-tree.ts'

/** Where an answer belongs, and what it begins with. */
export interface AnswerPlace {
  /** The message to continue or to fill. */
  message: UIMessage
  joinsText?: boolean | undefined
  /** What the answer follows. */
  parentId: string | null
  /** Its id in the tree, if it is there. */
  growingId: string | undefined
  /** The id of another message of which this may turn out to be a new version. */
  mayTake?: string | undefined
  base?: RunBase | undefined
  /** What was seen of it before. */
  seen?: { message: UIMessage; lastEventId: string | undefined } | undefined
}

/**
 * The place of a new answer to what ends with `headId`; after a tool's result, and where it broke off, an answer goes on.
 *
 * @throws ChatError `bad-request` if there is nothing to answer
 */
export function placeToAsk(tree: MessageTree, headId: string | null, newId: () => string): AnswerPlace {
  const last = headId === null ? undefined : tree.nodes.get(headId)
  if (last === undefined) throw new ChatError('bad-request', 'There is nothing to answer.')
  const { message, parentId } = last
  if (message.role !== 'assistant') return { message: fresh(newId()), parentId: message.id, growingId: undefined }
  return { ...continuationOf(message), parentId, growingId: message.id }
}

/**
 * Puts a question behind what another tab has had answered while this one waited for its turn: `lastId` is the end of that.
 * Says whether it was elsewhere.
 */
export function giveWay(tree: MessageTree, id: string | null, lastId: string | null): boolean {
  const node = tree.nodes.get(id ?? '')
  if (node?.message.role !== 'user' || lastId === null || lineOf(tree, id).includes(lastId)) return false
  const line = lineOf(tree, lastId)
  const below = tree.nodes.get(line[line.indexOf(id) - 1] ?? '')
  // That is an answer to this very question.
  if (below?.message.role === 'assistant') return false
  // It was asked after this one, and first in its turn.
  if (below !== undefined) tree.append(below.message, node.parentId)
  const first = below === undefined ? firstUnanswered(tree, node, line) : node
  // It may be on a branch that has nothing to do with this one.
  if (first === undefined) return false
  tree.append(first.message, tree.leafOf(lastId))
  tree.setHead(id)
  return true
}

/** The question, or the first of those that it follows and that have no answer either, where the two lines part. */
function firstUnanswered(tree: MessageTree, node: MessageNode, line: (string | null)[]): MessageNode | undefined {
  for (const id of lineOf(tree, node.message.id)) {
    const each = tree.nodes.get(id ?? '')
    if (each?.message.role !== 'user') return undefined
    if (line.includes(each.parentId)) return each
  }
  return undefined
}

/** The message and those that it follows, newest first, down to `null`. */
function lineOf(tree: MessageTree, id: string | null): (string | null)[] {
  const line = [id]
  // A damaged store could hold a ring.
  for (let at = id; at !== null && line.length <= tree.nodes.size; ) {
    at = tree.nodes.get(at)?.parentId ?? null
    line.push(at)
  }
  return line
}

/** The place of an answer that was under way when the conversation was stored, or that another tab has left behind. */
export function placeOfRun(tree: MessageTree, run: StoredRun, newId: () => string): AnswerPlace {
  const { messageId, parentId, base, lastEventId } = run
  const known = messageId === undefined ? undefined : tree.nodes.get(messageId)
  if (known === undefined) return { message: fresh(newId()), parentId, growingId: undefined }
  const { id } = known.message
  return {
    message: base ? beforeRun(known.message, base) : fresh(id),
    joinsText: base?.text !== undefined,
    parentId: known.parentId,
    growingId: id,
    base,
    seen: { message: withoutEnding(known.message), lastEventId },
  }
}

/** The place of an answer of which only the server may know. It may be another version of the last one. */
export function placeToResume(tree: MessageTree, newId: () => string): AnswerPlace {
  const last = tree.headId === null ? undefined : tree.nodes.get(tree.headId)
  if (last?.message.role !== 'assistant')
    return { message: fresh(newId()), parentId: tree.headId, growingId: undefined }
  const { message, parentId } = last
  // The client's part is done, so the server goes on after it.
  const part = message.parts.at(-1)
  if (part && isToolUIPart(part) && !part.providerExecuted) return { message, parentId, growingId: message.id }
  return withoutEnding(message) === message
    ? { message: fresh(newId()), parentId: message.id, growingId: undefined, mayTake: message.id }
    : { message: fresh(message.id), parentId, growingId: message.id }
}

function fresh(id: string): UIMessage {
  return { id, role: 'assistant', parts: [] }
}
