import type { UIMessage } from '@sluice/core/ui'
import { HttpChatTransport } from './http-chat-transport.ts'
import { httpConnection } from './http-connection.ts'
import type { AnyUIMessage, HttpTransportOptions } from './http-transport-options.ts'
import { textProtocol } from './text-protocol.ts'

/** For routes that answer with plain text, which cannot tell of a failure in the middle of an answer. */
export class TextStreamChatTransport<Message extends AnyUIMessage = UIMessage> extends HttpChatTransport {
  constructor(options: HttpTransportOptions<Message> = {}) {
    super(httpConnection(options, textProtocol))
  }
}
