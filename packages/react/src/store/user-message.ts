import type { UIMessage } from '@sluice/core/ui'
import type { NewMessage } from './chat-options.ts'

/** What a user says, as a message. */
export function toUserMessage(message: NewMessage, id: string): UIMessage {
  const { text, files = [], parts, metadata } = message
  const said = text === undefined ? [] : [{ type: 'text' as const, text }]
  return {
    id,
    role: 'user',
    ...(metadata === undefined ? {} : { metadata }),
    parts: parts ? [...parts] : [...files, ...said],
  }
}
