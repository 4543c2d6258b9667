import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'

/** A server on a real socket. */
export interface Served {
  /** Without a slash at its end. */
  readonly url: string
  /** How many sockets are open. */
  connections(): Promise<number>
  /** Tears what is open and stops. */
  close(): Promise<void>
}

export interface ServeOptions {
  /** Which of the two signs of a client that went away the handler gets. Frameworks differ. @default 'both' */
  hangUp?: 'signal' | 'cancel' | 'both' | undefined
}

/** Puts a handler of `Request` and `Response` behind `node:http`, as a framework would. */
export async function serve(
  handle: (request: Request) => Promise<Response>,
  { hangUp = 'both' }: ServeOptions = {},
): Promise<Served> {
  const server = createServer((incoming, outgoing) => {
    // What a handler throws tears the connection: the client sees a network failure.
    answer(handle, incoming, outgoing, hangUp).catch(() => outgoing.destroy())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    connections: () => new Promise((resolve) => server.getConnections((_, count) => resolve(count))),
    async close() {
      server.close()
      server.closeAllConnections()
      if (server.listening) await once(server, 'close')
    },
  }
}

async function answer(
  handle: (request: Request) => Promise<Response>,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  hangUp: 'signal' | 'cancel' | 'both',
): Promise<void> {
  const gone = new AbortController()
  outgoing.once('close', () => {
    if (!outgoing.writableFinished && hangUp !== 'cancel') gone.abort(new DOMException('Hung up.', 'AbortError'))
  })
  const response = await handle(toRequest(incoming, gone.signal))
  outgoing.writeHead(response.status, Object.fromEntries(response.headers))
  outgoing.flushHeaders()
  await pipe(response.body, outgoing, hangUp !== 'signal')
  outgoing.end()
}

function toRequest(incoming: IncomingMessage, signal: AbortSignal): Request {
  const { method = 'GET', headers, url = '/' } = incoming
  const hasBody = method !== 'GET' && method !== 'HEAD'
  return new Request(`http://${headers.host}${url}`, {
    method,
    headers: Object.entries(headers).map(([name, value]) => [name, String(value)] as [string, string]),
    signal,
    ...(hasBody ? { body: Readable.toWeb(incoming) as ReadableStream<Uint8Array>, duplex: 'half' } : {}),
  } as RequestInit)
}

/** Writes only as fast as the client reads, and lets the source know when the client has gone. */
async function pipe(
  body: ReadableStream<Uint8Array> | null,
  outgoing: ServerResponse,
  cancels: boolean,
): Promise<void> {
  const reader = body?.getReader()
  const cancel = () => {
    if (cancels) reader?.cancel().catch(() => undefined)
  }
  outgoing.once('close', cancel)
  if (outgoing.destroyed) cancel()
  while (reader !== undefined) {
    const { done, value } = await reader.read()
    if (done) break
    if (!outgoing.write(value)) await drained(outgoing)
  }
  outgoing.off('close', cancel)
}

function drained(outgoing: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      outgoing.off('drain', done)
      outgoing.off('close', done)
      resolve()
    }
    outgoing.on('drain', done)
    outgoing.on('close', done)
    if (outgoing.destroyed) done()
  })
}
