import { getEventListeners } from 'node:events'
import { createMemoryRunLog, createPipeline, type Handler, type RunLog, untilAborted } from '@sluice/core'
import { scripted, simulatedProvider } from '@sluice/core/testing'
import { describe, expect, it, vi } from 'vitest'
import { asking, post, simulated, until } from '../../../../tests/support/chat-http.ts'
import {
  finish,
  gate,
  loggedRoute,
  readEvents,
  readUntil,
  runIdOf,
  text,
  textIn,
  turn,
  typesOf,
} from '../test-support/logged-route.ts'

/** Says one word, waits for its gate, and heeds an abort as a provider does. */
function gated() {
  const { wait, open } = gate()
  const handler: Handler = async function* (_, { signal }) {
    yield text('one ')
    await untilAborted(wait(), signal)
    yield text('two')
    yield finish
  }
  return { handler, open }
}

describe('a client that leaves a logged run', () => {
  it.each<[string, (reader: ReadableStreamDefaultReader, http: AbortController) => unknown]>([
    ['cancels the body', (reader) => reader.cancel()],
    ['aborts the request', (_, http) => http.abort()],
    ['does both', (reader, http) => [http.abort(), reader.cancel().catch(() => undefined)]],
  ])('and %s does not stop it', async (_, leave) => {
    const { handler, open } = gated()
    const { ask, resume, clock, finished } = loggedRoute(handler)
    const http = new AbortController()
    const response = await ask({ signal: http.signal })
    leave(await readUntil(response, 'one '), http)
    await clock.advance(59_000)
    expect(finished).toEqual([])
    open()
    await until('the end', () => finished.length === 1)
    expect(finished).toMatchObject([{ outcome: 'finished', message: { parts: [{}, { text: 'one two' }] } }])
    expect(textIn(await readEvents(await resume(`${runIdOf(response)}.0`)))).toBe('one two')
  })

  it('and does not come back is waited for 60 s, and then the run is cancelled', async () => {
    const provider = simulatedProvider({ answer: () => 'one two three', faults: { type: 'stall', after: 2 } })
    const { ask, resume, clock, finished } = loggedRoute(createPipeline({ targets: { gpt: simulated(provider) } }))
    const response = await ask()
    await (await readUntil(response, 'two')).cancel()
    await clock.advance(59_999)
    expect(finished).toEqual([])
    await clock.advance(1)
    await until('the end of the call', () => provider.calls[0]?.ending === 'cancelled')
    expect(finished).toMatchObject([{ outcome: 'aborted', usage: { estimated: true } }])
    const events = await readEvents(await resume(`${runIdOf(response)}.0`))
    expect(typesOf(events).at(-1)).toBe('abort')
    expect(events.at(-2)?.chunk).toMatchObject({ messageMetadata: { sluice: { ending: 'interrupted' } } })
    expect(clock.pendingTimers).toBe(0)
  })

  it('is waited for as long as continueMs says', async () => {
    const { ask, clock, finished } = loggedRoute(gated().handler, { onDisconnect: { continueMs: 500 } })
    await (await readUntil(await ask(), 'one ')).cancel()
    await clock.advance(499)
    expect(finished).toEqual([])
    await clock.advance(1)
    expect(finished).toMatchObject([{ outcome: 'aborted' }])
  })

  it.each(['cancel', { continueMs: 0 }] as const)(
    'is not waited for where onDisconnect is %j',
    async (onDisconnect) => {
      const { ask, finished, clock } = loggedRoute(gated().handler, { onDisconnect })
      const reader = await readUntil(await ask(), 'one ')
      await clock.advance(1)
      await reader.cancel()
      await until('the end', () => finished.length === 1)
      expect(finished).toMatchObject([{ outcome: 'aborted' }])
    },
  )

  it('counts as one that left when it has not read for stalledMs, whoever follows the run', async () => {
    const { ask, resume, clock, finished } = loggedRoute(gated().handler, {
      onDisconnect: { continueMs: 10_000 },
      stalledMs: 5_000,
    })
    const response = await ask()
    const resumed = await resume()
    await clock.advance(5_000)
    for (const { body } of [response, resumed]) {
      await expect(new Response(body).text()).rejects.toMatchObject({ name: 'AbortError' })
    }
    await clock.advance(9_999)
    expect(finished).toEqual([])
    await clock.advance(1)
    expect(finished).toMatchObject([{ outcome: 'aborted' }])
    expect(clock.pendingTimers).toBe(0)
  })

  it('before the first token does not stop it either: the request may come again', async () => {
    const { wait, open } = gate()
    const handler = scripted(wait, text('a'), finish)
    const { ask, finished } = loggedRoute(handler)
    const http = new AbortController()
    const asked = ask({ key: 'k1', signal: http.signal })
    await turn()
    http.abort()
    expect((await asked).status).toBe(499)
    const again = ask({ key: 'k1' })
    open()
    expect(textIn(await readEvents(await again))).toBe('a')
    expect([handler.requests.length, finished.length]).toEqual([1, 1])
  })

  it('before the call, where nobody waits for it, is one that never asked', async () => {
    const handler = scripted(text('a'), finish)
    const prepared = gate()
    const prepare = async () => {
      await prepared.wait()
      return {}
    }
    const { ask, log } = loggedRoute(handler, { prepare, onDisconnect: 'cancel' })
    const http = new AbortController()
    const asked = ask({ key: 'k1', signal: http.signal })
    await turn()
    http.abort()
    prepared.open()
    expect((await asked).status).toBe(499)
    await turn()
    expect([handler.requests, log.find('["ada","chat-1"]')]).toEqual([[], undefined])
  })

  it('before a failure leaves nobody to tell but the developer', async () => {
    const { wait, open } = gate()
    const { ask, said, finished } = loggedRoute(scripted(wait, new Error('disk full')))
    const http = new AbortController()
    const asked = ask({ signal: http.signal })
    await turn()
    http.abort()
    await asked
    open()
    await until('the end', () => finished.length === 1)
    expect(finished).toMatchObject([{ outcome: 'failed', error: { code: 'internal' } }])
    expect(JSON.stringify(said.map(([words]) => words))).toContain('a call failed')
  })

  it('has a run go on that others read, until they have gone, too', async () => {
    const { ask, resume, clock, finished } = loggedRoute(gated().handler, { onDisconnect: { continueMs: 10_000 } })
    const response = await ask()
    const other = await readUntil(await resume(), 'one ')
    await (await readUntil(response, 'one ')).cancel()
    await clock.advance(35_000)
    expect(finished).toEqual([])
    await other.cancel()
    await clock.advance(9_999)
    expect(finished).toEqual([])
    await clock.advance(1)
    expect(finished).toMatchObject([{ outcome: 'aborted' }])
  })

  it('has a run go on that is cancelled without readers, as long as there are others', async () => {
    const { handler, open } = gated()
    const { ask, resume, clock, finished } = loggedRoute(handler, { onDisconnect: 'cancel' })
    const response = await ask()
    const other = await resume()
    await (await readUntil(response, 'one ')).cancel()
    await clock.advance(30_000)
    expect(finished).toEqual([])
    open()
    expect(textIn(await readEvents(other))).toBe('one two')
  })

  it('counts as gone also if it leaves while there is more to read', async () => {
    const many = Array.from({ length: 1_000 }, (_, index) => text(`${index} `))
    const { ask, resume, clock, finished } = loggedRoute(
      scripted(...many, ({ context }) => untilAborted(new Promise(() => undefined), context.signal)),
    )
    await (await readUntil(await ask(), '999')).cancel()
    const other = (await resume()).body!.getReader()
    await other.read()
    await clock.advance(1_000)
    await other.cancel()
    await clock.advance(60_000)
    expect(finished).toMatchObject([{ outcome: 'aborted' }])
  })

  it('leaves no listener on a request, however that ends', async () => {
    const { handler, open } = gated()
    const { route, finished, clock } = loggedRoute(handler)
    const headers = { 'idempotency-key': 'k1' }
    const requests = Array.from({ length: 3 }, () => post(asking('Hi'), { headers }))
    const resumed = new Request('http://app.test/api/chat/chat-1/stream')
    const responses = [...(await Promise.all(requests.map(route.POST))), await route.GET(resumed)]
    const listeners = () => [...requests, resumed].flatMap(({ signal }) => getEventListeners(signal, 'abort'))
    expect(listeners()).toHaveLength(4)
    await (await readUntil(responses[1]!, 'one ')).cancel()
    await responses[0]!.body!.cancel()
    expect(listeners()).toHaveLength(2)
    open()
    for (const response of responses.slice(2)) await readEvents(response)
    expect(finished).toHaveLength(1)
    expect([listeners(), clock.pendingTimers]).toEqual([[], 0])
  })
})

