import {
  type CallContextInit,
  type Caller,
  type ChatEvent,
  type ChatRequest,
  createCallContext,
  type Handler,
  newId,
  toChatError,
  untilAborted,
} from '@sluice/core'
import { createChunkEncoder, toChatMessages, type UIMessageChunk } from '@sluice/core/ui'
import type { ChatTransport, SendMessagesOptions } from './chat-transport.ts'
import type { AnyUIMessage } from './http-transport-options.ts'
import { type Resolvable, resolved } from './resolvable.ts'
import { webStream } from './web-stream.ts'

export interface DirectChatTransportOptions {
  /** What answers: a pipeline, or any handler. It runs in the page, with everything that it needs, keys included. */
  handler: Handler
  /** Completes the request to the model, such as with `system` or `tools`; its fields win. @default the messages, for the target that `body.model` names */
  request?: DirectRequest | ((send: DirectSend) => DirectRequest | PromiseLike<DirectRequest>) | undefined
  /** On whose behalf the handler is called. @default everyone is `anonymous` */
  caller?: Resolvable<Caller | undefined> | undefined
  /** What else the handler is told of a call, such as `priority` or `observe`. */
  context?: Resolvable<DirectContext | undefined> | undefined
}

/** What there is to send, whatever the application has put in its messages. */
export type DirectSend = Omit<SendMessagesOptions, 'messages'> & { messages: readonly AnyUIMessage[] }

/** What of a request to the model may be said beforehand. */
export type DirectRequest = Partial<ChatRequest>

/** What of a call may be said beforehand. */
export type DirectContext = Omit<CallContextInit, 'signal' | 'caller'>

/** Answers in the page itself, without a server: for a model on the user's own machine, and for tests. */
export class DirectChatTransport implements ChatTransport {
  readonly #options: DirectChatTransportOptions

  constructor(options: DirectChatTransportOptions) {
    this.#options = options
  }

  async sendMessages(send: DirectSend): Promise<ReadableStream<UIMessageChunk>> {
    const { handler, request, caller, context } = this.#options
    const [own, onBehalfOf, more] = await Promise.all([
      typeof request === 'function' ? request(send) : request,
      resolved(caller),
      resolved(context),
    ])
    const asked: ChatRequest = {
      ...own,
      target: own?.target ?? targetIn(send.body),
      messages: own?.messages ?? toChatMessages(send.messages),
    }
    const controller = new AbortController()
    const chunks = answer(handler, asked, { ...more, caller: onBehalfOf }, send, controller)
    // A refusal comes before the first event, and is thrown here.
    return webStream(await chunks.next(), chunks, (reason) => controller.abort(reason))
  }

  /** An answer ends with its page, so there is never one to rejoin. */
  async reconnectToStream(): Promise<null> {
    return null
  }
}

/** The handler's answer in chunks. It ends with the controller, which follows the signal of the send. */
async function* answer(
  handler: Handler,
  request: ChatRequest,
  init: CallContextInit,
  { messages, abortSignal }: DirectSend,
  controller: AbortController,
): AsyncGenerator<readonly UIMessageChunk[], void> {
  const { signal } = controller
  const onAbort = () => controller.abort(abortSignal?.reason)
  abortSignal?.addEventListener('abort', onAbort)
  if (abortSignal?.aborted) onAbort()
  const context = createCallContext({ ...init, signal })
  const encoder = createChunkEncoder({ messageId: answerId(messages), requestId: context.requestId })
  let events: AsyncIterator<ChatEvent> | undefined
  try {
    signal.throwIfAborted()
    events = handler(request, context)[Symbol.asyncIterator]()
    for (;;) {
      const { done, value } = await untilAborted(events.next(), signal)
      if (done) return
      yield encoder.encode(value)
    }
  } catch (error) {
    signal.throwIfAborted()
    throw toChatError(error)
  } finally {
    abortSignal?.removeEventListener('abort', onAbort)
    // Not waited for: a handler that does not heed the signal may never come to its end.
    events?.return?.().catch(() => undefined)
  }
}

/** As on a server: an answer that goes on after a tool's output stays the same message. */
function answerId(messages: readonly AnyUIMessage[]): string {
  const last = messages.at(-1)
  return last?.role === 'assistant' ? last.id : newId()
}

function targetIn(body: object | undefined): string | undefined {
  const model: unknown = Object(body).model
  return typeof model === 'string' ? model : undefined
}
