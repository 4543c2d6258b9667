import { ChatError } from '../chat/errors.ts'
import type { ChatMessage, ChatRequest } from '../chat/request.ts'

export interface ConversationLimits {
  readonly maxMessages: number
  readonly maxCharacters: number
  readonly roles: ReadonlySet<ChatMessage['role']>
}

/**
 * Checks what needs no look into the texts.
 *
 * @throws ChatError `bad-request`
 */
export function checkConversation(
  { messages }: ChatRequest,
  { maxMessages, maxCharacters, roles }: ConversationLimits,
): void {
  if (messages.length > maxMessages) {
    throw badRequest(`The conversation has ${messages.length} messages, where ${maxMessages} are allowed.`)
  }
  for (const [index, message] of messages.entries()) {
    if (!roles.has(message.role)) {
      throw badRequest(`${nameOf(index)} has a role that is not allowed; ${[...roles].join(', ')} are.`)
    }
    if (message.role !== 'user' || fits(message.content, maxCharacters)) continue
    const characters = textsOf(message.content).reduce((sum, text) => sum + charactersOf(text), 0)
    if (characters <= maxCharacters) continue
    throw badRequest(`${nameOf(index)} has ${characters} characters, where ${maxCharacters} are allowed.`)
  }
}

/** What messages say of tools beside their texts: models are shown it, too. */
export function toolNamesOf(message: ChatMessage): readonly string[] {
  if (message.role === 'tool') return [message.toolName, message.toolCallId]
  if (message.role !== 'assistant' || typeof message.content === 'string') return []
  return message.content.flatMap((part) => (part.type === 'tool-call' ? [part.name, part.id] : []))
}

export function badRequest(message: string): ChatError {
  return new ChatError('bad-request', message)
}

/** As users count: the first message is 1. */
export function nameOf(index: number): string {
  return `Message ${index + 1}`
}

type UserContent = Extract<ChatMessage, { role: 'user' }>['content']

/** Whether there is nothing to count: a character is one unit at least. */
function fits(content: UserContent, maxCharacters: number): boolean {
  return textsOf(content).reduce((sum, text) => sum + text.length, 0) <= maxCharacters
}

function textsOf(content: UserContent): readonly string[] {
  if (typeof content === 'string') return [content]
  return content.flatMap((part) => (part.type === 'text' ? [part.text] : []))
}

function charactersOf(text: string): number {
  let characters = text.length
  for (let index = 1; index < text.length; index++) {
    if (isLow(text.charCodeAt(index)) && isHigh(text.charCodeAt(index - 1))) characters--
  }
  return characters
}

function isHigh(unit: number): boolean {
  return unit >= 0xd800 && unit < 0xdc00
}

function isLow(unit: number): boolean {
  return unit >= 0xdc00 && unit < 0xe000
}
