import { once } from 'node:events'
import { type IncomingMessage, request } from 'node:http'
import { asking } from './chat-http.ts'

/** A client that reads only when told to, and goes when told to: a phone that lost its network. */
export interface RawClient {
  /** The response's head, when it comes. Its body stays unread until somebody reads. */
  readonly response: Promise<IncomingMessage>
  /** Tears the connection. */
  leave(): void
}

/** Posts to a chat route. */
export function rawClient(url: string, body: unknown = asking('Hi')): RawClient {
  const outgoing = request(`${url}/api/chat`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    agent: false,
  })
  const response = once(outgoing, 'response').then(([incoming]) => {
    const message = incoming as IncomingMessage
    // That the connection is torn is what the tests want.
    message.on('error', () => undefined)
    return message
  })
  outgoing.on('error', () => undefined)
  response.catch(() => undefined)
  outgoing.end(JSON.stringify(body))
  return { response, leave: () => outgoing.destroy() }
}
