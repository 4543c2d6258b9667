import type { FileUIPart } from '@sluice/core/ui'

/** What can be said, and done with what is not said yet. The same object for as long as a conversation is open. */
export interface ComposerActions {
  send(text: string, files?: readonly FileUIPart[]): void
  stop(): void
  editQueued(id: string, text: string, files: readonly FileUIPart[]): void
  removeQueued(id: string): void
  sendQueuedNow(id: string): void
}
