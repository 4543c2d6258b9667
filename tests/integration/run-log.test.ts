import { getEventListeners } from 'node:events'
import { createMemoryRunLog, createPipeline, decodeSse } from '@sluice/core'
import { createRandom, simulatedProvider } from '@sluice/core/testing'
import type { UIMessageChunk } from '@sluice/core/ui'
import { type ChatRoute, createChatRoute, type FinishedCall } from '@sluice/next-adapter'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { simulated, until, user } from '../support/chat-http.ts'
import { type Served, serve } from '../support/serve.ts'

/* Many runs at once, over real sockets, with readers that come and go as they like. */

const numberIn = (prompt: string) => Number(/\d+/.exec(prompt)?.[0])
const answerTo = (call: number) =>
  `Answer ${call}: ${Array.from({ length: 20 + (call % 30) }, (_, word) => `你好${word}`).join(' ')} ✓`

const provider = simulatedProvider({ answer: ({ prompt }) => answerTo(numberIn(prompt)), tokensPerSecond: 150 })
const finished: FinishedCall[] = []
const signals: AbortSignal[] = []
let app: Served
let narrow: Served
let pipeline: ReturnType<typeof createPipeline>
/** How many are reading the log. */
const readers = { open: 0 }
const smallLog = createMemoryRunLog({ maxBytes: 30_000, maxRunBytes: 10_000, maxRuns: 60 })

beforeAll(async () => {
  const limit = { gpt: { maxWaitMs: 0 } }
  pipeline = createPipeline({ targets: { gpt: simulated(provider) }, retry: false, breaker: false, limit })
  const identify = (request: Request) => ({ id: request.headers.get('x-user') ?? 'nobody' })
  const logger = { warn: () => {}, error: () => {} }
  const log = createMemoryRunLog()
  const route = createChatRoute({
    handler: pipeline,
    identify,
    logger,
    runLog: {
      ...log,
      async *read(runId, reading) {
        readers.open++
        try {
          yield* log.read(runId, reading)
        } finally {
          readers.open--
        }
      },
    },
    onFinish: (call) => void finished.push(call),
  })
  app = await serve((request) => {
    signals.push(request.signal)
    return route[request.method as keyof Omit<ChatRoute, '~message'>](request)
  })
  const small = createChatRoute({ handler: pipeline, identify, logger, runLog: smallLog })
  narrow = await serve(small.POST)
})
afterAll(async () => {
  await app.close()
  await narrow.close()
})

interface Event {
  runId: string
  seq: number
  chunk: UIMessageChunk
}

/** One user with one chat and one question. */
function visitor(call: number, { url } = app) {
  const headers = { 'x-user': `user-${call}`, 'idempotency-key': `key-${call}` }
  const ofChat = `${url}/api/chat/chat-${call}/stream`
  const body = JSON.stringify({ id: `chat-${call}`, messages: [user(`call ${call}`)], trigger: 'submit-message' })
  return {
    post: (signal?: AbortSignal) =>
      fetch(`${url}/api/chat`, {
        method: 'POST',
        headers: { ...headers, 'content-type': 'application/json' },
        body,
        ...(signal && { signal }),
      }),
    get: (lastEventId: string | undefined, signal?: AbortSignal) =>
      fetch(ofChat, {
        headers: { 'x-user': headers['x-user'], ...(lastEventId && { 'last-event-id': lastEventId }) },
        ...(signal && { signal }),
      }),
    stop: () => fetch(ofChat, { method: 'DELETE', headers }),
  }
}

/** The logged events of a response, up to its end or so many. */
async function read(response: Response, most = Number.POSITIVE_INFINITY): Promise<Event[]> {
  const events: Event[] = []
  for await (const batch of decodeSse(response.body!)) {
    for (const { id, data } of batch) {
      if (id === undefined) continue
      const [runId, seq] = id.split('.') as [string, string]
      events.push({ runId, seq: Number(seq), chunk: JSON.parse(data) })
      // Leaving the loop cancels the body, which closes the connection.
      if (events.length === most) return events
    }
  }
  return events
}

