import type { Clock } from '@sluice/core'
import type { UIDataTypes, UIMessage, UITools } from '@sluice/core/ui'
import type { Resolvable } from './resolvable.ts'

/** A message, whatever an application has put in its types. */
export type AnyUIMessage = UIMessage<unknown, UIDataTypes, UITools>

export interface HttpTransportOptions<Message extends AnyUIMessage = UIMessage> {
  /** Where to post; an answer is rejoined and stopped at `{api}/{chat id}/stream`. @default '/api/chat' */
  api?: string | undefined
  headers?: Resolvable<HeadersInit | undefined> | undefined
  /** More fields for every body, such as `{ model: 'gpt' }`. */
  body?: Resolvable<object | undefined> | undefined
  credentials?: Resolvable<RequestCredentials | undefined> | undefined
  /** @default the global one, looked up at every request */
  fetch?: typeof globalThis.fetch | undefined
  /** Says what to post instead, such as the last message only. */
  prepareSendMessagesRequest?: PrepareSendMessagesRequest<Message> | undefined
  /** Says where and how to ask for an answer under way instead, to rejoin or to stop it. */
  prepareReconnectToStreamRequest?: PrepareReconnectToStreamRequest | undefined
  /**
   * Whether to post again, twice at most, when the connection failed before the server answered.
   *
   * @default where it cannot be paid twice: the browser was offline, or the server knows a send again because it logs its runs
   */
  resend?: boolean | undefined
  /** How long the server may be silent before the answer counts as broken off; heartbeats are no silence. @default 60_000 */
  idleTimeoutMs?: number | undefined
  clock?: Clock | undefined
}

/** What a request would be. */
export interface RequestDraft {
  /** Of the chat. */
  id: string
  api: string
  /** The transport's and this request's, names in lower case. */
  headers: Record<string, string>
  /** More fields for the body, the transport's and this request's. */
  body: Record<string, unknown>
  credentials: RequestCredentials | undefined
  /** The `metadata` that was given with this request. */
  requestMetadata: unknown
}

/** What of a request is to be otherwise. */
export interface PreparedRequest {
  api?: string | undefined
  /** In place of all others. */
  headers?: HeadersInit | undefined
  credentials?: RequestCredentials | undefined
}

export interface PreparedPost extends PreparedRequest {
  /** In place of the whole body. */
  body: object
}

export type PrepareSendMessagesRequest<Message extends AnyUIMessage = UIMessage> = (
  draft: RequestDraft & {
    messages: Message[]
    trigger: 'submit-message' | 'regenerate-message'
    messageId: string | undefined
  },
) => PreparedPost | PromiseLike<PreparedPost>

export type PrepareReconnectToStreamRequest = (draft: RequestDraft) => PreparedRequest | PromiseLike<PreparedRequest>
