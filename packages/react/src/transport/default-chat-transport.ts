import type { UIMessage } from '@sluice/core/ui'
import { HttpChatTransport } from './http-chat-transport.ts'
import { httpTransport } from './http-transport.ts'
import type { AnyUIMessage, HttpTransportOptions } from './http-transport-options.ts'

export interface DefaultChatTransportOptions<Message extends AnyUIMessage = UIMessage>
  extends HttpTransportOptions<Message> {
  /** Whether an answer that is rejoined without an event's id comes from its beginning. @default true */
  resumeStreamIsReplay?: boolean | undefined
}

/** `httpTransport` under the AI SDK's name: for code that comes from there. */
export class DefaultChatTransport<Message extends AnyUIMessage = UIMessage> extends HttpChatTransport {
  readonly resumeStreamIsReplay: boolean

  constructor(options: DefaultChatTransportOptions<Message> = {}) {
    super(httpTransport(options))
    this.resumeStreamIsReplay = options.resumeStreamIsReplay ?? true
  }
}
