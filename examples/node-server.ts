import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline as pipe } from 'node:stream/promises'
import { createPipeline } from '@sluice/core'
import { simulatedProvider } from '@sluice/core/testing'
import { createChatRoute, openai } from '@sluice/next-adapter'

const fetchSimulated = simulatedProvider({ answer: () => 'Served by node:http.' })
const route = createChatRoute({
  handler: createPipeline({
    targets: { gpt: openai('gpt-5-mini', { apiKey: 'no-real-key', fetch: fetchSimulated }) },
  }),
})

function toRequest(incoming: IncomingMessage, outgoing: ServerResponse): Request {
  const gone = new AbortController()
  // Also fires after a complete answer, when it changes nothing.
  outgoing.once('close', () => gone.abort())
  const { method = 'GET', url = '/', headers } = incoming
  const init = {
    method,
    headers: Object.entries(headers).map(([name, value]): [string, string] => [name, String(value)]),
    body: method === 'POST' ? (Readable.toWeb(incoming) as ReadableStream) : null,
    duplex: 'half',
    signal: gone.signal,
  }
  return new Request(new URL(url, `http://${headers.host}`), init)
}

async function answer(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const request = toRequest(incoming, outgoing)
  const method = request.method === 'POST' ? 'POST' : 'GET'
  const response = await route[method](request)
  outgoing.writeHead(response.status, Object.fromEntries(response.headers))
  if (response.body === null) outgoing.end()
  else await pipe(Readable.fromWeb(response.body as import('node:stream/web').ReadableStream), outgoing)
}

const server = createServer((incoming, outgoing) => {
  answer(incoming, outgoing).catch((error) => outgoing.destroy(error))
})
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
const address = server.address()
const port = typeof address === 'object' ? address?.port : undefined

const messages = [{ id: 'm1', role: 'user', parts: [{ type: 'text', text: 'Who serves?' }] }]
const response = await fetch(`http://127.0.0.1:${port}/api/chat`, {
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ id: 'node', trigger: 'submit-message', messages }),
})
console.log(response.status, response.headers.get('content-type'))
console.log(await response.text())
server.close()
