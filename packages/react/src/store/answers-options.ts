import type { ChatError } from '@sluice/core'
import type { UIMessage, UIMessageChunk } from '@sluice/core/ui'
import type { StoredRun } from '../storage/chat-storage.ts'
import type { OwnedRun, RunSharing } from '../tabs/tab-contracts.ts'
import type { AnswerRun } from './answer-run.ts'
import type { ChatStatus, RequestOptions } from './chat-options.ts'
import type { MessageTree } from './message-tree.ts'
import type { SharedSettings } from './shared-settings.ts'
import type { ToolCallChunk } from './well-formed.ts'

/** The answers of a conversation: one at a time is on its way. */
export interface Answers {
  readonly status: ChatStatus
  readonly error: ChatError | undefined
  readonly retryAt: number | undefined
  /** The answer under way, also one of which nobody knows yet whether there is one. */
  readonly active: ActiveAnswer | undefined
  /** Whether it is only asked whether there is one: that gives way to whatever users want. */
  readonly isProbing: boolean
  /** What a storage keeps of the answer under way. */
  readonly record: StoredRun | undefined
  /**
   * Asks for an answer to what `headId` ends with. Resolves when it has ended.
   *
   * @throws ChatError `bad-request` if there is nothing to answer
   */
  ask(send: Send, headId?: string | null): Promise<AnswerOutcome>
  /** Rejoins the answer that a storage or another tab tells of, or whatever the server has. */
  rejoin(found?: StoredRun, owned?: OwnedRun, options?: RequestOptions): Promise<AnswerOutcome>
  /** Puts a question that has not had its turn behind what other tabs have had answered meanwhile. */
  makeWay(): void
  /** Rejoins an answer whose connection was lost for good, if that was the last thing to happen. */
  revive(): Promise<AnswerOutcome>
  /** Ends the answer under way and keeps what has come. */
  stop(): Promise<void>
  /** Ends it and keeps nothing: its place is gone. */
  abandon(): void
  /** The answer that has ended last. */
  readonly lastId: string | undefined
  /** Shows that something could not be sent. */
  fail(error: ChatError): void
  /** Calls off a send that is due again. */
  cancelRetry(): void
  /** Leaves the answer to another tab that has taken it over. */
  leave(): void
  clearError(): void
  /** Shows what has come, whatever the pace. */
  flush(): void
}

/** How an answer ended: `broken` off, or stopped; `empty` without a word; `none` if there was none to rejoin. */
export type AnswerOutcome = 'whole' | 'empty' | 'broken' | 'none'

export type Send = RequestOptions & { trigger: 'submit-message' | 'regenerate-message'; messageId: string | undefined }

/** An answer on its way, and where it belongs. */
export interface ActiveAnswer {
  readonly run: AnswerRun
  readonly done: Promise<AnswerOutcome>
  /** Its id in the tree, once it is there. */
  readonly growingId: string | undefined
  readonly place: { readonly parentId: string | null }
}

export interface AnswersOptions {
  chatId: () => string
  tree: MessageTree
  settings: SharedSettings
  /** The other tabs, once they are found; `undefined` where there are none to be found. */
  sharing: () => Promise<RunSharing | undefined> | undefined
  /** The last message of what another tab has had answered. */
  lastElsewhere: () => string | null
  newMessageId: () => string
  /** Something that is shown has changed. */
  onChange: () => void
  onToolCall: (call: ToolCallChunk) => void
  /** Throws for what the application does not expect. */
  check: () => ((chunk: UIMessageChunk, message: () => UIMessage) => undefined | Promise<void>) | undefined
  save: () => Promise<void>
  saveLater: () => void
  /** A send that a server refused for now is due again. */
  onRetry: (send: Send) => void
  /** An answer has failed; nobody has been told yet. */
  onBroken: () => void
}