describe('waitUntil', () => {
  it('gets the rest of a run that its client has left, until onFinish has settled', async () => {
    const { handler, open } = gated()
    const waitUntil = vi.fn<(promise: Promise<unknown>, request: Request) => void>()
    const saved = gate()
    const { ask } = loggedRoute(handler, { waitUntil, onFinish: saved.wait })
    await (await readUntil(await ask(), 'one ')).cancel()
    const [held] = waitUntil.mock.calls[0]!
    const state = () => Promise.race([held.then(() => 'let go'), turn().then(() => 'held')])
    expect(await state()).toBe('held')
    open()
    expect(await state()).toBe('held')
    saved.open()
    await held
    expect(waitUntil).toHaveBeenCalledOnce()
    expect(new URL(waitUntil.mock.calls[0]![1].url).pathname).toBe('/api/chat')
  })

  it('is not needed by who stays: without it the response is open until onFinish has settled', async () => {
    const saved = gate()
    const { ask } = loggedRoute(scripted(text('a'), finish), { onFinish: saved.wait })
    const reader = await readUntil(await ask(), '[DONE]')
    expect(await Promise.race([reader.read(), turn().then(() => 'open')])).toBe('open')
    saved.open()
    expect((await reader.read()).done).toBe(true)
  })

  it('lets the response close at once, and holds on to onFinish', async () => {
    const saved = gate()
    const waitUntil = vi.fn<(promise: Promise<unknown>) => void>()
    const { ask } = loggedRoute(scripted(text('a'), finish), { onFinish: saved.wait, waitUntil })
    expect(textIn(await readEvents(await ask()))).toBe('a')
    const [held] = waitUntil.mock.calls[0]!
    expect(await Promise.race([held, turn().then(() => 'held')])).toBe('held')
    saved.open()
    await held
  })

  it('is not called for a request that joins', async () => {
    const waitUntil = vi.fn()
    const { ask } = loggedRoute(scripted(text('a'), finish), { waitUntil })
    await readEvents(await ask({ key: 'k1' }))
    await readEvents(await ask({ key: 'k1' }))
    expect(waitUntil).toHaveBeenCalledOnce()
  })

  it('is our failure when it throws, and no call is made', async () => {
    const waitUntil = () => {
      throw new Error('after() was called outside a request scope')
    }
    const handler = scripted(text('a'), finish)
    const { ask, finished } = loggedRoute(handler, { waitUntil })
    expect((await ask({ key: 'k1' })).status).toBe(500)
    expect(handler.requests).toEqual([])
    expect(finished).toMatchObject([{ outcome: 'failed' }])
  })
})

