import { once } from 'node:events'
import { request as httpRequest, type IncomingMessage } from 'node:http'
import { scripted } from '@sluice/core/testing'
import { createChatRoute } from '@sluice/next-adapter'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { asking } from '../support/chat-http.ts'
import { type Served, serve } from '../support/serve.ts'

const maxBodyBytes = 100_000
const handler = scripted({ type: 'text-delta', text: 'Yes.' }, { type: 'finish', reason: 'stop' })
let app: Served

beforeAll(async () => {
  app = await serve(createChatRoute({ handler, maxBodyBytes }).POST)
})
afterAll(() => app.close())

/** Uploads until there is an answer or `bytes` have been written. */
async function upload(bytes: number, headers: Record<string, string> = {}) {
  const outgoing = httpRequest(`${app.url}/api/chat`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    agent: false,
  })
  // The server may close while we still write.
  outgoing.on('error', () => undefined)
  const answered = once(outgoing, 'response') as Promise<[IncomingMessage]>
  let isAnswered = false
  void answered.then(() => (isAnswered = true))
  outgoing.flushHeaders()
  const chunk = Buffer.alloc(16_384, ' ')
  let written = 0
  while (!isAnswered && written < bytes) {
    outgoing.write(chunk)
    written += chunk.length
    await new Promise((resolve) => setImmediate(resolve))
  }
  const [response] = await answered
  const text = (await response.toArray()).join('')
  outgoing.destroy()
  return { status: response.statusCode, body: JSON.parse(text), written }
}

describe('an upload over a real socket', () => {
  it('that says it is too large is refused before it is sent', async () => {
    const { status, body, written } = await upload(50_000_000, { 'content-length': '50000000' })
    expect(status).toBe(413)
    expect(body).toEqual({
      error: {
        code: 'bad-request',
        message: `The body is larger than ${maxBodyBytes} bytes.`,
        requestId: expect.any(String),
      },
    })
    expect(written).toBeLessThan(10_000_000)
  })

  it('that does not say so is refused while it is sent, and the rest is not read', async () => {
    const { status, written } = await upload(50_000_000)
    expect(status).toBe(413)
    expect(written).toBeLessThan(10_000_000)
  })

  it('leaves the server well', async () => {
    const response = await fetch(`${app.url}/api/chat`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(asking('Still there?')),
    })
    expect(response.status).toBe(200)
    expect(await response.text()).toContain('Yes.')
    expect(handler.requests).toHaveLength(1)
  })
})
