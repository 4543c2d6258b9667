import { continuableParts, type UIMessage } from '@sluice/core/ui'
import type { RunBase } from '../storage/chat-storage.ts'
import { withoutEnding } from './message-ending.ts'

/** What an answer that goes on has to begin with. */
export interface Continuation {
  message: UIMessage
  /** Whether it goes on in the middle of its last text. */
  joinsText: boolean
  base: RunBase
}

/** How to go on with an answer: after a tool's output with another step, after a break where it broke off. */
export function continuationOf(answer: UIMessage): Continuation {
  const message = withoutEnding(answer)
  const kept = message === answer ? message.parts : continuableParts(message.parts)
  const last = kept.at(-1)
  const joinsText = message !== answer && last?.type === 'text'
  const base = { parts: kept.length, ...(joinsText ? { text: last.text.length } : {}) }
  return { message: kept === message.parts ? message : { ...message, parts: kept }, joinsText, base }
}

/** The message as it was before the run that went on with it. */
export function beforeRun(message: UIMessage, { parts, text }: RunBase): UIMessage {
  const kept = message.parts.slice(0, parts)
  const last = kept.at(-1)
  if (text !== undefined && last?.type === 'text') kept[kept.length - 1] = { ...last, text: last.text.slice(0, text) }
  return { ...withoutEnding(message), parts: kept }
}
