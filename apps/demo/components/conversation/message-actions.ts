/** What can be done with a message. The same object for as long as a conversation is open, so that rows stay memoised. */
export interface MessageActions {
  regenerate(messageId?: string): void
  edit(messageId: string, text: string): void
}
