import type { UIMessage } from '@sluice/core/ui'
import { type HttpTransport, httpConnection } from './http-connection.ts'
import type { AnyUIMessage, HttpTransportOptions } from './http-transport-options.ts'
import { sseProtocol } from './sse-protocol.ts'

export type { HttpTransport } from './http-connection.ts'
export type { HttpTransportOptions } from './http-transport-options.ts'
export type { Resolvable } from './resolvable.ts'

/** Posts to a route of `createChatRoute`, or of anything else that answers with a UI message stream. */
export function httpTransport<Message extends AnyUIMessage = UIMessage>(
  options: HttpTransportOptions<Message> = {},
): HttpTransport {
  return httpConnection(options, sseProtocol)
}
