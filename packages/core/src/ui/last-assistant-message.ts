import type { UIMessage, UIPart } from './ui-message.ts'
import { isToolUIPart } from './ui-part-guards.ts'
import type { DynamicToolUIPart, ToolUIPart } from './ui-tool-part.ts'

/** What `sendAutomaticallyWhen` is asked about. */
interface Conversation {
  messages: readonly Pick<UIMessage<unknown>, 'role' | 'parts'>[]
}

/**
 * Whether the last answer waits for nothing but to go on: in its last step tools were called, and every one of them that
 * the client carries out has come to its end. For `sendAutomaticallyWhen`.
 */
export function lastAssistantMessageIsCompleteWithToolCalls({ messages }: Conversation): boolean {
  const parts = lastStep(messages)
  const calls = parts.filter(isToolUIPart).filter((part) => !part.providerExecuted)
  const after = parts.slice(parts.findLastIndex((part) => isToolUIPart(part) && !part.providerExecuted) + 1)
  return (
    calls.length > 0 && calls.every(isSettled) && !after.some((part) => part.type === 'text' && part.state !== 'done')
  )
}

/**
 * Whether the last answer waits for nothing but to go on: in its last step the user was asked whether tools may be called,
 * and every question has its answer. For `sendAutomaticallyWhen`.
 */
export function lastAssistantMessageIsCompleteWithApprovalResponses({ messages }: Conversation): boolean {
  const calls = lastStep(messages).filter(isToolUIPart)
  const isAnswered = ({ state }: ToolUIPart | DynamicToolUIPart) => state === 'approval-responded'
  return (
    calls.some(isAnswered) &&
    calls.every((part) => isAnswered(part) || isSettled(part) || part.state === 'output-denied')
  )
}

function lastStep(messages: Conversation['messages']): UIPart[] {
  const last = messages.at(-1)
  if (last?.role !== 'assistant') return []
  return last.parts.slice(last.parts.findLastIndex((part) => part.type === 'step-start') + 1)
}

function isSettled(part: ToolUIPart | DynamicToolUIPart): boolean {
  return (part.state === 'output-available' && !part.preliminary) || part.state === 'output-error'
}
