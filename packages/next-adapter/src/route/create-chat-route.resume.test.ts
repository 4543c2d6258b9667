import type { Handler } from '@sluice/core'
import { scripted } from '@sluice/core/testing'
import { describe, expect, it } from 'vitest'
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
import { createChatRoute } from './create-chat-route.ts'

const hello = () => scripted(text('Hel'), text('lo'), finish)

/** A route whose run is over and delivered. */
async function finishedRun() {
  const chat = loggedRoute(hello())
  const response = await chat.ask({ key: 'k1' })
  const events = await readEvents(response)
  return { ...chat, events, runId: runIdOf(response) }
}
/** A route whose run has said `one ` and waits to go on. */
async function runUnderWay() {
  const { wait, open } = gate()
  const chat = loggedRoute(scripted(text('one '), wait, text('two'), finish))
  const response = await chat.ask({ key: 'k1' })
  await turn()
  return { ...chat, response, runId: runIdOf(response), goOn: open }
}

describe('resuming with the id of the last event', () => {
  it.each([0, 1, 2, 3, 4, 5, 6, 7])('gives what follows number %i of a run that is over', async (seq) => {
    const { resume, events, runId } = await finishedRun()
    expect(await readEvents(await resume(`${runId}.${seq}`))).toEqual(events.slice(seq))
  })

  it.each([8, 9, 999])('gives nothing to who is at the end of it: number %i', async (seq) => {
    const { resume, runId } = await finishedRun()
    const response = await resume(`${runId}.${seq}`)
    expect([response.status, response.body]).toEqual([204, null])
  })

  it('gives what follows of a run under way, what was missed and what is to come', async () => {
    const { response, resume, runId, goOn } = await runUnderWay()
    const resumed = await Promise.all([0, 2, 4].map((seq) => resume(`${runId}.${seq}`)))
    goOn()
    const events = await readEvents(response)
    expect(textIn(events)).toBe('one two')
    for (const [index, seq] of [0, 2, 4].entries()) {
      expect(await readEvents(resumed[index]!)).toEqual(events.slice(seq))
    }
  })

  it('gives all of a run under way to who claims to have more of it than there is', async () => {
    const { response, resume, runId, goOn } = await runUnderWay()
    const resumed = await resume(`${runId}.999`)
    goOn()
    expect(await readEvents(resumed)).toEqual(await readEvents(response))
  })

  it('answers HEAD with the head alone, and opens no reader for it', async () => {
    const { route, log, runId, response } = await runUnderWay()
    await response.body!.cancel()
    const url = 'http://app.test/api/chat/chat-1/stream'
    const head = await route.GET(new Request(url, { method: 'HEAD', headers: { 'last-event-id': `${runId}.0` } }))
    expect([head.status, head.body, runIdOf(head)]).toEqual([200, null, runId])
    expect(head.headers.get('content-type')).toBe('text/event-stream')
    await turn()
    expect(log.unreadMs(runId)).toBe(0)
  })

  it('answers with the headers of the answer itself, and at once', async () => {
    const { response, resume, runId } = await runUnderWay()
    const resumed = await resume(`${runId}.4`)
    expect(resumed.status).toBe(200)
    expect(Object.fromEntries(resumed.headers)).toEqual(Object.fromEntries(response.headers))
  })

  it('keeps a quiet stream alive', async () => {
    const { resume, runId, clock } = await runUnderWay()
    const reader = (await resume(`${runId}.4`)).body!.getReader()
    const beat = reader.read()
    await clock.advance(15_000)
    expect(new TextDecoder().decode((await beat).value)).toBe(': keep-alive\n\n')
  })

  it.each(['unknown.3', 'nonsense', '.', 'x.-1', 'x.1.', 'a.b.99999999999999999999'])(
    "gives the chat's latest run from its beginning for an id that is not of a known run: %s",
    async (id) => {
      const { resume, events, runId } = await finishedRun()
      const response = await resume(id)
      expect(runIdOf(response)).toBe(runId)
      expect(await readEvents(response)).toEqual(events)
    },
  )

  it('gives an earlier run of the chat to who was reading that', async () => {
    const { ask, resume, events, runId } = await finishedRun()
    await readEvents(await ask({ key: 'k2' }))
    expect(await readEvents(await resume(`${runId}.5`))).toEqual(events.slice(5))
  })

  it('reads on, however often it breaks off, and gives nothing twice', async () => {
    const words = Array.from({ length: 40 }, (_, index) => text(`${index} `))
    const { ask, resume } = loggedRoute(scripted(...words.flatMap((word) => [word, turn]), finish))
    const first = await ask()
    const runId = runIdOf(first)
    const seen: string[] = []
    let response = first
    for (let stop = 5; seen.length < 46; stop += 5) {
      const reader = response.body!.getReader()
      let pending = ''
      while (seen.length < stop) {
        const { done, value } = await reader.read()
        if (done) break
        pending += new TextDecoder().decode(value)
        const frames = pending.split('\n\n')
        pending = frames.pop()!
        seen.push(...frames.filter((frame) => frame.startsWith('id: ')))
      }
      await reader.cancel()
      response = await resume(`${runId}.${seen.length}`)
    }
    expect(seen.map((frame) => Number(/^id: \w+\.(\d+)/.exec(frame)?.[1]))).toEqual(seen.map((_, index) => index + 1))
    const deltas = seen.map((frame) => /"delta":"(.*)"/.exec(frame)?.[1] ?? '').join('')
    expect(deltas).toBe(words.map((word) => (word.type === 'text-delta' ? word.text : '')).join(''))
  })
})

