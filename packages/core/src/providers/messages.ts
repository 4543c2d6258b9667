import { ChatError } from '../chat/errors.ts'
import { isRecord } from '../chat/record.ts'
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

/**
 * A tool call's arguments as an object. Some servers take no others, and a call that the model itself wrote wrongly must
 * not end the conversation: it is sent as the text that it is, so that the model sees what it did.
 */
export function toArguments(text: string): Readonly<Record<string, unknown>> {
  return objectIn(text) ?? { arguments: text }
}

/** The same as JSON. What is an object stays as the model wrote it. */
export function toArgumentsText(text: string): string {
  if (text === '') return '{}'
  return objectIn(text) === undefined ? JSON.stringify({ arguments: text }) : text
}

function objectIn(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text || '{}')
    return isRecord(value) ? value : undefined
  } catch {
    // The caller says what becomes of it.
    return undefined
  }
}

const longestId = 64

/** The id of a tool call in a form that every server takes. Others' may be longer, and what they are does not matter. */
export function toToolId(id: string): string {
  if (id.length <= longestId) return id
  const sum = `_${id.length}_${checksum(id, 0x811c9dc5)}${checksum(id, 0x01234567)}`
  return id.slice(0, longestId - sum.length) + sum
}

/** FNV-1a. It only has to keep the ids of one conversation apart. */
function checksum(text: string, seed: number): string {
  let sum = seed
  for (let index = 0; index < text.length; index++) sum = Math.imul(sum ^ text.charCodeAt(index), 0x01000193)
  return (sum >>> 0).toString(36)
}
