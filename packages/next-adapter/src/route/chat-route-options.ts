import type {
  Caller,
  CallerUsage,
  CallOutcome,
  ChatError,
  ChatRequest,
  Clock,
  Cost,
  FinishReason,
  Handler,
  Logger,
  RunLog,
  Usage,
} from '@sluice/core'
import type { UIMessage } from '@sluice/core/ui'
import type { MessageSchemas, UIMessageOf } from '../messages/message-schemas.ts'
import type { ChatBody } from './chat-body.ts'
import type { CorsOptions } from './origin.ts'

export interface ChatRouteOptions<Schemas extends MessageSchemas = MessageSchemas> {
  /** What answers: a pipeline, or any handler. One that has `usage` is asked it by GET of `{api}/usage`. */
  handler: Handler & {
    readonly needsCaller?: boolean | undefined
    readonly usage?: ((caller: Caller) => CallerUsage | Promise<CallerUsage>) | undefined
  }
  /** What the application's messages hold: what a client posts is held against it, and everything here is typed by it. */
  messageSchemas?: Schemas | undefined
  /** Says who calls; `null` refuses with 401. @default everyone is `anonymous` */
  identify?: ((request: Request) => Caller | null | Promise<Caller | null>) | undefined
  /** Without `identify`, lets a pipeline that counts by caller count all callers as one: they share one quota. @default a `TypeError` */
  anonymous?: 'shared' | undefined
  /**
   * Keeps what runs say, so that clients can come back to them: runs go on without their reader, resume, stop, and are
   * not paid twice where a request is sent twice. Needs `identify`: only who started a run may read or stop it. Only
   * chats with an id are logged.
   *
   * @default there is no log: a run ends with its response
   */
  runLog?: RunLog | undefined
  /**
   * What becomes of a run that nobody reads any more: it is cancelled, or goes on for so long, for a client that may come
   * back. Going on needs a `runLog`.
   *
   * @default `{ continueMs: 60_000 }` with a `runLog`, otherwise `'cancel'`
   */
  onDisconnect?: 'cancel' | { continueMs: number } | undefined
  /**
   * Completes the request to the model. Nothing else of the body gets there but messages and the target's name. Where a
   * client wants an answer that broke off to go on, the wish is added to messages that end with an answer.
   */
  prepare?: ((call: PrepareCall<PostedMessage<Schemas>>) => PreparedCall | Promise<PreparedCall>) | undefined
  /** Called once for every call that reached the handler, whatever its ending: to save, to account. */
  onFinish?: ((call: FinishedCall<PostedMessage<Schemas>>) => unknown) | undefined
  /**
   * Keeps the function alive until `onFinish` has settled and the call's record is kept, such as Next's `after`; with a
   * `runLog` also for what is left of a run whose client has gone. Without it the response stays open until `onFinish` has
   * settled, and a function that ends with its response may end before its record is kept. Workers keep theirs beside the request, so
   * it is given, too: where nothing waits, a Worker's run dies with its client's request.
   */
  waitUntil?: ((promise: Promise<unknown>, request: Request) => void) | undefined
  /** Other origins whose pages may call. @default none */
  cors?: CorsOptions | undefined
  /** How long to wait for content before the response begins without it; until then an error is a plain JSON response. @default 2_000 */
  commitAfterMs?: number | undefined
  /** How long a stream may be quiet before a comment keeps it alive. @default 15_000 */
  heartbeatMs?: number | undefined
  /**
   * How long a client may leave unread what has been written to it. Then it counts as one that hung up: it would hold its
   * place with the provider for ever. One that reads slowly is safe.
   *
   * @default 60_000
   */
  stalledMs?: number | undefined
  /** The largest body accepted. @default 4_194_304 */
  maxBodyBytes?: number | undefined
  /** Makes ids for messages, and for runs unless they are logged: ids of those may not be guessed. */
  generateId?: (() => string) | undefined
  /** Told of failures; secrets are masked before. @default the console */
  logger?: Logger | undefined
  /** The same as the pipeline's. @default the system's */
  clock?: Clock | undefined
}

/** A message as `prepare` and `onFinish` see it. Without schemas nobody knows what is in its metadata. */
export type PostedMessage<Schemas extends MessageSchemas> = MessageSchemas extends Schemas
  ? UIMessage<unknown>
  : UIMessageOf<Schemas>

/** What `prepare` is given. */
export interface PrepareCall<Message = UIMessage<unknown>> {
  request: Request
  /** What the client posted, its shape checked, its content not to be trusted. */
  body: ChatBody<Message>
  caller: Caller | undefined
  messages: readonly Message[]
}

/** What `prepare` gives: any of the request's fields, and how the call is to be treated. */
export interface PreparedCall extends Partial<ChatRequest> {
  /** Its class where calls have to wait for each other: 0 goes first, 3 last. @default 1 */
  priority?: 0 | 1 | 2 | 3 | undefined
  /** How long the call may take with all its waits and repetitions, where that is less than the pipeline's `callMs`. */
  callMs?: number | undefined
}

/** What `onFinish` is given. */
export interface FinishedCall<Message = UIMessage<unknown>> {
  requestId: string
  caller: Caller | undefined
  body: ChatBody<Message>
  /** The conversation with the answer, whole or partial. */
  messages: readonly Message[]
  /**
   * The answer; `undefined` if the call failed before there was any. What the model wrote into the calls of tools has not
   * been held against schemas yet: that is done when a client posts it.
   */
  message: Message | undefined
  outcome: Exclude<CallOutcome, 'abandoned'>
  usage: Usage | undefined
  /** What `usage` costs; `undefined` where no price is known. */
  cost: Cost | undefined
  finishReason: FinishReason | undefined
  error: ChatError | undefined
}