describe('resuming without an id', () => {
  it('gives a run under way from its beginning', async () => {
    const { response, resume, goOn } = await runUnderWay()
    const resumed = await resume()
    goOn()
    expect(await readEvents(resumed)).toEqual(await readEvents(response))
  })

  it('gives nothing where there is no run, or it is over and somebody has it to its end', async () => {
    const nothing = await loggedRoute(hello()).resume()
    expect([nothing.status, nothing.headers.get('cache-control')]).toEqual([204, 'no-store'])
    expect((await (await finishedRun()).resume()).status).toBe(204)
  })

  it('gives a run that is over to who names its key, whoever has it, and no other run', async () => {
    const { resume, events } = await finishedRun()
    expect((await resume()).status).toBe(204)
    const resumed = await resume(undefined, { headers: { 'idempotency-key': 'k1' } })
    expect(await readEvents(resumed)).toEqual(events)
    expect((await resume(undefined, { headers: { 'idempotency-key': 'k2' } })).status).toBe(204)
  })

  it('gives a run that is over if nobody has it to its end, once', async () => {
    const { response, resume, finished, goOn } = await runUnderWay()
    await (await readUntil(response, 'one ')).cancel()
    goOn()
    await turn()
    expect(finished).toHaveLength(1)
    // Somebody tries and leaves again.
    await (await readUntil(await resume(), 'two')).cancel()
    expect(textIn(await readEvents(await resume()))).toBe('one two')
    expect((await resume()).status).toBe(204)
  })

  it('gives nothing to a client that left with the last word, without waiting for the response to close', async () => {
    const { ask, resume, finished } = loggedRoute(hello(), { onFinish: () => new Promise(() => undefined) })
    await (await readUntil(await ask(), '[DONE]')).cancel()
    expect((await resume()).status).toBe(204)
    expect(finished).toEqual([])
  })

  it('waits for a run that has not begun, and gives nothing if it never does', async () => {
    const { wait, open } = gate()
    const { ask, resume } = loggedRoute(scripted(wait, new Error('no')))
    const asked = ask()
    await turn()
    const resumed = resume()
    await turn()
    open()
    expect((await resumed).status).toBe(204)
    expect((await asked).status).toBe(500)
  })

  it('gives nothing once its time is up', async () => {
    const { resume, clock, runId } = await finishedRun()
    await clock.advance(300_001)
    expect((await resume()).status).toBe(204)
    expect((await resume(`${runId}.0`)).status).toBe(204)
  })
})