/** Fails unless the events are those of one run after number `after`, each once and in order. */
function expectInOrder(events: readonly Event[], after = 0): void {
  expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => after + index + 1))
  expect(new Set(events.map(({ runId }) => runId)).size).toBeLessThanOrEqual(1)
}
const textOf = (events: readonly Event[]) =>
  events.map(({ chunk }) => (chunk.type === 'text-delta' ? chunk.delta : '')).join('')
function expectWhole(call: number, events: readonly Event[]): void {
  expectInOrder(events)
  expect(textOf(events)).toBe(answerTo(call))
  expect(events.at(-1)?.chunk.type).toBe('finish')
}

type Random = () => number
type Visit = (call: number, random: Random) => Promise<void>

/** Reads on after each cut, from where it was cut. */
const comesBack: Visit = async (call, random) => {
  const { post, get } = visitor(call)
  const most = () => 1 + Math.floor(random() * 25)
  const events = await read(await post(), most())
  for (let isOver = false; !isOver; ) {
    const { runId, seq } = events.at(-1)!
    const response = await get(`${runId}.${seq}`)
    if (response.status === 204) break
    const wanted = most()
    const more = await read(response, wanted)
    events.push(...more)
    isOver = more.length < wanted
  }
  expectWhole(call, events)
}

/** Asks again for what it has, at random places and more than once at a time. */
const readsTwice: Visit = async (call, random) => {
  const { post, get } = visitor(call)
  const response = await post()
  const runId = response.headers.get('x-sluice-run-id')
  const first = read(response)
  const places = Array.from({ length: 3 }, () => Math.floor(random() * 30))
  const others = await Promise.all(places.map(async (place) => read(await get(`${runId}.${place}`))))
  const events = await first
  expectWhole(call, events)
  for (const [index, place] of places.entries()) {
    // A place that the run had not reached yet is none: then all of it comes.
    const from = others[index]?.[0]?.seq === 1 ? 0 : place
    expect(others[index]).toEqual(events.slice(from))
  }
}

/** Sends the same three times: twice at once, and when it is over. */
const sendsAgain: Visit = async (call) => {
  const { post } = visitor(call)
  const both = await Promise.all([post(), post()])
  const [one, other] = await Promise.all(both.map((response) => read(response)))
  expectWhole(call, one!)
  expect(other).toEqual(one)
  expect(await read(await post())).toEqual(one)
}

/** Leaves before the answer has begun, and sends the same again. */
const losesItsNetwork: Visit = async (call, random) => {
  const { post } = visitor(call)
  const controller = new AbortController()
  const lost = post(controller.signal)
  lost.catch(() => undefined)
  setTimeout(() => controller.abort(), random() * 10)
  await lost.then((response) => response.text()).catch(() => undefined)
  expectWhole(call, await read(await post()))
}

/** Stops somewhere; both who asked and who follows see the same end. */
const stops: Visit = async (call, random) => {
  const { post, get, stop } = visitor(call)
  const response = await post()
  const reading = read(response)
  const following = read(await get(`${response.headers.get('x-sluice-run-id')}.0`))
  await new Promise((resolve) => setTimeout(resolve, random() * 100))
  expect((await stop()).status).toBe(204)
  const events = await reading
  expectInOrder(events)
  expect(['abort', 'finish']).toContain(events.at(-1)?.chunk.type)
  expect(answerTo(call).startsWith(textOf(events))).toBe(true)
  expect(await following).toEqual(events)
}

/** Stops before it asks: there is no run. */
const stopsFirst: Visit = async (call) => {
  const { post, stop, get } = visitor(call)
  await stop()
  expect(await (await post()).text()).toContain('"type":"abort"')
  expect((await get(undefined)).status).toBe(204)
}

