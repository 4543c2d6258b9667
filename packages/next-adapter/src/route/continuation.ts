import { askToGoOn, type ChatMessage } from '@sluice/core'
import { continuableParts, isToolUIPart, type MessageMetadata, type UIMessage, type UIPart } from '@sluice/core/ui'
import type { ChatBody } from './chat-body.ts'

/**
 * Whether the client wants an answer that broke off to go on: it sends that answer last, marked, and waits for no tool
 * to answer.
 */
export function isContinuation({ messages }: Pick<ChatBody, 'messages'>): boolean {
  const last = messages.at(-1) as UIMessage | undefined
  if (last?.role !== 'assistant' || last.metadata?.sluice?.ending === undefined) return false
  const step = last.parts.slice(last.parts.findLastIndex(({ type }) => type === 'step-start') + 1)
  return !step.some(isWaitedFor)
}

/** The conversation with the wish that the answer at its end goes on; unchanged if there is none at its end. */
export function withWishToGoOn(messages: readonly ChatMessage[]): readonly ChatMessage[] {
  return messages.at(-1)?.role === 'assistant' ? askToGoOn(messages) : messages
}

function isWaitedFor(part: UIPart): boolean {
  // A call whose arguments broke off will never be answered, so nobody waits for that.
  const open = ['input-available', 'approval-requested', 'approval-responded']
  return isToolUIPart(part) && open.includes(part.state)
}

/** The message that the answer is, or goes on in; and whether it goes on in the middle of its last text. */
export interface AnswerStart {
  message: UIMessage
  joinsText: boolean
}

export function answerStart(body: Pick<ChatBody, 'messages'>, generateId: () => string): AnswerStart {
  const last = body.messages.at(-1)
  if (last?.role !== 'assistant') {
    return { message: { id: generateId(), role: 'assistant', parts: [] }, joinsText: false }
  }
  // What we say of an answer is not for a client to say.
  const { sluice: _, ...metadata } = (last.metadata ?? {}) as MessageMetadata
  const goesOn = isContinuation(body)
  const parts = goesOn ? continuableParts(last.parts) : last.parts
  return { message: { ...last, metadata, parts } as UIMessage, joinsText: goesOn && parts.at(-1)?.type === 'text' }
}
