import type { UIMessageChunk } from '@sluice/core/ui'
import { describe, expect, it } from 'vitest'
import { answering, eventStream, events } from '../test-support/answering.ts'
import { gather } from '../test-support/gather.ts'
import { textMessage } from '../test-support/transcript.ts'
import { batches, type SendMessagesOptions } from './chat-transport.ts'
import { type HttpTransportOptions, httpTransport } from './http-transport.ts'

const hello: UIMessageChunk[] = [
  { type: 'start', messageId: 'm1' },
  { type: 'text-delta', id: '0', delta: '你好 👋🏽' },
  { type: 'finish', finishReason: 'stop' },
]
const done = 'data: [DONE]\n\n'
const send: SendMessagesOptions = {
  trigger: 'submit-message',
  chatId: 'thread',
  messageId: undefined,
  messages: [textMessage('user', 'hi')],
  abortSignal: undefined,
}

/** Sends once and gives what was asked. */
async function ask(options: HttpTransportOptions, more: Partial<SendMessagesOptions> = {}) {
  const { fetch, asked } = answering(() => eventStream([done]).response)
  await httpTransport({ ...options, fetch }).sendMessages({ ...send, ...more })
  return asked[0]!
}
async function read(...pieces: readonly string[]): Promise<UIMessageChunk[]> {
  const { fetch } = answering(() => eventStream(pieces).response)
  return (await gather(batches(await httpTransport({ fetch }).sendMessages(send)))).flat()
}

describe('what is posted', () => {
  it('is the conversation, to /api/chat, as JSON', async () => {
    const { url, init, headers, body } = await ask({})
    expect([url, init.method, headers.get('content-type')]).toEqual(['/api/chat', 'POST', 'application/json'])
    expect(body).toEqual({ id: 'thread', messages: send.messages, trigger: 'submit-message' })
    expect(init.signal?.aborted).toBe(false)
    expect(init).not.toHaveProperty('credentials')
  })

  it('names the message that is answered anew', async () => {
    const { body } = await ask({}, { trigger: 'regenerate-message', messageId: 'm1' })
    expect(body).toMatchObject({ trigger: 'regenerate-message', messageId: 'm1' })
  })

  it('lets the request win over the options, whatever the case of a header', async () => {
    const { headers, body } = await ask(
      { headers: { 'X-Plan': 'free', 'x-a': '1' }, body: { model: 'small', top: 1 } },
      { headers: new Headers({ 'x-plan': 'paid' }), body: { model: 'large' } },
    )
    expect([headers.get('x-plan'), headers.get('x-a')]).toEqual(['paid', '1'])
    expect(body).toMatchObject({ model: 'large', top: 1 })
  })

  it('never lets more fields for the body take the place of the conversation', async () => {
    const { body } = await ask({ body: { messages: [] } }, { body: { id: 'other', trigger: 'x' } })
    expect(body).toMatchObject({ id: 'thread', messages: send.messages, trigger: 'submit-message' })
  })
})

describe('an answer over HTTP', () => {
  it('is read the same wherever it is cut', async () => {
    const bytes = events(...hello) + done
    expect(await read(bytes)).toEqual(hello)
    expect(await read(...bytes)).toEqual(hello)
    for (let cut = 0; cut < bytes.length; cut += 7) {
      expect(await read(bytes.slice(0, cut), bytes.slice(cut))).toEqual(hello)
    }
  })

  it('gives what was read together as one batch', async () => {
    const { fetch } = answering(() => eventStream([events(...hello), done]).response)
    const stream = await httpTransport({ fetch }).sendMessages(send)
    expect((await gather(batches(stream))).filter((batch) => batch.length > 0)).toEqual([hello])
  })

  it('needs no [DONE]', async () => {
    expect(await read(events(...hello))).toEqual(hello)
  })

  it('ends at [DONE], whatever comes after it', async () => {
    expect(await read(events(...hello) + done + events({ type: 'error', errorText: 'late' }))).toEqual(hello)
  })

  it('passes on chunks of types that it does not know and drops what is no chunk', async () => {
    const odd = [{ type: 'from-the-future' }, { type: 7 }, { text: 'a' }, [], 'a', null]
    expect(await read(events(...(odd as object[]), ...hello))).toEqual([{ type: 'from-the-future' }, ...hello])
  })

  it('may end without the blank line after its last event', async () => {
    expect(await read(events(...hello).trimEnd())).toEqual(hello)
  })

  it('skips heartbeats', async () => {
    expect(await read(': keep-alive\n\n', events(...hello), ': keep-alive\n\n', done)).toEqual(hello)
  })
})