/** Goes away and finds the whole answer when it returns, long after. */
const returnsLate: Visit = async (call) => {
  const { post, get } = visitor(call)
  const [first] = await read(await post(), 1)
  await until(`the end of call ${call}`, () => finished.some(({ requestId }) => requestId === first!.runId), 30_000)
  expectWhole(call, await read(await get(undefined)))
  // Now it has been delivered; who asks for all of it gets it all the same.
  expect((await get(undefined)).status).toBe(204)
  expectWhole(call, await read(await get(`${first!.runId}.0`)))
}

/** Tries to read and stop what is somebody else's. */
const pries: Visit = async (call) => {
  const mine = visitor(call)
  const response = await mine.post()
  const runId = response.headers.get('x-sluice-run-id')
  const foreign = { 'x-user': 'eve', 'idempotency-key': `key-${call}` }
  const url = `${app.url}/api/chat/chat-${call}/stream`
  expect((await fetch(url, { headers: { ...foreign, 'last-event-id': `${runId}.0` } })).status).toBe(204)
  expect((await fetch(url, { method: 'DELETE', headers: foreign })).status).toBe(204)
  expectWhole(call, await read(response))
}

const visits = [comesBack, comesBack, readsTwice, sendsAgain, losesItsNetwork, stops, stopsFirst, returnsLate, pries]

describe('two hundred runs at once', () => {
  it('lose and double nothing, are paid once each, and leave nothing behind', { timeout: 60_000 }, async () => {
    const kinds = Array.from({ length: 200 }, (_, call) => visits[call % visits.length]!)
    const started = kinds.filter((visit) => visit !== stopsFirst).length
    const visited = await Promise.allSettled(kinds.map((visit, call) => visit(call, createRandom(call))))
    expect(visited.flatMap((visit) => (visit.status === 'rejected' ? [visit.reason] : []))).toEqual([])

    await until('every run is over', () => finished.length === started, 10_000)
    expect(new Set(finished.map(({ requestId }) => requestId)).size).toBe(started)
    expect(provider.calls).toHaveLength(started)
    const outcomes = finished.filter(({ outcome }) => outcome !== 'finished')
    expect(outcomes.every(({ outcome, caller }) => outcome === 'aborted' && isStopped(caller?.id))).toBe(true)
    await until('no reader is left', () => readers.open === 0)
    expect(pipeline.snapshot().active).toBe(0)
    expect(signals.flatMap((signal) => getEventListeners(signal, 'abort'))).toEqual([])

    function isStopped(callerId = ''): boolean {
      return kinds[numberIn(callerId)] === stops
    }
  })
})

describe('two hundred runs at once whose log is much too small', () => {
  it('are whole all the same for those who asked, and the log stays within its bounds', {
    timeout: 60_000,
  }, async () => {
    const calls = Array.from({ length: 200 }, (_, index) => 1_000 + index)
    let isOver = false
    const most = { kept: 0 }
    const watching = (async () => {
      for (; !isOver; await new Promise((resolve) => setTimeout(resolve, 5))) {
        const states = await Promise.all(calls.map((call) => smallLog.find(`["user-${call}","chat-${call}"]`)))
        const kept = states.reduce((sum, state) => sum + (state?.isKept ? state.lastSeq : 0), 0)
        most.kept = Math.max(most.kept, kept)
      }
    })()
    const texts = await Promise.all(
      calls.map(async (call) => {
        const response = await visitor(call, narrow).post()
        const deltas = (await response.text()).matchAll(/"delta":"([^"]*)"/g)
        return Array.from(deltas, ([, delta]) => delta).join('')
      }),
    )
    isOver = true
    await watching
    expect(texts).toEqual(calls.map(answerTo))
    expect(most.kept).toBeGreaterThan(0)
    // A part takes at least a hundred bytes.
    expect(most.kept).toBeLessThan(300)
    expect(pipeline.snapshot().active).toBe(0)
  })
})