describe('a run of which nothing is heard', () => {
  it('gives its log signs of life, and none when it is over', async () => {
    const { handler, open } = gated()
    const append = vi.fn<RunLog['append']>()
    const { ask, clock } = loggedRoute(handler, {
      stalledMs: 100_000,
      createLog(clock) {
        const log = createMemoryRunLog({ clock })
        append.mockImplementation(log.append)
        return { ...log, append }
      },
    })
    const response = await ask()
    await turn()
    append.mockClear()
    await clock.advance(60_000)
    expect(append.mock.calls.map(([, parts]) => parts)).toEqual([[], [], []])
    open()
    await readEvents(response)
    append.mockClear()
    await clock.advance(60_000)
    expect(append).not.toHaveBeenCalled()
  })

  it('gives them also when it has outgrown the log: it is known, and is not paid twice', async () => {
    const { wait, open } = gate()
    const handler = scripted(text('x'.repeat(500)), wait, text('two'), finish)
    const { ask, clock } = loggedRoute(handler, {
      createLog: (clock) => createMemoryRunLog({ clock, maxRunBytes: 500 }),
      stalledMs: 1_000_000,
    })
    const response = await ask({ key: 'k1' })
    await turn()
    await clock.advance(120_000)
    expect((await ask({ key: 'k1' })).status).toBe(502)
    open()
    await readEvents(response)
    expect(handler.requests).toHaveLength(1)
  })
})
