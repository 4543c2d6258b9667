import type { ChatError } from '@sluice/core'
import type { DataUIPart, FileUIPart, UIFinishReason, UIMessage, UIPart } from '@sluice/core/ui'
import type { ChatStorage, StorageState } from '../storage/chat-storage.ts'
import type { ChatTransport, ForeignTransport } from '../transport/chat-transport.ts'

/** `submitted` lasts from the send to the first content, `streaming` from there to the end. */
export type ChatStatus = 'ready' | 'submitted' | 'streaming' | 'error'

/** What may change while a chat exists: the newest is used at the next send or event. */
export interface ChatSettings {
  /** Who brings messages to the server; one of the AI SDK will do. @default `httpTransport()`, to /api/chat */
  transport?: ChatTransport | ForeignTransport | undefined
  /** The least time between two updates of a growing answer, in milliseconds. @default 50 */
  throttle?: number | undefined
  generateId?: (() => string) | undefined
  /** Called when an answer has ended, however it ended. */
  onFinish?: ((ending: AnswerEnding) => void) | undefined
  onError?: ((error: ChatError) => void) | undefined
  /** Called for every `data-…` part, also for transient ones, which are in no message. */
  onData?: ((part: DataUIPart) => void) | undefined
}

/** How an answer ended. */
export interface AnswerEnding {
  /** The answer, whole or partial. */
  message: UIMessage
  messages: UIMessage[]
  /** Whether the user stopped it. */
  isAbort: boolean
  /** Whether the connection was lost. */
  isDisconnect: boolean
  isError: boolean
  finishReason: UIFinishReason | undefined
}

/** Why the answer under way keeps its reader waiting, and what is known of it. */
export interface ChatNotice {
  /** `queued` and `retrying` at a provider, `fell-back` to another one; a server may have more words. */
  readonly notice: string
  /** Of `queued`: how long it takes at least. */
  readonly waitMs?: number | undefined
  /** Of `retrying`: the attempt to come; 2 is the first repetition. */
  readonly attempt?: number | undefined
  /** Of `retrying`: when it comes, from now on. */
  readonly delayMs?: number | undefined
  /** Of `retrying` and `fell-back`: the error code of what went wrong. */
  readonly reason?: string | undefined
  /** Of `fell-back`: the target that failed. */
  readonly from?: string | undefined
  /** Of `fell-back`: the target that is asked now. */
  readonly to?: string | undefined
  readonly [detail: string]: unknown
}

/** What a chat shows. A new object whenever something in it changes. */
export interface ChatState {
  readonly messages: UIMessage[]
  readonly status: ChatStatus
  readonly error: ChatError | undefined
  /** When to try again, in milliseconds of the Unix epoch, where `error` says so: for a countdown. Nothing is sent by itself. */
  readonly retryAt: number | undefined
  /** The latest the server said of the answer under way; `undefined` as soon as the answer goes on. */
  readonly notice: ChatNotice | undefined
  readonly storage: StorageState
}

/** What a user says: text and files, or any parts. */
export type NewMessage = {
  /** The user message that this one replaces: the conversation goes on from there, the old branch is kept. */
  messageId?: string | undefined
  metadata?: UIMessage['metadata']
} & (
  | { text: string; files?: readonly FileUIPart[] | undefined; parts?: undefined }
  | { text?: undefined; files: readonly FileUIPart[]; parts?: undefined }
  | { parts: readonly UIPart[]; text?: undefined; files?: undefined }
)

/** Of one request only. */
export interface RequestOptions {
  headers?: Record<string, string> | Headers | undefined
  /** More fields for the body, such as `{ model: 'gpt' }`. */
  body?: object | undefined
  metadata?: unknown
}

/** What a chat is made of and does not change. */
export interface ChatStoreOptions {
  id: string
  /** The conversation so far. What is given here wins over what is stored. */
  messages?: readonly UIMessage[] | undefined
  /** Where the conversation is kept. @default nowhere */
  storage?: ChatStorage | undefined
}
