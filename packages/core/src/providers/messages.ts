import { ChatError } from '../chat/errors.ts'
import type { ChatMessage, ChatRequest, FilePart, TextPart, ToolCallPart } from '../chat/request.ts'

/** The tool calls of a message. */
export function callsOf(message: ChatMessage): readonly ToolCallPart[] {
  if (message.role !== 'assistant' || typeof message.content === 'string') return []
  return message.content.flatMap((part) => (part.type === 'tool-call' ? [part] : []))
}

/** The thoughts of a message, as one text. */
export function reasoningOf(message: ChatMessage): string {
  if (message.role !== 'assistant' || typeof message.content === 'string') return ''
  return message.content.map((part) => (part.type === 'reasoning' ? part.text : '')).join('')
}

/** The text of a message, as one. */
export function textOf(content: string | readonly { readonly type: string; readonly text?: string }[]): string {
  if (typeof content === 'string') return content
  return content.map((part) => (part.type === 'text' ? (part.text ?? '') : '')).join('')
}

/** What a user's message consists of. */
export function partsOf(content: string | readonly (TextPart | FilePart)[]): readonly (TextPart | FilePart)[] {
  return typeof content === 'string' ? [{ type: 'text', text: content }] : content
}

/** For a field that a wire cannot express. It is refused by name, never changed in silence. */
export function inexpressible(field: string, reason: string): ChatError {
  return new ChatError('bad-request', `${field}: ${reason}`)
}

/**
 * A choice that needs tools makes no sense without any.
 *
 * @throws ChatError `bad-request` naming `toolChoice`.
 */
export function refuseChoiceWithoutTools(choice: ChatRequest['toolChoice']): void {
  if (choice === undefined || choice === 'auto' || choice === 'none') return
  throw inexpressible('toolChoice', 'there are no tools to choose from.')
}
