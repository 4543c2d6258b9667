import type { ChatError, Cost, Usage } from '@sluice/core'
import type {
  DataUIPart,
  FileUIPart,
  InferUIMessageData,
  InferUIMessageMetadata,
  InferUIMessageToolCall,
  InferUIMessageTools,
  StandardSchema,
  UIFinishReason,
  UIMessage,
} from '@sluice/core/ui'
import type { AttachmentOptions } from '../attachments/to-file-parts.ts'
import type { ChatStorage, StorageState } from '../storage/chat-storage.ts'
import type { ChatTransport, ForeignTransport } from '../transport/chat-transport.ts'
import type { AnyUIMessage } from '../transport/http-transport-options.ts'

export type { AnyUIMessage }

/** `submitted` lasts from the send to the first content, `streaming` from there to the end. */
export type ChatStatus = 'ready' | 'submitted' | 'streaming' | 'error'

/** What may change while a chat exists: the newest is used at the next send or event. */
export interface ChatSettings<Message extends AnyUIMessage = UIMessage> {
  /** Who brings messages to the server; one of the AI SDK will do. @default `httpTransport()`, to /api/chat */
  transport?: ChatTransport | ForeignTransport | undefined
  /** The least time between two updates of a growing answer, in milliseconds. @default 50 */
  throttle?: number | undefined
  /** @deprecated The old name of `throttle`. */
  experimental_throttle?: number | undefined
  generateId?: (() => string) | undefined
  /**
   * What a send does while an answer is under way: wait for its turn in `queue`, stop the answer, or throw `bad-request`.
   *
   * @default 'queue'
   */
  whenBusy?: 'queue' | 'interrupt' | 'reject' | undefined
  /**
   * Whether to send again by itself when a server that refused for now says when to come back: three times at most, and
   * only if it is within two minutes. @default false
   */
  autoRetry?: boolean | undefined
  /** What files may be sent, and where they are uploaded to. @default within limits, as data URLs */
  attachments?: AttachmentOptions | undefined
  /** What an answer's metadata has to be, `sluice` apart; one that is not ends with an error. @default anything */
  messageMetadataSchema?: StandardSchema<unknown, InferUIMessageMetadata<Message>> | undefined
  /** What data parts have to hold, by their names without `data-`. @default anything */
  dataPartSchemas?:
    | { [Name in keyof InferUIMessageData<Message>]?: StandardSchema<unknown, InferUIMessageData<Message>[Name]> }
    | undefined
  /** Called when an answer has ended, however it ended. */
  onFinish?: ((ending: AnswerEnding<Message>) => void) | undefined
  onError?: ((error: ChatError) => void) | undefined
  /** Called for every `data-…` part, also for transient ones, which are in no message. */
  onData?: ((part: DataUIPart<InferUIMessageData<Message>>) => void) | undefined
  /**
   * Carries a tool's call out in the browser; what comes of it goes to `addToolOutput`. The stream does not wait for it. If
   * it throws, the call has failed with that message. Not called for tools that the provider or the server carries out.
   */
  onToolCall?: ((call: { toolCall: InferUIMessageToolCall<Message> }) => unknown) | undefined
  /**
   * Asked when an answer has ended, and after a tool's output or an approval: whether the conversation goes on by itself.
   *
   * @default never
   */
  sendAutomaticallyWhen?: ((state: { messages: Message[] }) => boolean | PromiseLike<boolean>) | undefined
}

/** How an answer ended. */
export interface AnswerEnding<Message extends AnyUIMessage = UIMessage> {
  /** The answer, whole or partial. */
  message: Message
  messages: Message[]
  /** Whether the user stopped it. */
  isAbort: boolean
  /** Whether the connection was lost. */
  isDisconnect: boolean
  isError: boolean
  finishReason: UIFinishReason | undefined
}

/** Why the answer under way keeps its reader waiting, and what is known of it. */
export interface ChatNotice {
  /**
   * `queued` and `retrying` at a provider, `fell-back` to another one; `reconnecting` to the server, of which the client
   * tells; a server may have more words.
   */
  readonly notice: string
  /** Of `queued`: how long it takes at least. */
  readonly waitMs?: number | undefined
  /** Of `retrying`: the attempt to come; 2 is the first repetition. */
  readonly attempt?: number | undefined
  /** Of `retrying`: when it comes, from now on. */
  readonly delayMs?: number | undefined
  /** Of `retrying`, `fell-back` and `reconnecting`: the error code of what went wrong. */
  readonly reason?: string | undefined
  /** Of `fell-back`: the target that failed. */
  readonly from?: string | undefined
  /** Of `fell-back`: the target that is asked now. */
  readonly to?: string | undefined
  readonly [detail: string]: unknown
}

