import type { UIMessage } from '@sluice/core/ui'

/** A conversation as lines of text: who said what, and how an answer that is not whole ended. */
export function transcript(messages: readonly UIMessage[]): string[] {
  return messages.map(({ role, parts, metadata }) => {
    const text = parts.map((part) => (part.type === 'text' ? part.text : '')).join('')
    const ending = metadata?.sluice?.ending
    return `${role}: ${text}${ending === undefined ? '' : ` (${ending})`}`
  })
}

/** A message that consists of text. Its id is the text. */
export function textMessage(role: UIMessage['role'], text: string): UIMessage {
  return { id: text, role, parts: [{ type: 'text', text }] }
}
