import { type ChatEvent, createMemoryRunLog, type Handler } from '@sluice/core'
import { createTestClock } from '@sluice/core/testing'
import type { UIMessageChunk } from '@sluice/core/ui'
import { createChatRoute, type FinishedCall } from '@sluice/next-adapter'
import { type ChatTransport, type ChunkBatches, httpTransport, type SendMessagesOptions } from '@sluice/react'
import { afterEach, describe, expect, it } from 'vitest'
import { textOf, until, user } from '../support/chat-http.ts'
import { type Served, serve } from '../support/serve.ts'

/* Our transport against our route with a log of runs, over real sockets. */

const open: Served[] = []
afterEach(async () => {
  for (const served of open.splice(0)) await served.close()
})

const words = ['One ', 'two ', '三 ', 'four.']
const send: SendMessagesOptions = {
  trigger: 'submit-message',
  chatId: 'a/b 你好',
  messageId: undefined,
  messages: [user('Count.')],
  abortSignal: undefined,
  idempotencyKey: 'k1',
}
const { chatId } = send

/** A route that says two words, and the rest when told to. */
async function counting() {
  const finished: FinishedCall[] = []
  const { promise: gate, resolve: goOn } = Promise.withResolvers<void>()
  let calls = 0
  const handler: Handler = async function* (_, { signal }): AsyncGenerator<ChatEvent> {
    calls++
    for (const [index, word] of words.entries()) {
      if (index === 2) await Promise.race([gate, aborted(signal)])
      yield { type: 'text-delta', text: word }
    }
    yield { type: 'finish', reason: 'stop' }
  }
  const route = createChatRoute({
    handler,
    runLog: createMemoryRunLog(),
    identify: () => ({ id: 'ada' }),
    onFinish: (call) => void finished.push(call),
  })
  const methods: string[] = []
  const served = await serve((request) => {
    methods.push(request.method)
    return route[request.method as 'GET' | 'POST' | 'DELETE'](request)
  })
  open.push(served)
  return { api: `${served.url}/api/chat?plan=free`, goOn, finished, methods, calls: () => calls }
}
function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
}

/** Reads until so much text has come, and hangs up; or to the end. */
async function read(stream: ChunkBatches | null, upTo = Number.POSITIVE_INFINITY): Promise<UIMessageChunk[]> {
  const chunks: UIMessageChunk[] = []
  if (stream === null) return chunks
  for await (const batch of stream) {
    chunks.push(...batch)
    if (textOf(chunks).length >= upTo) break
  }
  return chunks
}
/** Sends and loses the connection after two words. */
async function brokenOff(transport: ReturnType<typeof httpTransport>) {
  const stream = await transport.sendMessages(send)
  const chunks = await read(stream, 'One two '.length)
  return { chunks, lastEventId: stream.lastEventId }
}

describe('an answer whose connection was lost', () => {
  it('goes on after the event that was read last, and the handler is called once', async () => {
    const { api, goOn, calls, finished } = await counting()
    const transport = httpTransport({ api })
    const { chunks, lastEventId } = await brokenOff(transport)
    const rest = await transport.reconnectToStream({ chatId, lastEventId })
    goOn()
    const all = [...chunks, ...(await read(rest))]
    expect(textOf(all)).toBe(words.join(''))
    expect(all.map(({ type }) => type).filter((type) => type !== 'text-delta')).toEqual([
      'start',
      'start-step',
      'text-start',
      'text-end',
      'finish-step',
      'finish',
    ])
    expect(rest?.isLogged).toBe(true)
    await until('onFinish', () => finished.length === 1)
    expect([calls(), finished[0]?.outcome]).toEqual([1, 'finished'])
    expect(await transport.reconnectToStream({ chatId, lastEventId: rest?.lastEventId })).toBe(null)
  })

  it('comes from its beginning to a page that was reloaded', async () => {
    const { api, goOn, calls } = await counting()
    const { lastEventId } = await brokenOff(httpTransport({ api }))
    goOn()
    const beginning = lastEventId?.replace(/\d+$/, '0')
    const all = await read(await httpTransport({ api }).reconnectToStream({ chatId, lastEventId: beginning }))
    expect(textOf(all)).toBe(words.join(''))
    expect(all[0]?.type).toBe('start')
    expect(calls()).toBe(1)
  })

  it('is not paid twice when its send comes twice', async () => {
    const { api, goOn, calls, methods } = await counting()
    let isLost = false
    const clock = createTestClock()
    const transport = httpTransport({
      api,
      clock,
      // The request arrives, and the connection is lost before its answer.
      async fetch(input, init) {
        const response = await fetch(input, init)
        if (!isLost) return response
        await response.body?.cancel()
        isLost = false
        throw new TypeError('Failed to fetch')
      },
    })
    goOn()
    await read(await transport.sendMessages({ ...send, chatId: 'other', idempotencyKey: 'k0' }))
    isLost = true
    const again = transport.sendMessages(send)
    await until('the loss', () => !isLost)
    await clock.advance(500)
    expect(textOf(await read(await again))).toBe(words.join(''))
    expect(methods).toEqual(['POST', 'POST', 'POST'])
    expect(calls()).toBe(2)
  })
})

describe('an answer that is stopped at the server', () => {
  it.each<[string, (transport: ChatTransport) => Promise<unknown> | undefined]>([
    ['by the name of its send', (transport) => transport.stopRun?.({ chatId, idempotencyKey: 'k1' })],
    ['by its chat', (transport) => transport.stopRun?.({ chatId })],
  ])('ends there, %s, and is not rejoined', async (_, stop) => {
    const { api, finished } = await counting()
    const transport = httpTransport({ api })
    const { lastEventId } = await brokenOff(transport)
    await stop(transport)
    await until('onFinish', () => finished.length === 1)
    expect(finished[0]?.outcome).toBe('aborted')
    const rest = await read(await transport.reconnectToStream({ chatId, lastEventId }))
    expect(textOf(rest)).toBe('')
    expect(rest.map(({ type }) => type)).not.toContain('finish')
  })

  it('never begins if the stop comes first', async () => {
    const { api, calls } = await counting()
    const transport = httpTransport({ api })
    await transport.stopRun({ chatId, idempotencyKey: 'k1' })
    await transport.sendMessages(send).then(read, () => undefined)
    expect(calls()).toBe(0)
  })
})