/** A message that waits until the answers before it have ended. */
export interface QueuedMessage<Message extends AnyUIMessage = UIMessage> {
  readonly id: string
  readonly message: Message
}

/** What a chat shows. A new object whenever something in it changes. */
export interface ChatState<Message extends AnyUIMessage = UIMessage> {
  readonly messages: Message[]
  readonly status: ChatStatus
  readonly error: ChatError | undefined
  /** When to try again, in milliseconds of the Unix epoch, where `error` says so: for a countdown. */
  readonly retryAt: number | undefined
  /** The latest the server said of the answer under way; `undefined` as soon as the answer goes on. */
  readonly notice: ChatNotice | undefined
  /** What waits to be sent, in its order. A stop or an error holds it up until the next send. */
  readonly queue: readonly QueuedMessage<Message>[]
  readonly storage: StorageState
  /**
   * What the conversation took, as far as its servers said: every answer counts, also one that gave way to another on its
   * branch. `undefined` as long as nothing is known.
   */
  readonly usage: Usage | undefined
  /** What that cost, each currency exact and apart. Answers without a price are not in it; `undefined` where none has one. */
  readonly cost: Cost | undefined
}

/** What a user says: text and files, or any parts. */
export type NewMessage<Message extends AnyUIMessage = UIMessage> = {
  /** The user message that this one replaces: the conversation goes on from there, the old branch is kept. */
  messageId?: string | undefined
  metadata?: InferUIMessageMetadata<Message> | undefined
} & (
  | { text: string; files?: GivenFiles | undefined; parts?: undefined }
  | { text?: undefined; files: GivenFiles; parts?: undefined }
  | { parts: Message['parts']; text?: undefined; files?: undefined; id?: string | undefined; role?: 'user' | undefined }
)

/** A message that has no id yet, as `sendMessage` takes it. */
export type CreateUIMessage<Message extends AnyUIMessage = UIMessage> = Omit<Message, 'id' | 'role'> &
  Partial<Pick<Message, 'id' | 'role'>>

/** Files as an input gives them, or as parts that are ready to be sent. */
export type GivenFiles = FileList | readonly (File | Blob | FileUIPart)[]

/** Of one request only. */
export interface RequestOptions {
  headers?: Record<string, string> | Headers | undefined
  /** More fields for the body, such as `{ model: 'gpt' }`. */
  body?: object | undefined
  metadata?: unknown
}

/** What came of a tool's call. */
export type ToolOutput<Message extends AnyUIMessage = UIMessage> = {
  [Name in keyof InferUIMessageTools<Message> & string]: {
    tool: Name
    toolCallId: string
    /** For the request that may follow by itself. */
    options?: RequestOptions | undefined
  } & (
    | {
        state?: 'output-available' | undefined
        output: InferUIMessageTools<Message>[Name]['output']
        errorText?: undefined
      }
    | { state: 'output-error'; errorText: string; output?: undefined }
  )
}[keyof InferUIMessageTools<Message> & string]

/** What a user says to a tool's call that has to be approved. */
export interface ApprovalResponse {
  /** The approval's id, which is not the call's. */
  id: string
  approved: boolean
  reason?: string | undefined
  /** For the request that may follow by itself. */
  options?: RequestOptions | undefined
}

/** The messages that stand beside one: other questions in its place, or other answers. */
export interface Branch {
  /** Which of them is in view, from 0. */
  readonly index: number
  readonly count: number
  /** Shows another one, with what was last said below it. Whatever is out of range changes nothing. */
  goTo(index: number): void
}

/** What a chat is made of and does not change. */
export interface ChatStoreOptions<Message extends AnyUIMessage = UIMessage> {
  /** @default a new one */
  id?: string | undefined
  /**
   * The conversation so far. It stays as given; what is stored goes on from it where it was, or is kept beside it as
   * another branch.
   */
  messages?: readonly Message[] | undefined
  /** Where the conversation is kept. @default nowhere */
  storage?: ChatStorage | undefined
  /** The name under which tabs share the answers of this conversation. @default they do not */
  sharedAs?: string | undefined
}