describe('who may resume', () => {
  it('is only the caller who asked: to others a run is as unknown as one that never was', async () => {
    const { resume, runId } = await runUnderWay()
    const never = await resume('nothing.0', { as: 'eve', chat: 'chat-0' })
    for (const response of [
      await resume(`${runId}.0`, { as: 'eve' }),
      await resume(undefined, { as: 'eve' }),
      await resume('other.5', { as: 'eve' }),
      await resume(`${runId}.0`, { chat: 'chat-2' }),
      await resume(undefined, { chat: 'chat-2' }),
    ]) {
      expect([response.status, [...response.headers], await response.text()]).toEqual([204, [...never.headers], ''])
    }
  })

  it('is nobody who is not signed in', async () => {
    const { resume, stop } = loggedRoute(hello(), { identify: () => null })
    expect([(await resume()).status, (await stop()).status]).toEqual([401, 401])
  })

  it('is no page of another origin', async () => {
    const { resume, stop } = await runUnderWay()
    const headers = { origin: 'https://evil.test', 'sec-fetch-site': 'cross-site' }
    expect([(await resume(undefined, { headers })).status, (await stop({ headers })).status]).toEqual([403, 403])
  })

  it('is a page of an origin that is allowed, which may send what it needs', async () => {
    const { route, ask, resume, stop } = loggedRoute(hello(), { cors: { origins: ['https://app.example'] } })
    await (await ask()).text()
    const headers = { origin: 'https://app.example' }
    for (const response of [await resume('x.1', { headers }), await stop({ headers })]) {
      expect(response.headers.get('access-control-allow-origin')).toBe('https://app.example')
    }
    const preflight = await route.OPTIONS(new Request('http://app.test/api/chat', { method: 'OPTIONS', headers }))
    expect(preflight.headers.get('access-control-allow-methods')).toContain('DELETE')
    expect(preflight.headers.get('access-control-allow-headers')).toMatch(/idempotency-key.*last-event-id/)
    expect(preflight.headers.get('access-control-expose-headers')).toContain('x-sluice-run-id')
  })
})

describe('the address of a chat', () => {
  const identify = () => ({ id: 'ada' })

  it.each(['trip', 'a b', '你好', 'a/b', '%2e', 'a?b#c', '..x', 'x'.repeat(256)])(
    'has its id encoded: %s',
    async (chat) => {
      const { ask, resume } = loggedRoute(hello())
      const response = await ask({ chat })
      const events = await readEvents(response)
      expect(await readEvents(await resume(`${runIdOf(response)}.0`, { chat }))).toEqual(events)
    },
  )

  it.each([
    '/api/chat',
    '/api/chat/chat-1',
    '/api/chat/chat-1/stream/more',
    '/api/chat/chat-1/streams',
    '/api/chat//stream',
    '/api/chat/%E4%BD/stream',
    `/api/chat/${'x'.repeat(257)}/stream`,
    // A URL takes these for directions.
    '/api/chat/./stream',
    '/api/chat/../stream',
    '/api/chat/%2E%2e/stream',
  ])('is not %s', async (path) => {
    const { route, ask, finished } = loggedRoute(scripted(text('a'), () => new Promise(() => undefined)))
    await ask({ chat: 'chat-1' })
    await ask({ chat: '' })
    await ask({ chat: '..' })
    const url = `http://app.test${path}`
    expect((await route.GET(new Request(url, { headers: { 'last-event-id': 'x.0' } }))).status).toBe(204)
    expect((await route.DELETE(new Request(url, { method: 'DELETE' }))).status).toBe(204)
    expect(finished).toEqual([])
  })

  it('may be at another place, with a query and a slash at its end', async () => {
    const { route, ask } = loggedRoute(hello())
    await readEvents(await ask({ chat: 'trip' }))
    const headers = { 'last-event-id': 'x.0' }
    const at = (path: string) => route.GET(new Request(`http://app.test${path}`, { headers }))
    expect((await at('/v1/ask/trip/stream/?token=1')).status).toBe(200)
    expect((await at('/trip/stream')).status).toBe(200)
  })

  it('is answered with nothing where there is no log, whoever asks', async () => {
    const { GET, DELETE } = createChatRoute({ handler: hello(), identify })
    const url = 'http://app.test/api/chat/chat-1/stream'
    expect((await GET(new Request(url))).status).toBe(204)
    expect((await DELETE(new Request(url, { method: 'DELETE' }))).status).toBe(204)
  })
})

describe('a slow reader', () => {
  it('holds up neither the run nor other readers', async () => {
    const words = 5_000
    const handler: Handler = async function* () {
      for (let word = 0; word < words; word++) yield text(`${word} `)
      yield finish
    }
    const { ask, resume, finished } = loggedRoute(handler)
    const first = await ask()
    const stuck = await resume()
    expect(textIn(await readEvents(await resume()))).toHaveLength(23_890)
    expect(finished).toHaveLength(1)
    // Both have taken nothing so far, and miss nothing.
    expect(typesOf(await readEvents(first))).toHaveLength(words + 6)
    expect(typesOf(await readEvents(stuck))).toHaveLength(words + 6)
  })
})
