import type { ChatMessage } from '../chat/request.ts'

/**
 * A conversation as what may be dropped of it, oldest first: the indices of messages that stay or go together. A block is a
 * turn, from one message of the user to the next; or several, where a result of a tool comes turns after its call. What was
 * said before the first question is one, too. The last block holds the `keepLast` turns that are never dropped. Instructions
 * are in none.
 */
export function historyBlocks(messages: readonly ChatMessage[], keepLast: number): readonly (readonly number[])[] {
  const turns = turnsOf(messages)
  const joined = joinedTurns(messages, turns)
  const blocks: number[][] = []
  const lastBlock = Math.max(0, turns.length - keepLast)
  for (const [turn, indices] of turns.entries()) {
    const before = blocks.at(-1)
    if (before === undefined || !(joined[turn] || turn > lastBlock)) blocks.push([...indices])
    else before.push(...indices)
  }
  return blocks
}

function turnsOf(messages: readonly ChatMessage[]): readonly (readonly number[])[] {
  const turns: number[][] = []
  for (const [index, { role }] of messages.entries()) {
    if (role === 'system') continue
    const current = turns.at(-1)
    if (role === 'user' || current === undefined) turns.push([index])
    else current.push(index)
  }
  return turns
}

/** Which turns cannot be kept without the one before: a result in them, or later, answers a call from before them. */
function joinedTurns(messages: readonly ChatMessage[], turns: readonly (readonly number[])[]): readonly boolean[] {
  const calledIn = new Map<string, number>()
  // How many stretches between a call and its result begin less those that end, at each turn.
  const steps = new Array<number>(turns.length + 1).fill(0)
  for (const [turn, indices] of turns.entries()) {
    for (const index of indices) {
      const message = messages[index]
      if (message?.role === 'assistant' && typeof message.content !== 'string') {
        for (const part of message.content) if (part.type === 'tool-call') calledIn.set(part.id, turn)
      }
      const called = message?.role === 'tool' ? calledIn.get(message.toolCallId) : undefined
      if (called === undefined || called === turn) continue
      steps[called + 1] = (steps[called + 1] ?? 0) + 1
      steps[turn + 1] = (steps[turn + 1] ?? 0) - 1
    }
  }
  let open = 0
  return turns.map((_, turn) => {
    open += steps[turn] ?? 0
    return open > 0
  })
}
