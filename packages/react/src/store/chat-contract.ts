import type { UIMessage } from '@sluice/core/ui'
import type {
  AnyUIMessage,
  ApprovalResponse,
  Branch,
  ChatSettings,
  ChatState,
  NewMessage,
  RequestOptions,
  ToolOutput,
} from './chat-options.ts'

/** A conversation, apart from any user interface: it owns the thread, its status, and the answer on its way. */
export interface ChatStore<Message extends AnyUIMessage = UIMessage> {
  readonly id: string
  getState(): ChatState<Message>
  /** The state at the beginning, which a server renders too. */
  getInitialState(): ChatState<Message>
  /** A message of any branch. The same object until it changes. */
  getMessage(id: string): Message | undefined
  subscribe(listener: () => void): () => void
  /**
   * Adds settings, or a function that gives them as they are now; of several the latest added counts, field by field.
   * Returns a function that takes them away.
   */
  configure(settings: ChatSettings<Message> | (() => ChatSettings<Message>)): () => void
  /**
   * Says something; without a message, goes on with the conversation as it is. While an answer is under way, does what
   * `whenBusy` says. Resolves when the answer has ended, however it ended: failures are in the state.
   *
   * @throws ChatError `bad-request` for a `messageId` that is no user message of the conversation, for a file that may not
   * be sent, and where `whenBusy` says to reject.
   */
  sendMessage(message?: NewMessage<Message>, options?: RequestOptions): Promise<void>
  /** Answers anew; the old answer stays on its own branch. An answer under way is stopped. @throws ChatError as `sendMessage` */
  regenerate(options?: RequestOptions & { messageId?: string | undefined }): Promise<void>
  /** Goes on with the last answer where it broke off. @throws ChatError `bad-request` if it did not. */
  continue(options?: RequestOptions): Promise<void>
  /** Ends the answer under way, also for the server and in other tabs, and keeps what has come. What is queued waits. */
  stop(): Promise<void>
  /** Rejoins an answer that the server is still giving, if it is. */
  resumeStream(options?: RequestOptions): Promise<void>
  /** Rejoins an answer whose connection was lost for good: for a page that is online again, or looked at again. */
  reviveLost(): Promise<void>
  /**
   * Puts other messages in place of all there are, branches included. An answer under way goes on if it is among them, or
   * if what it answers is the last of them; else it is stopped.
   */
  setMessages(messages: Message[] | ((messages: Message[]) => Message[])): void
  clearError(): void
  /** Gives a tool's call its output, or says that it failed; the conversation may then go on by itself. */
  addToolOutput(output: ToolOutput<Message>): Promise<void>
  /** Answers a tool's call that asks for approval. */
  addToolApprovalResponse(response: ApprovalResponse): Promise<void>
  /** The messages that stand beside this one: other versions of a question, or other answers to it. */
  branch(messageId: string): Branch
  /** Changes a message that waits in the queue. */
  editQueued(id: string, message: NewMessage<Message>): Promise<void>
  /** Takes a message out of the queue, or all. */
  removeQueued(id?: string): void
  /** Stops the answer under way and sends this message next. */
  sendQueuedNow(id: string): Promise<void>
  /** Whether an answer is under way here, or something waits to be sent. */
  readonly isAtWork: boolean
  /** Loads what is stored, once. Never rejects: a failure is in the state. */
  hydrate(): Promise<void>
  /** Writes what has changed to the storage. Never rejects. */
  save(): Promise<void>
}
