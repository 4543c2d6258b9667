import { describe, expect, it } from 'vitest'
import { scripted } from '../testing/scripted.ts'
import type { ChatEvent } from './event.ts'
import { type CallContextInit, createCallContext, type Handler } from './handler.ts'
import { intercept, tap } from './tap.ts'

const request = { messages: [{ role: 'user', content: 'hi' }] } as const
const say = (text: string): ChatEvent => ({ type: 'text-delta', text })
const finish: ChatEvent = { type: 'finish', reason: 'stop' }

/** Taps a handler and notes in order what the watcher and the reader see. */
function watched(handler: Handler, init: CallContextInit = {}) {
  const log: unknown[] = []
  const policy = tap(() => {
    log.push('begin')
    return {
      event: (event) => void log.push(event.type),
      end: (outcome, error) => void log.push(error === undefined ? ['end', outcome] : ['end', outcome, error]),
    }
  })
  const events = policy(handler)(request, createCallContext(init))
  const endings = () => log.filter((entry) => Array.isArray(entry))
  return { events, log, endings, iterator: () => events[Symbol.asyncIterator]() }
}

async function readAll(events: AsyncIterable<ChatEvent>): Promise<ChatEvent[]> {
  const read: ChatEvent[] = []
  for await (const event of events) read.push(event)
  return read
}

describe('tap', () => {
  it('sees every event before the reader does, then the end', async () => {
    const { events, log } = watched(scripted(say('a'), say('b'), finish))
    for await (const event of events) log.push(`read ${event.type}`)
    expect(log).toEqual([
      'begin',
      'text-delta',
      'read text-delta',
      'text-delta',
      'read text-delta',
      'finish',
      'read finish',
      ['end', 'finished'],
    ])
  })

  it('hands the very events on', async () => {
    const event = say('a')
    expect((await readAll(watched(scripted(event)).events))[0]).toBe(event)
  })

  it('does nothing until somebody reads', async () => {
    const handler = scripted(finish)
    const { log } = watched(handler)
    await Promise.resolve()
    expect(log).toEqual([])
    expect(handler.requests).toEqual([])
  })

  it('ends once as failed, with the error the reader gets', async () => {
    const failure = new Error('broken')
    const { events, endings } = watched(scripted(say('a'), failure))
    await expect(readAll(events)).rejects.toBe(failure)
    expect(endings()).toEqual([['end', 'failed', failure]])
  })

  it('ends once as aborted when the reason of the signal is thrown', async () => {
    const controller = new AbortController()
    const handler = scripted(say('a'), () => controller.abort('stop'), say('b'))
    const { events, endings } = watched(handler, { signal: controller.signal })
    await expect(readAll(events)).rejects.toBe('stop')
    expect(endings()).toEqual([['end', 'aborted', 'stop']])
  })

  it('ends as failed when something else is thrown after an abort', async () => {
    const failure = new Error('broken')
    const { events, endings } = watched(scripted(failure), { signal: AbortSignal.abort('stop') })
    await expect(readAll(events)).rejects.toBe('stop')
    expect(endings()).toEqual([['end', 'aborted', 'stop']])
    const careless = watched(() => throwingIterable(failure), { signal: AbortSignal.abort('stop') })
    await expect(readAll(careless.events)).rejects.toBe(failure)
    expect(careless.endings()).toEqual([['end', 'failed', failure]])
  })

  it('ends once as abandoned when the reader leaves, and lets the source clean up first', async () => {
    const order: string[] = []
    async function* source() {
      try {
        yield say('a')
        yield say('b')
      } finally {
        order.push('source over')
      }
    }
    const { events, endings } = watched(source)
    for await (const _ of events) break
    expect(order).toEqual(['source over'])
    expect(endings()).toEqual([['end', 'abandoned']])
  })

  it('ends as aborted when the reader leaves because of the abort', async () => {
    const controller = new AbortController()
    const { events, endings } = watched(scripted(say('a'), say('b')), { signal: controller.signal })
    for await (const _ of events) {
      controller.abort('stop')
      break
    }
    expect(endings()).toEqual([['end', 'aborted']])
  })

  it('ends no second time when read on or returned after its end', async () => {
    const { iterator, endings } = watched(scripted(finish))
    const read = iterator()
    await read.next()
    for (let count = 0; count < 3; count++) expect(await read.next()).toMatchObject({ done: true })
    expect(await read.return?.()).toEqual({ done: true, value: undefined })
    expect(endings()).toHaveLength(1)
  })

  it('ends even if cleaning up fails', async () => {
    async function* source() {
      try {
        yield say('a')
      } finally {
        // biome-ignore lint/correctness/noUnsafeFinally: a source that fails while it cleans up is what is tested.
        throw new Error('cleaning failed')
      }
    }
    const { iterator, endings } = watched(source)
    const read = iterator()
    await read.next()
    await expect(read.return?.()).rejects.toThrow('cleaning failed')
    expect(endings()).toEqual([['end', 'abandoned']])
  })

  it('turns what a handler throws at once into a rejection, and ends as failed', async () => {
    const failure = new Error('broken')
    const { iterator, endings } = watched(() => {
      throw failure
    })
    await expect(iterator().next()).rejects.toBe(failure)
    expect(endings()).toEqual([['end', 'failed', failure]])
  })

  it('turns what an iterator throws at once into a rejection, and ends as failed', async () => {
    const failure = new Error('broken')
    const { iterator, endings } = watched(() => throwingIterable(failure))
    await expect(iterator().next()).rejects.toBe(failure)
    expect(endings()).toEqual([['end', 'failed', failure]])
  })

  it('takes a watcher that watches nothing', async () => {
    expect(await readAll(tap(() => ({}))(scripted(finish))(request, createCallContext()))).toEqual([finish])
  })
})

describe('intercept', () => {
  it('puts another event in an event’s place', async () => {
    const policy = intercept(() => ({
      event: (event) => (event.type === 'text-delta' ? say(event.text.toUpperCase()) : event),
    }))
    expect(await readAll(policy(scripted(say('a'), finish))(request, createCallContext()))).toEqual([say('A'), finish])
  })

  it('ends as failed and ends its source when the interceptor itself throws', async () => {
    const failure = new Error('not this')
    const inner = watched(scripted(say('a'), say('b')))
    const endings: unknown[] = []
    const policy = intercept(() => ({
      event() {
        throw failure
      },
      end: (...ending) => void endings.push(ending),
    }))
    await expect(readAll(policy(() => inner.events)(request, createCallContext()))).rejects.toBe(failure)
    expect(endings).toEqual([['failed', failure]])
    await expect.poll(inner.endings).toEqual([['end', 'abandoned']])
  })

  it('is told of the call, and begins anew with every reading', async () => {
    const seen: unknown[] = []
    const context = createCallContext()
    const policy = intercept((...call) => {
      seen.push(call)
      return { event: (event) => event }
    })
    const events = policy(scripted(finish))(request, context)
    await readAll(events)
    await readAll(events)
    expect(seen).toEqual([
      [request, context],
      [request, context],
    ])
  })
})

/** Throws when read, before there is a promise. */
function throwingIterable(error: Error): AsyncIterable<ChatEvent> {
  return {
    [Symbol.asyncIterator]: () => ({
      next() {
        throw error
      },
    }),
  }
}
