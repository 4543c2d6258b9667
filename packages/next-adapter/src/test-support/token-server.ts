import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface TokenRequest {
  method: string
  url: URL
  headers: Headers
  body: string
}

export interface TokenReply {
  status?: number
  headers?: Record<string, string>
  body: unknown
}

type Answer = (request: TokenRequest) => TokenReply | Promise<TokenReply>

/** A token endpoint on a real socket. */
export interface TokenServer {
  readonly url: string
  readonly requests: readonly TokenRequest[]
  /** What it replies from now on. */
  answer(reply: Answer): void
  close(): Promise<void>
}

export async function serveTokens(first: Answer): Promise<TokenServer> {
  const requests: TokenRequest[] = []
  let reply = first
  const server = createServer(async (incoming, outgoing) => {
    const chunks: Uint8Array[] = []
    for await (const chunk of incoming) chunks.push(chunk)
    const request = {
      method: incoming.method ?? '',
      url: new URL(incoming.url ?? '', 'http://localhost'),
      headers: new Headers(Object.entries(incoming.headers).map(([name, value]) => [name, `${value}`])),
      body: Buffer.concat(chunks).toString(),
    }
    requests.push(request)
    const { status = 200, headers = {}, body } = await reply(request)
    // Tests have their own time.
    outgoing.sendDate = false
    outgoing.writeHead(status, { 'content-type': 'application/json', ...headers })
    outgoing.end(typeof body === 'string' ? body : JSON.stringify(body))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/token`,
    requests,
    answer(next) {
      reply = next
    },
    async close() {
      server.close()
      server.closeAllConnections()
      if (server.listening) await once(server, 'close')
    },
  }
}
