import type { UIMessage } from '@sluice/core/ui'

/** The text of a message, without reasoning and tools. */
export function messageText({ parts }: UIMessage): string {
  return parts.flatMap((part) => (part.type === 'text' ? [part.text] : [])).join('\n\n')
}
