import type { UIMessageChunk } from '@sluice/core/ui'
import { describe, expect, it } from 'vitest'
import { answering, eventStream, events, loggedEvents } from '../test-support/answering.ts'
import type { SendMessagesOptions } from './chat-transport.ts'
import { httpTransport } from './http-transport.ts'

const send: SendMessagesOptions = {
  trigger: 'submit-message',
  chatId: 'thread',
  messageId: undefined,
  messages: [],
  abortSignal: undefined,
}
const start: UIMessageChunk = { type: 'start', messageId: 'm1' }
const delta: UIMessageChunk = { type: 'text-delta', id: '0', delta: '你好' }
const notice: UIMessageChunk = { type: 'data-sluice-notice', data: { notice: 'queued' }, transient: true }

async function open(pieces: readonly string[], end: 'close' | 'break' = 'close', headers: Record<string, string> = {}) {
  const { response } = eventStream(pieces, end)
  for (const [name, value] of Object.entries(headers)) response.headers.set(name, value)
  const { fetch } = answering(() => response)
  return httpTransport({ fetch }).sendMessages(send)
}
/** After every batch: what it held, the id of its last event, and whether the run is logged. */
async function follow(pieces: readonly string[], end?: 'close' | 'break') {
  const stream = await open(pieces, end)
  const seen: unknown[] = []
  try {
    for await (const chunks of stream) seen.push([chunks.map(({ type }) => type), stream.lastEventId, stream.isLogged])
  } catch {
    seen.push('failed')
  }
  return [...seen, stream.lastEventId]
}

describe('the place in the server’s log', () => {
  it('is the id of the last event that was handed out', async () => {
    const pieces = [loggedEvents('run-1', 1, start), loggedEvents('run-1', 2, delta, delta)]
    expect(await follow(pieces)).toEqual([
      [['start'], 'run-1.1', true],
      [['text-delta', 'text-delta'], 'run-1.3', true],
      'run-1.3',
    ])
  })

  it('is not yet that of an event that has come but was not asked for', async () => {
    const stream = await open([loggedEvents('run-1', 1, start), loggedEvents('run-1', 2, delta)])
    for await (const _ of stream) break
    expect(stream.lastEventId).toBe('run-1.1')
  })

  it('is the same wherever the bytes are cut, and never that of an event that was cut', async () => {
    const text = loggedEvents('run-1', 1, start, delta, delta)
    const bytes = new TextEncoder().encode(text)
    for (let cut = 1; cut < bytes.length; cut++) {
      const body = new ReadableStream<Uint8Array>({
        start: (controller) => controller.enqueue(bytes.slice(0, cut)),
        pull: (controller) => controller.error(new TypeError('terminated')),
      })
      const { fetch } = answering(() => new Response(body, { headers: { 'content-type': 'text/event-stream' } }))
      const stream = await httpTransport({ fetch }).sendMessages(send)
      let count = 0
      await expect(
        (async () => {
          for await (const chunks of stream) count += chunks.length
        })(),
      ).rejects.toMatchObject({ code: 'interrupted' })
      expect(stream.lastEventId).toBe(count === 0 ? undefined : `run-1.${count}`)
    }
  })

  it('stays where it is for events that have no id, such as a notice', async () => {
    const pieces = [loggedEvents('run-1', 1, start), events(notice), loggedEvents('run-1', 2, delta)]
    expect(await follow(pieces)).toEqual([
      [['start'], 'run-1.1', true],
      [['data-sluice-notice'], 'run-1.1', true],
      [['text-delta'], 'run-1.2', true],
      'run-1.2',
    ])
  })

  it('does not move on for an event that cannot be read', async () => {
    const pieces = [`${loggedEvents('run-1', 1, start)}id: run-1.2\ndata: {"type"\n\n`]
    expect(await follow(pieces)).toEqual([[['start'], 'run-1.1', true], 'failed', 'run-1.1'])
  })

  it('is known after a connection that broke', async () => {
    expect(await follow([loggedEvents('run-1', 1, start, delta)], 'break')).toEqual([
      [['start', 'text-delta'], 'run-1.2', true],
      'failed',
      'run-1.2',
    ])
  })

  it('is not known as long as only notices have come', async () => {
    expect(await follow([events(notice)])).toEqual([[['data-sluice-notice'], undefined, undefined], undefined])
  })

  it('is nowhere for a server that does not log', async () => {
    expect(await follow([events(delta)])).toEqual([[['text-delta'], undefined, false], undefined])
  })

  it('is lost when a run outgrows its log', async () => {
    expect(await follow([loggedEvents('run-1', 1, start), events(delta)])).toEqual([
      [['start'], 'run-1.1', true],
      [['text-delta'], 'run-1.1', false],
      'run-1.1',
    ])
  })

  it('is not believed of a header: a server names its runs whether it logs them or not', async () => {
    const stream = await open([events(notice)], 'close', { 'x-sluice-run-id': 'run-1' })
    for await (const _ of stream) expect(stream.isLogged).toBe(undefined)
  })
})
