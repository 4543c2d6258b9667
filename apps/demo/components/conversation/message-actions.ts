import type { Branch } from '@sluice/react'

/** What can be done with a message. The same object for as long as a conversation is open, so that rows stay memoised. */
export interface MessageActions {
  regenerate(messageId?: string): void
  /** Goes on with the last answer where it broke off. */
  continue(): void
  edit(messageId: string, text: string): void
  /** The other versions of a message. */
  branch(messageId: string): Branch
}
