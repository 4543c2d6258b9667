import { ChatError } from '@sluice/core'
import type { ReconnectOptions, SendMessagesOptions, StopRunOptions } from './chat-transport.ts'
import type {
  AnyUIMessage,
  HttpTransportOptions,
  PreparedPost,
  PreparedRequest,
  RequestDraft,
} from './http-transport-options.ts'
import { plainHeaders } from './plain-headers.ts'
import { resolved } from './resolvable.ts'

/** What a chat's route is asked: to answer, to go on with its answer, or to stop it. */
export type Asked =
  | ({ method: 'POST'; lastEventId?: undefined } & SendMessagesOptions)
  | ({ method: 'GET' } & ReconnectOptions)
  | ({ method: 'DELETE'; lastEventId?: undefined; abortSignal?: undefined; body?: undefined } & StopRunOptions)

/** What `fetch` is given. */
export interface HttpRequest {
  url: string
  init: RequestInit
}

/**
 * The request that asks it.
 *
 * @throws ChatError `bad-request` for a chat's id that no address can hold.
 */
export async function httpRequest<Message extends AnyUIMessage>(
  options: HttpTransportOptions<Message>,
  asked: Asked,
): Promise<HttpRequest> {
  const { method, lastEventId, idempotencyKey } = asked
  const draft = await draftOf(options, asked)
  const said = method === 'POST' && {
    // The application says what its messages hold.
    messages: asked.messages as AnyUIMessage[] as Message[],
    trigger: asked.trigger,
    messageId: asked.messageId,
  }
  const prepared: (PreparedRequest & Partial<PreparedPost>) | undefined = said
    ? await options.prepareSendMessagesRequest?.({ ...draft, ...said })
    : await options.prepareReconnectToStreamRequest?.(draft)
  const credentials = prepared?.credentials ?? draft.credentials
  return {
    url: prepared?.api ?? (said ? draft.api : streamAddress(draft)),
    init: {
      method,
      headers: {
        ...(said && { 'content-type': 'application/json' }),
        ...(prepared?.headers ? plainHeaders(prepared.headers) : draft.headers),
        ...(lastEventId && { 'last-event-id': lastEventId }),
        ...(idempotencyKey && { 'idempotency-key': idempotencyKey }),
      },
      ...(credentials && { credentials }),
      ...(said && { body: JSON.stringify(prepared?.body ?? { ...draft.body, id: draft.id, ...said }) }),
      // Whoever stops an answer may be leaving the page.
      keepalive: method === 'DELETE',
    },
  }
}

async function draftOf<Message extends AnyUIMessage>(
  { api = '/api/chat', ...options }: HttpTransportOptions<Message>,
  { chatId, headers, body, metadata }: Pick<ReconnectOptions, 'chatId' | 'headers' | 'body' | 'metadata'>,
): Promise<RequestDraft> {
  const [ownHeaders, ownBody, credentials] = await Promise.all([
    resolved(options.headers),
    resolved(options.body),
    resolved(options.credentials),
  ])
  return {
    id: chatId,
    api,
    headers: { ...plainHeaders(ownHeaders), ...plainHeaders(headers) },
    body: { ...ownBody, ...body },
    credentials,
    requestMetadata: metadata,
  }
}

function streamAddress({ api, id }: RequestDraft): string {
  // In the path of an address these two lead elsewhere, encoded or not.
  if (id === '.' || id === '..') throw new ChatError('bad-request', `A chat cannot be called "${id}".`)
  return api.replace(/\/?([?#].*)?$/, `/${encodeURIComponent(id)}/stream$1`)
}
